import { type ChangeQuoteBody, invalidField, Problem } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import { findDeparture, readWanted } from '../../flights/find.ts';
import type { Departure } from '../../flights/rules.ts';
import { composePrice } from '../../orders/price.ts';
import type { ChangeDeps } from '../change-deps.ts';
import { findOwnBooking } from '../load-order.ts';
import { findSeat, listFreeSeats } from '../queries.ts';
import { disruptionOf } from '../rules.ts';
import type { Asker, SoldBooking, SoldOrder } from '../sold-order.ts';
import { insertChangeQuote } from './queries.ts';
import { type ComposedChange, composeChange, decideMovers, refuseFlight, seatsNeeded } from './rules.ts';

export type GivenChangeQuote = ComposedChange & {
  id: string;
  expiresAt: Temporal.Instant;
  flight: Departure;
  bookings: readonly SoldBooking[];
  currency: string;
};

/** What going on another flight would cost or bring back, kept for a while. Throws where it cannot be done. */
export async function quoteChange(
  deps: ChangeDeps,
  { bookingId, asker, body }: { bookingId: number; asker: Asker; body: ChangeQuoteBody },
): Promise<GivenChangeQuote> {
  const { cluster, airports, now } = deps;
  const db = cluster.writer;
  const { order, booking } = await findOwnBooking(db, bookingId, asker);
  const bookings = moversOf(order, booking);
  const flight = await findDeparture(db, readWanted(String(body.flightId), body.departureDate), now());
  if (flight === undefined) throw new Problem('FLIGHT_NOT_FOUND');
  if (flight.id === booking.flight.id) throw invalidField('flightId', 'is the flight of the booking');
  const refusal = refuseFlight(order, flight);
  if (refusal !== undefined) throw new Problem(refusal);
  const cabin = body.cabin ?? booking.cabin;
  await refuseWithoutSeat(db, flight, { cabin, seat: body.seat, count: seatsNeeded(bookings) });
  const composed = composeChange(order, bookings, {
    priceOf: ({ type }) => composePrice(flight, { type, cabin }),
    disruptionOf: (each) => disruptionOf(each, { isDomestic: airports.isDomestic(each.flight) }),
    now: now(),
  });
  const { currency } = order;
  const kept = await insertChangeQuote(db, {
    ...composed,
    orderId: order.id,
    bookingId,
    accountId: asker.userId,
    flightId: flight.id,
    cabin,
    seat: body.seat,
    currency,
  });
  return { ...composed, ...kept, flight, bookings, currency };
}

/** Who moves. Throws why nobody can. */
export function moversOf(order: SoldOrder, booking: SoldBooking): readonly SoldBooking[] {
  const decision = decideMovers(order, booking);
  if (decision.kind === 'refuse') throw new Problem(decision.code);
  return decision.bookings;
}

async function refuseWithoutSeat(
  db: Db,
  flight: Departure,
  { cabin, seat, count }: { cabin: SoldBooking['cabin']; seat: string | undefined; count: number },
): Promise<void> {
  const [free] = await listFreeSeats(db, [flight.id]);
  // Seats that nobody has asked for yet have no rows, and are all free.
  if (free?.isOpened === false) return;
  if (seat !== undefined) {
    const found = await findSeat(db, flight.id, seat);
    if (found === undefined) throw invalidField('seat', 'is not on this aircraft');
    if (found.cabin !== cabin) throw invalidField('seat', `is not in ${cabin}`);
    if (!found.isFree) throw new Problem('SEAT_TAKEN');
  }
  if ((free?.[cabin] ?? 0) < count) throw new Problem('FLIGHT_FULL');
}
