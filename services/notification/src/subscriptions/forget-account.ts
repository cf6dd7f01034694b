import { type BusMember, subscribe, type Subscription } from '@airside/events';
import type { Db } from '@airside/postgres';
import { forgetAccountNotices } from '../deliveries/queries.ts';
import { deleteDevicesOfAccount } from '../devices/queries.ts';
import { forgetAccountPreferences } from '../preferences/queries.ts';
import { deleteSubscriptionsOfAccount } from './queries.ts';

/** Ends the subscriptions of deleted accounts, and forgets their devices, choices and inboxes. */
export function followAccounts(bus: BusMember): Subscription {
  return subscribe({
    ...bus,
    stream: 'accounts',
    group: 'notification/subscriptions',
    wants: ({ type }) => type === 'account.deleted',
    async handle(event, tx) {
      if (event.type === 'account.deleted') await forgetAccount(tx, event.data.user_id);
    },
  });
}

export async function forgetAccount(tx: Db, accountId: number): Promise<void> {
  await deleteSubscriptionsOfAccount(tx, accountId);
  await deleteDevicesOfAccount(tx, accountId);
  await forgetAccountPreferences(tx, accountId);
  await forgetAccountNotices(tx, accountId);
}
