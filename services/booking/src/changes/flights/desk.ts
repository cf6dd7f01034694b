import type { Db } from '@airside/postgres';
import { findDepartureById } from '../../flights/queries.ts';
import { writeHistory } from '../../orders/history.ts';
import { takeSeats } from '../../seats/take.ts';
import { isCurrent } from '../cancellations/rules.ts';
import type { ChangeDesk } from '../extra-payments.ts';
import { lockOrder } from '../load-order.ts';
import type { SoldBooking, SoldOrder } from '../sold-order.ts';
import { applyChange } from './change.ts';
import { type ChangeQuoteRow, endHold, findChangeQuote, markUnpaid } from './queries.ts';
import { decideMovers, refuseFlight, seatsNeeded } from './rules.ts';

/** Where payments report how the payment of a change went. */
export function createChangeDesk({ now }: { now: () => Temporal.Instant }): ChangeDesk {
  return {
    async confirm(tx, quoteId) {
      const found = await lockQuote(tx, quoteId);
      if (found?.quote.state === 'confirmed') return true;
      if (found?.quote.state !== 'paying') return false;
      const { order, quote } = found;
      const held = quote.holdId === null ? [] : await endHold(tx, quote.holdId);
      if (await move(tx, { order, quote, held, now })) return true;
      await markUnpaid(tx, quoteId, 'released');
      return false;
    },

    async release(tx, quoteId, reason) {
      const found = await lockQuote(tx, quoteId);
      if (found?.quote.state !== 'paying') return false;
      const { order, quote } = found;
      if (quote.holdId !== null) await endHold(tx, quote.holdId);
      await markUnpaid(tx, quoteId, 'open');
      const { bookingId } = quote;
      await writeHistory(tx, { orderId: order.id, bookingId, kind: 'payment_declined', detail: { quoteId, reason } });
      return true;
    },
  };
}

/** The quote as it is under the order's lock. */
async function lockQuote(tx: Db, quoteId: string): Promise<{ order: SoldOrder; quote: ChangeQuoteRow } | undefined> {
  const seen = await findChangeQuote(tx, quoteId);
  const order = seen && (await lockOrder(tx, seen.bookingId));
  const quote = order && (await findChangeQuote(tx, quoteId));
  return quote && { order, quote };
}

/** False where the booking or the flight has changed while it was paid for, or the hold has ended and no seat is left. */
async function move(
  tx: Db,
  {
    order,
    quote,
    held,
    now,
  }: { order: SoldOrder; quote: ChangeQuoteRow; held: readonly string[]; now: () => Temporal.Instant },
): Promise<boolean> {
  const booking = order.bookings.find(({ id }) => id === quote.bookingId);
  const movers = booking && decideMovers(order, booking);
  if (movers?.kind !== 'move' || movers.bookings.length !== quote.covers.length) return false;
  const { bookings } = movers;
  const flight = await findDepartureById(tx, quote.flightId);
  if (flight === undefined || refuseFlight(order, flight) !== undefined || !isCurrent(quote.covers, order))
    return false;
  const seats = await takeHeldOrOthers(tx, quote, bookings, held);
  if (seats === undefined) return false;
  const { accountId } = quote;
  await applyChange(tx, { order, bookings, quote, flight, seats, accountId, refundedMinor: 0, now: now() });
  return true;
}

/** A payment may come after the hold has ended, and somebody else in that seat: any other is better than none then. */
async function takeHeldOrOthers(
  tx: Db,
  { flightId, cabin }: ChangeQuoteRow,
  bookings: readonly SoldBooking[],
  held: readonly string[],
): Promise<{ name: string }[] | undefined> {
  const wanted = { flightId, cabin, count: seatsNeeded(bookings) };
  const seats = held.length === wanted.count ? await takeSeats(tx, { ...wanted, names: held }) : undefined;
  return seats ?? takeSeats(tx, wanted);
}
