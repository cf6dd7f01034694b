import { Problem } from '@airside/contracts';
import { publish } from '@airside/events';
import type { Db } from '@airside/postgres';
import { writeHistory } from '../../orders/history.ts';
import { closeEmptyOrder, endBookings, listFacts } from '../../orders/queries.ts';
import { statusEvent } from '../../orders/events.ts';
import { freeSeats } from '../../seats/take.ts';
import type { ChangeDeps } from '../change-deps.ts';
import { findOwnBooking, lockOwnBooking, type Own } from '../load-order.ts';
import { releaseSettledOffers } from '../queries.ts';
import type { Asker, SoldBooking, SoldOrder } from '../sold-order.ts';
import { runTransaction } from '../transaction.ts';
import { findQuote, insertQuote, markConfirmed } from './queries.ts';
import { type ComposedQuote, composeQuote, decideCancellation, isCurrent, mayConfirm, type Scope } from './rules.ts';

export type Wanted = { bookingId: number; asker: Asker };
export type GivenQuote = ComposedQuote & { id: string; expiresAt: Temporal.Instant; order: SoldOrder };

/** What cancelling would bring back, kept for a while. Throws where the booking cannot be cancelled. */
export async function quoteCancellation(
  deps: ChangeDeps,
  { bookingId, asker, scope }: Wanted & { scope: Scope },
): Promise<GivenQuote> {
  const db = deps.cluster.writer;
  const own = await findOwnBooking(db, bookingId, asker);
  const bookings = toCancel(own, scope, asker);
  if (bookings === undefined) throw new Problem('BOOKING_CANCELLED');
  return giveQuote(db, deps, { ...own, bookings });
}

export type Cancelled = { refundedMinor: number; currency: string };

/** Does what was quoted; asked again, it answers the same and gives nothing back twice. */
export async function confirmCancellation(
  deps: ChangeDeps,
  { bookingId, asker, quoteId }: Wanted & { quoteId: string },
): Promise<Cancelled> {
  return runTransaction(deps.cluster, async (tx) => {
    const own = await lockOwnBooking(tx, bookingId, asker);
    const { order } = own;
    const quote = await findQuote(tx, quoteId, bookingId);
    if (quote === undefined || !mayConfirm(own, quote.covers, asker)) throw new Problem('QUOTE_NOT_FOUND');
    const { currency, refundedMinor } = quote;
    if (refundedMinor !== null) return { refundedMinor, currency };
    const bookings = order.bookings.filter(({ id }) => quote.covers.some((covered) => covered.bookingId === id));
    for (const booking of bookings) refuse(order, booking, asker);
    if (quote.isExpired) throw new Problem('QUOTE_EXPIRED');
    if (!isCurrent(quote.covers, order)) throw new Problem('QUOTE_OUTDATED');
    // What the airline did to the flight since the quote is no loss of the traveller's.
    const { refundMinor } = await compose(tx, deps, order, bookings);
    const most = Math.max(quote.refundMinor, refundMinor);
    return cancel(tx, deps, { order, bookings, quoteId, refundMinor: most, asker });
  });
}

/** The cancellation of the first API: quote and confirmation in one. Cancelling twice is no error. */
export async function cancelAtOnce(deps: ChangeDeps, { bookingId, asker }: Wanted): Promise<void> {
  await runTransaction(deps.cluster, async (tx) => {
    const own = await lockOwnBooking(tx, bookingId, asker);
    const bookings = toCancel(own, 'booking', asker);
    if (bookings === undefined) return;
    const { id, refundMinor } = await giveQuote(tx, deps, { ...own, bookings });
    await cancel(tx, deps, { order: own.order, bookings, quoteId: id, refundMinor, asker });
  });
}

/** Undefined where everything meant is cancelled already. */
function toCancel({ order, booking }: Own, scope: Scope, asker: Asker): readonly SoldBooking[] | undefined {
  const decision = decideCancellation(order, booking, { scope, asker });
  if (decision.kind === 'refuse') throw new Problem(decision.code);
  return decision.kind === 'cancel' ? decision.bookings : undefined;
}

function refuse(order: SoldOrder, booking: SoldBooking, asker: Asker): void {
  const decision = decideCancellation(order, booking, { scope: 'booking', asker });
  if (decision.kind === 'refuse') throw new Problem(decision.code);
  if (decision.kind === 'alreadyCancelled') throw new Problem('BOOKING_CANCELLED');
}

async function compose(
  db: Db,
  { payments, airports, now }: ChangeDeps,
  order: SoldOrder,
  bookings: readonly SoldBooking[],
): Promise<ComposedQuote> {
  const { refundableMinor } = await payments.balance(db, order.id);
  const isDomestic = ({ flight }: SoldBooking) => airports.isDomestic(flight);
  return composeQuote(order, bookings, { isDomestic, refundableMinor, now: now() });
}

async function giveQuote(
  db: Db,
  deps: ChangeDeps,
  { order, booking, bookings }: Own & { bookings: readonly SoldBooking[] },
): Promise<GivenQuote> {
  const composed = await compose(db, deps, order, bookings);
  const { currency } = order;
  const kept = await insertQuote(db, { ...composed, orderId: order.id, bookingId: booking.id, currency });
  return { ...composed, ...kept, order };
}

/** Bookings, seats, money, history and events, in the caller's transaction, which holds the order's lock. */
async function cancel(
  tx: Db,
  { payments, now }: ChangeDeps,
  given: {
    order: SoldOrder;
    bookings: readonly SoldBooking[];
    quoteId: string;
    refundMinor: number;
    asker: Asker;
  },
): Promise<Cancelled> {
  const { order, bookings, quoteId, refundMinor, asker } = given;
  const ids = bookings.map(({ id }) => id);
  await freeSeats(tx, ids);
  await endBookings(tx, ids);
  await closeEmptyOrder(tx, order.id);
  await releaseSettledOffers(tx, order.id);
  const detail = { quoteId, refundAmountMinor: refundMinor, currency: order.currency };
  for (const bookingId of ids)
    await writeHistory(tx, { orderId: order.id, bookingId, kind: 'cancelled', actorAccountId: asker.userId, detail });
  let refundedMinor = 0;
  if (refundMinor > 0) {
    const refund = { orderId: order.id, amountMinor: refundMinor, key: `cancellation/${quoteId}` };
    ({ amountMinor: refundedMinor } = await payments.refund(tx, { ...refund, reason: 'cancelled' }));
  }
  await markConfirmed(tx, quoteId, refundedMinor);
  const before = new Map(bookings.map(({ id, status }) => [id, status]));
  const facts = await listFacts(tx, ids);
  await publish(
    tx,
    facts.map((fact) => statusEvent(fact, { id: 'cancelled', from: before.get(fact.id) ?? fact.status }, now())),
  );
  return { refundedMinor, currency: order.currency };
}
