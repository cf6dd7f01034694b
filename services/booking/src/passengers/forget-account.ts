import { type BusMember, subscribe, type Subscription } from '@airside/events';
import { pseudonymisePassenger } from './queries.ts';

/** Takes the personal data out of the passenger whose account was deleted; the bookings stay, and name nobody. */
export function followAccounts(bus: BusMember): Subscription {
  return subscribe({
    ...bus,
    stream: 'accounts',
    group: 'booking/passengers',
    wants: ({ type }) => type === 'account.deleted',
    async handle(event, tx) {
      if (event.type === 'account.deleted') await pseudonymisePassenger(tx, event.data.user_id);
    },
  });
}
