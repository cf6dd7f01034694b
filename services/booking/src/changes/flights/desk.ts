import type { Db } from '@airside/postgres';
import { findDepartureById } from '../../flights/queries.ts';
import { releaseSeats } from '../../holds/hold.ts';
import { lockHold } from '../../holds/queries.ts';
import { writeHistory } from '../../orders/history.ts';
import type { ChangeDesk } from '../../payments/order-desk.ts';
import { isCurrent } from '../cancellations/rules.ts';
import { lockOrder } from '../load-order.ts';
import { type Places, takePlaces } from '../places.ts';
import type { SoldBooking, SoldOrder } from '../sold-order.ts';
import { applyChange } from './change.ts';
import { type ChangeQuoteRow, findChangeQuote, markUnpaid } from './queries.ts';
import { decideMovers, refuseFlight } from './rules.ts';

type Locked = { order: SoldOrder; quote: ChangeQuoteRow };

/** Where payments report how the payment of a change went. */
export function createChangeDesk({ now }: { now: () => Temporal.Instant }): ChangeDesk {
  return {
    async confirm(tx, quoteId) {
      const found = await lockQuote(tx, quoteId);
      if (found?.quote.state === 'confirmed') return true;
      if (found?.quote.state !== 'paying') return false;
      const isMoved = await move(tx, found, now());
      // What is left of it: all, where nobody moved.
      await endHold(tx, found.quote, now());
      if (!isMoved) await markUnpaid(tx, quoteId, 'released');
      return isMoved;
    },

    async release(tx, quoteId, reason) {
      const found = await lockQuote(tx, quoteId);
      if (found?.quote.state !== 'paying') return false;
      const { order, quote } = found;
      await endHold(tx, quote, now());
      await markUnpaid(tx, quoteId, 'open');
      const { bookingId } = quote;
      await writeHistory(tx, { orderId: order.id, bookingId, kind: 'payment_declined', detail: { quoteId, reason } });
      return true;
    },
  };
}

/** The quote as it is under the order's lock, and its hold locked before its seats, as everybody does who ends holds. */
async function lockQuote(tx: Db, quoteId: string): Promise<Locked | undefined> {
  const seen = await findChangeQuote(tx, quoteId);
  const order = seen && (await lockOrder(tx, seen.bookingId));
  const quote = order && (await findChangeQuote(tx, quoteId));
  if (quote !== undefined && quote.holdId !== null) await lockHold(tx, quote.holdId);
  return quote && { order, quote };
}

async function endHold(tx: Db, { holdId }: ChangeQuoteRow, now: Temporal.Instant): Promise<void> {
  if (holdId !== null) await releaseSeats(tx, holdId, now);
}

/** False where the booking or the flight has changed while it was paid for, or the hold has ended and no seat is left. */
async function move(tx: Db, { order, quote }: Locked, now: Temporal.Instant): Promise<boolean> {
  const booking = order.bookings.find(({ id }) => id === quote.bookingId);
  const movers = booking && decideMovers(order, booking);
  if (movers?.kind !== 'move' || movers.bookings.length !== quote.covers.length) return false;
  const { bookings } = movers;
  const flight = await findDepartureById(tx, quote.flightId);
  if (flight === undefined || refuseFlight(order, flight) !== undefined || !isCurrent(quote.covers, order))
    return false;
  const places = await takeHeldOrOthers(tx, quote, bookings);
  if (places === undefined) return false;
  await applyChange(tx, { order, bookings, quote, flight, places, accountId: quote.accountId, refundedMinor: 0, now });
  return true;
}

/** A payment may come after the hold has ended, and somebody else in that seat: any other is better than none then. */
async function takeHeldOrOthers(
  tx: Db,
  { flightId, cabin, holdId }: ChangeQuoteRow,
  bookings: readonly SoldBooking[],
): Promise<Places | undefined> {
  const held = holdId === null ? undefined : await takePlaces(tx, bookings, { flightId, cabin, holdId });
  return held ?? takePlaces(tx, bookings, { flightId, cabin });
}
