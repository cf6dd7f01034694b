import { publish } from '@airside/events';
import type { Db } from '@airside/postgres';
import { freeSeats } from '../seats/take.ts';
import { createdEvent } from './events.ts';
import { confirmOrder, endBookings, releaseOrder } from './queries.ts';

/** Where the outcome of a payment becomes that of an order; each in the caller's transaction, and once. */
export type OrderDesk = {
  /**
   * PAYMENT_PENDING → CONFIRMED with its bookings, `booking.created` for each, history, outcome of the Idempotency-Key. False
   * where the order no longer waits, or its flight has been cancelled (then it is released): the money goes back.
   */
  confirm(tx: Db, orderId: number): Promise<boolean>;
  /** PAYMENT_PENDING → CANCELLED, seats freed, history, outcome of the key; false where it no longer waits. */
  release(tx: Db, orderId: number, reason: string): Promise<boolean>;
};

export function createOrderDesk({ now }: { now: () => Temporal.Instant }): OrderDesk {
  async function release(tx: Db, orderId: number, reason: string): Promise<boolean> {
    const bookingIds = await releaseOrder(tx, orderId, reason);
    if (bookingIds === undefined) return false;
    await freeSeats(tx, bookingIds);
    await endBookings(tx, bookingIds);
    return true;
  }
  return {
    async confirm(tx, orderId) {
      const confirmed = await confirmOrder(tx, orderId);
      if (confirmed.length === 0) {
        await release(tx, orderId, 'flight_cancelled');
        return false;
      }
      const time = now();
      await publish(
        tx,
        confirmed.map((booking) => createdEvent(booking, time)),
      );
      return true;
    },
    release,
  };
}
