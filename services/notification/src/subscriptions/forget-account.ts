import { type BusMember, subscribe, type Subscription } from '@airside/events';
import { deleteSubscriptionsOfAccount } from './queries.ts';

/** Ends the subscriptions of deleted accounts. */
export function followAccounts(bus: BusMember): Subscription {
  return subscribe({
    ...bus,
    stream: 'accounts',
    group: 'notification/subscriptions',
    wants: ({ type }) => type === 'account.deleted',
    async handle(event, tx) {
      if (event.type === 'account.deleted') await deleteSubscriptionsOfAccount(tx, event.data.user_id);
    },
  });
}
