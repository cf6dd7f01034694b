import { isStaff, Problem } from '@airside/contracts';
import { publish } from '@airside/events';
import type { Cluster, Db } from '@airside/postgres';
import type { AccountCaller } from '@airside/service';
import { statusEvent } from '../orders/events.ts';
import { writeHistory } from '../orders/history.ts';
import { closeEmptyOrder, endBookings, listFacts, lockOrder } from '../orders/queries.ts';
import { freeSeats } from '../seats/take.ts';
import { findBooking } from './list-queries.ts';
import { decideCancellation, parseBookingId } from './rules.ts';

/** Cancels a booking of the caller's, or any for staff, and puts its seat on sale again. Cancelling twice is no error. */
export async function cancelBooking(
  { cluster, now }: { cluster: Cluster; now: () => Temporal.Instant },
  { caller, bookingId }: { caller: AccountCaller; bookingId: string },
): Promise<void> {
  const id = parseBookingId(bookingId);
  const seen = id === undefined ? undefined : await findBooking(cluster.writer, id);
  if (id === undefined || seen === undefined) throw new Problem('BOOKING_NOT_FOUND');
  await cluster.transaction(async (tx) => {
    await lockOrder(tx, seen.orderId);
    const booking = await findBooking(tx, id);
    const decision = decideCancellation(booking, { userId: caller.userId, isStaff: isStaff(caller.roles) });
    if (decision === 'alreadyCancelled') return;
    if (booking === undefined || decision !== 'cancel')
      throw new Problem(decision === 'cancel' ? 'BOOKING_NOT_FOUND' : decision);
    await writeCancellation(tx, { id, orderId: booking.orderId, from: booking.status, by: caller.userId, time: now() });
  });
}

async function writeCancellation(
  tx: Db,
  change: {
    id: number;
    orderId: number;
    from: Parameters<typeof statusEvent>[1]['from'];
    by: number;
    time: Temporal.Instant;
  },
): Promise<void> {
  const { id, orderId, from, by, time } = change;
  await freeSeats(tx, [id]);
  await endBookings(tx, [id]);
  await closeEmptyOrder(tx, orderId);
  await writeHistory(tx, { orderId, bookingId: id, kind: 'cancelled', actorAccountId: by });
  const facts = await listFacts(tx, [id]);
  await publish(
    tx,
    facts.map((booking) => statusEvent(booking, { id: 'cancelled', from }, time)),
  );
}
