import { type PaymentMethod, Problem } from '@airside/contracts';
import { publish } from '@airside/events';
import type { Db } from '@airside/postgres';
import { findDepartureById } from '../../flights/queries.ts';
import type { Departure } from '../../flights/rules.ts';
import { writeHistory } from '../../orders/history.ts';
import { freeSeats, takeSeats } from '../../seats/take.ts';
import { isCurrent } from '../cancellations/rules.ts';
import type { ChangeDeps } from '../change-deps.ts';
import { movedEvents } from '../events.ts';
import { findOwnBooking, lockOwnBooking } from '../load-order.ts';
import { addToOrderAmount, moveBookings, releaseSettledOffers } from '../queries.ts';
import type { Asker, SoldBooking, SoldOrder } from '../sold-order.ts';
import { placeOf } from '../summary.ts';
import { runTransaction } from '../transaction.ts';
import { type ChangeQuoteRow, findChangeQuote, holdSeats, markChanged, markPaying } from './queries.ts';
import { moversOf } from './quote.ts';
import { assignSeats, dueOf, refuseFlight, seatsNeeded } from './rules.ts';

export type Changed = {
  flight: Departure;
  bookings: readonly SoldBooking[];
  paidMinor: number;
  refundedMinor: number;
  currency: string;
};
export type ChangeOutcome = { kind: 'changed'; changed: Changed } | { kind: 'pending' };

type Wanted = { bookingId: number; asker: Asker; quoteId: string; paymentToken: string | undefined };
type Begun = { kind: 'changed' } | { kind: 'pay'; paymentId: number };

/**
 * Does what was quoted: with nothing to pay in one transaction, else after a payment, for which the seat is held. Asked again,
 * it answers how it stands. Throws PAYMENT_DECLINED; the quote stays good then for another card.
 */
export async function changeFlight(deps: ChangeDeps, wanted: Wanted): Promise<ChangeOutcome> {
  const begun = await runTransaction(deps.cluster, (tx) => begin(tx, deps, wanted));
  if (begun.kind === 'pay') {
    const settled = await deps.payments.settleExtra(begun.paymentId);
    if (settled.kind === 'unknown') return { kind: 'pending' };
    if (settled.kind === 'declined') throw new Problem('PAYMENT_DECLINED');
    if (settled.kind === 'released') throw new Problem('QUOTE_OUTDATED');
  }
  return { kind: 'changed', changed: await describe(deps, wanted) };
}

async function begin(tx: Db, deps: ChangeDeps, wanted: Wanted): Promise<Begun> {
  const { bookingId, asker, quoteId, paymentToken } = wanted;
  const { order, booking } = await lockOwnBooking(tx, bookingId, asker);
  const quote = await findChangeQuote(tx, quoteId);
  if (quote?.bookingId !== bookingId) throw new Problem('QUOTE_NOT_FOUND');
  if (quote.state === 'confirmed') return { kind: 'changed' };
  if (quote.state === 'released') throw new Problem('QUOTE_OUTDATED');
  if (quote.state === 'paying' && quote.paymentId !== null) return { kind: 'pay', paymentId: quote.paymentId };
  if (quote.isExpired) throw new Problem('QUOTE_EXPIRED');
  const bookings = moversOf(order, booking);
  if (quote.covers.length !== bookings.length || !isCurrent(quote.covers, order)) throw new Problem('QUOTE_OUTDATED');
  const flight = await findDepartureById(tx, quote.flightId);
  const refusal = flight === undefined ? 'FLIGHT_NOT_FOUND' : refuseFlight(order, flight);
  if (flight === undefined || refusal !== undefined) throw new Problem(refusal ?? 'FLIGHT_NOT_FOUND');
  // The new seat before the old one is given up.
  const names = quote.seat === null ? {} : { names: [quote.seat] };
  const seats = await takeSeats(tx, {
    flightId: flight.id,
    cabin: quote.cabin,
    count: seatsNeeded(bookings),
    ...names,
  });
  if (seats === undefined) throw new Problem(quote.seat === null ? 'FLIGHT_FULL' : 'SEAT_TAKEN');
  const { toPayMinor } = dueOf(quote);
  if (toPayMinor === 0) {
    const refundedMinor = await refundRest(tx, deps, order, quote);
    const now = deps.now();
    await applyChange(tx, { order, bookings, quote, flight, seats, accountId: asker.userId, refundedMinor, now });
    return { kind: 'changed' };
  }
  const holdId = await holdSeats(tx, {
    accountId: asker.userId,
    flightId: flight.id,
    names: seats.map(({ name }) => name),
  });
  const paymentId = await deps.payments.beginExtra(tx, {
    orderId: order.id,
    quoteId,
    amountMinor: toPayMinor,
    currency: quote.currency,
    method: order.paymentMethod as PaymentMethod,
    paymentToken,
  });
  await markPaying(tx, quoteId, { paymentId, holdId, accountId: asker.userId });
  return { kind: 'pay', paymentId };
}

/**
 * Moves the bookings into seats that the transaction has taken, and gives the old ones back. The transaction holds the
 * order's lock.
 */
export async function applyChange(
  tx: Db,
  given: {
    order: SoldOrder;
    bookings: readonly SoldBooking[];
    quote: ChangeQuoteRow;
    flight: Departure;
    seats: readonly { name: string }[];
    accountId: number;
    refundedMinor: number;
    now: Temporal.Instant;
  },
): Promise<void> {
  const { order, bookings, quote, flight, seats, accountId, now } = given;
  const ids = bookings.map(({ id }) => id);
  const seatOf = new Map(assignSeats(bookings, seats).map(({ id, seat }) => [id, seat]));
  await freeSeats(tx, ids);
  const moves = ids.map((id) => {
    const { newMinor = 0, price = null } = quote.covers.find(({ bookingId }) => bookingId === id) ?? {};
    return { id, seat: seatOf.get(id) ?? null, cabin: quote.cabin, amountMinor: newMinor, price };
  });
  if ((await moveBookings(tx, flight.id, moves)) !== seats.length) throw new Error('a seat that was taken is not free');
  await addToOrderAmount(tx, order.id, quote.differenceMinor);
  await releaseSettledOffers(tx, order.id);
  const { differenceMinor, feeMinor, currency } = quote;
  for (const { id, flight: old, seat } of bookings) {
    const places = { from: placeOf(old, seat), to: placeOf(flight, seatOf.get(id) ?? null) };
    const detail = { quoteId: quote.id, ...places, differenceMinor, feeMinor, currency };
    const entry = { orderId: order.id, bookingId: id, actorAccountId: accountId, detail };
    await writeHistory(tx, { ...entry, kind: 'flight_changed' });
  }
  await markChanged(tx, quote.id, given.refundedMinor);
  await publish(tx, movedEvents(bookings, seatOf, { flight, reason: 'change', cause: quote.id, now }));
}

async function refundRest(
  tx: Db,
  { payments }: ChangeDeps,
  { id: orderId }: SoldOrder,
  quote: ChangeQuoteRow,
): Promise<number> {
  const { refundMinor } = dueOf(quote);
  if (refundMinor === 0) return 0;
  const refund = { orderId, amountMinor: refundMinor, key: `change/${quote.id}`, reason: 'flight changed' };
  return (await payments.refund(tx, refund)).amountMinor;
}

async function describe({ cluster }: ChangeDeps, { bookingId, asker, quoteId }: Wanted): Promise<Changed> {
  const { order } = await findOwnBooking(cluster.writer, bookingId, asker);
  const quote = await findChangeQuote(cluster.writer, quoteId);
  const flight = quote && (await findDepartureById(cluster.writer, quote.flightId));
  if (quote === undefined || flight === undefined) throw new Problem('QUOTE_NOT_FOUND');
  return {
    flight,
    bookings: order.bookings.filter(({ id }) => quote.covers.some((covered) => covered.bookingId === id)),
    paidMinor: dueOf(quote).toPayMinor,
    refundedMinor: quote.refundedMinor ?? 0,
    currency: quote.currency,
  };
}
