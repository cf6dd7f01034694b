import { isStaff, Problem } from '@airside/contracts';
import { partitionOf } from '@airside/events';
import type { AccountCaller } from '@airside/service';
import type { BookingDeps } from './book.ts';
import { cancelBooking as writeCancellation, findBooking } from './queries.ts';
import { decideCancellation, parseBookingId } from './rules.ts';

/** A booking that changes this often while it is being cancelled is somebody's mistake. */
const mostTries = 5;

/** Cancels a booking of the caller's, or any for staff, and puts its seat on sale again. Cancelling twice is no error. */
export async function cancelBooking(
  { cluster, now }: Pick<BookingDeps, 'cluster' | 'now'>,
  { caller, bookingId }: { caller: AccountCaller; bookingId: string },
): Promise<void> {
  const id = parseBookingId(bookingId);
  if (id === undefined) throw new Problem('BOOKING_NOT_FOUND');
  for (let tries = 0; tries < mostTries; tries += 1) {
    const booking = await findBooking(cluster.writer, id);
    const decision = decideCancellation(booking, { userId: caller.userId, isStaff: isStaff(caller.roles) });
    if (decision === 'alreadyCancelled') return;
    if (booking === undefined || decision !== 'cancel')
      throw new Problem(decision === 'cancel' ? 'BOOKING_NOT_FOUND' : decision);
    const event = { partition: partitionOf(booking.flightCode), time: now() };
    // Run twice it finds the booking cancelled, which is no error.
    if (await writeCancellation(cluster.repeatable, { id, status: booking.status, event })) return;
  }
  throw new Problem('OVERLOADED', { retryAfterSeconds: 1 });
}
