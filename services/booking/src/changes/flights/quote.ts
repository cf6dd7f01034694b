import { type Cabin, type ChangeQuoteBody, invalidField, Problem } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import { findDeparture, readWanted } from '../../flights/find.ts';
import type { Departure } from '../../flights/rules.ts';
import { needsSeat } from '../../orders/party-rules.ts';
import { composePrice } from '../../orders/price.ts';
import { listSeats } from '../../seats/layout.ts';
import { openAll } from '../../seats/open.ts';
import { seatMapOf } from '../../seats/seat-maps.ts';
import { explainShortage } from '../../seats/shortage.ts';
import type { ChangeDeps } from '../change-deps.ts';
import { findOwnBooking } from '../load-order.ts';
import { disruptionOf, withExitRights } from '../rules.ts';
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
  await refuseWithoutSeat(db, flight, { cabin, seat: body.seat, bookings });
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

/** Throws why the seats are not there now; whether they still are is seen when the quote is confirmed. */
async function refuseWithoutSeat(
  db: Db,
  flight: Departure,
  { cabin, seat, bookings }: { cabin: Cabin; seat: string | undefined; bookings: readonly SoldBooking[] },
): Promise<void> {
  const count = seatsNeeded(bookings);
  const place = listSeats(seatMapOf(flight.aircraftType)).find(({ name }) => name === seat);
  if (place?.isExitRow === true && withExitRights(bookings).some((each) => needsSeat(each) && !each.mayUseExits))
    throw invalidField('seat', 'is at an exit, where this passenger may not sit');
  await openAll(db, [flight]);
  const names = seat === undefined ? undefined : [seat];
  const problem = await explainShortage(db, flight, {
    names,
    cabin,
    count,
    isHeld: false,
    field: 'seat',
    isLastTry: false,
  });
  if (problem !== undefined) throw problem;
}
