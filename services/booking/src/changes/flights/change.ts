import { type PaymentMethod, Problem } from '@airside/contracts';
import { publish } from '@airside/events';
import type { Db } from '@airside/postgres';
import { setTimeout as delay } from 'node:timers/promises';
import { findDepartureById } from '../../flights/queries.ts';
import type { Departure } from '../../flights/rules.ts';
import { insertHold } from '../../holds/queries.ts';
import { writeHistory } from '../../orders/history.ts';
import { seatsEvent } from '../../seats/events.ts';
import { explainShortage } from '../../seats/shortage.ts';
import { isCurrent } from '../cancellations/rules.ts';
import type { ChangeDeps } from '../change-deps.ts';
import { findOwnBooking, lockOwnBooking } from '../load-order.ts';
import { moveTo } from '../move.ts';
import { namesOf, type Places, takePlaces } from '../places.ts';
import { addToOrderAmount, releaseSettledOffers } from '../queries.ts';
import type { Asker, SoldBooking, SoldOrder } from '../sold-order.ts';
import { placeOf } from '../summary.ts';
import { runTransaction } from '../transaction.ts';
import { type ChangeQuoteRow, findChangeQuote, markChanged, markPaying } from './queries.ts';
import { moversOf } from './quote.ts';
import { dueOf, refuseFlight, seatsNeeded } from './rules.ts';

export type Changed = {
  flight: Departure;
  bookings: readonly SoldBooking[];
  paidMinor: number;
  refundedMinor: number;
  currency: string;
};
export type ChangeOutcome = { kind: 'changed'; changed: Changed } | { kind: 'pending' };

type Wanted = { bookingId: number; asker: Asker; quoteId: string; paymentToken: string | undefined };
/** `busy`: the seats are in other buyers' hands at this moment, and nothing has happened. */
type Begun = { kind: 'changed' } | { kind: 'pay'; paymentId: number } | { kind: 'busy' };

/** Tries before seats that are all in others' hands count as gone; waits double up to `longestWaitMs`. */
const mostTries = 10;
const longestWaitMs = 150;

/**
 * Does what was quoted: with nothing to pay in one transaction, else after a payment, for which the seat is held. Asked again,
 * it answers how it stands. Throws PAYMENT_DECLINED and PAYMENT_UNAVAILABLE; the quote stays good then.
 */
export async function changeFlight(deps: ChangeDeps, wanted: Wanted): Promise<ChangeOutcome> {
  for (let tries = 1; ; tries += 1) {
    const begun = await runTransaction(deps.cluster, (tx) => begin(tx, deps, wanted, tries >= mostTries));
    if (begun.kind === 'pay') return pay(deps, wanted, begun.paymentId);
    if (begun.kind === 'changed') return { kind: 'changed', changed: await describe(deps, wanted) };
    await delay(Math.min(longestWaitMs, 5 * 2 ** tries));
  }
}

async function pay(deps: ChangeDeps, wanted: Wanted, paymentId: number): Promise<ChangeOutcome> {
  const settled = await deps.payments.settleExtra(paymentId);
  switch (settled.kind) {
    case 'confirmed':
      return { kind: 'changed', changed: await describe(deps, wanted) };
    case 'unknown':
      return { kind: 'pending' };
    case 'declined':
      throw new Problem('PAYMENT_DECLINED');
    case 'released': {
      const quote = await findChangeQuote(deps.cluster.writer, wanted.quoteId);
      if (quote?.state === 'open') throw new Problem('PAYMENT_UNAVAILABLE', { retryAfterSeconds: 5 });
      throw new Problem('QUOTE_OUTDATED');
    }
  }
}

async function begin(tx: Db, deps: ChangeDeps, wanted: Wanted, isLastTry: boolean): Promise<Begun> {
  const { bookingId, asker, quoteId } = wanted;
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
  const { cabin } = quote;
  const seat = quote.seat ?? undefined;
  const places = await takePlaces(tx, bookings, { flightId: flight.id, cabin, seat });
  if (places === undefined) {
    const names = seat === undefined ? undefined : [seat];
    const shortage = { names, cabin, count: seatsNeeded(bookings), isHeld: false, field: 'seat', isLastTry };
    const problem = await explainShortage(tx, flight, shortage);
    if (problem !== undefined) throw problem;
    return { kind: 'busy' };
  }
  const change = { order, bookings, quote, flight, places, accountId: asker.userId, now: deps.now() };
  if (dueOf(quote).toPayMinor > 0) return beginPayment(tx, deps, change, wanted);
  await applyChange(tx, { ...change, refundedMinor: await refundRest(tx, deps, order, quote) });
  return { kind: 'changed' };
}

type Change = {
  order: SoldOrder;
  bookings: readonly SoldBooking[];
  quote: ChangeQuoteRow;
  flight: Departure;
  /** Taken by the transaction. */
  places: Places;
  accountId: number;
  now: Temporal.Instant;
};

/** The seats are held while they are paid for. */
async function beginPayment(
  tx: Db,
  { payments }: ChangeDeps,
  { order, quote, flight, places, accountId, now }: Change,
  { paymentToken }: Wanted,
): Promise<Begun> {
  const names = namesOf(places);
  const { id: holdId } = await insertHold(tx, { accountId, flightId: flight.id, names });
  const held = names.map((name) => ({ name, state: 'held' as const }));
  await publish(tx, [seatsEvent(flight, held, { id: `hold/${holdId}/held`, time: now })]);
  const paymentId = await payments.beginExtra(tx, {
    orderId: order.id,
    quoteId: quote.id,
    amountMinor: dueOf(quote).toPayMinor,
    currency: quote.currency,
    method: order.paymentMethod as PaymentMethod,
    paymentToken,
  });
  await markPaying(tx, quote.id, { paymentId, holdId, accountId });
  return { kind: 'pay', paymentId };
}

/** Moves the bookings to their new places, and gives the old ones back. The transaction holds the order's lock. */
export async function applyChange(tx: Db, change: Change & { refundedMinor: number }): Promise<void> {
  const { order, bookings, quote, flight, places, accountId, refundedMinor, now } = change;
  const terms = bookings.map(({ id }) => {
    const { newMinor = 0, price = null } = quote.covers.find(({ bookingId }) => bookingId === id) ?? {};
    return { id, cabin: quote.cabin, amountMinor: newMinor, price };
  });
  await moveTo(tx, bookings, { flight, places, terms, reason: 'change', cause: quote.id, now });
  await addToOrderAmount(tx, order.id, quote.differenceMinor);
  await releaseSettledOffers(tx, order.id);
  const { differenceMinor, feeMinor, currency } = quote;
  for (const { id, flight: old, seat } of bookings) {
    const ends = { from: placeOf(old, seat), to: placeOf(flight, places.get(id) ?? null) };
    const detail = { quoteId: quote.id, ...ends, differenceMinor, feeMinor, currency };
    const entry = { orderId: order.id, bookingId: id, actorAccountId: accountId, detail };
    await writeHistory(tx, { ...entry, kind: 'flight_changed' });
  }
  await markChanged(tx, quote.id, refundedMinor);
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
