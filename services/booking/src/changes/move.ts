import { publish } from '@airside/events';
import type { Db } from '@airside/postgres';
import type { Departure } from '../flights/rules.ts';
import { listFacts } from '../orders/queries.ts';
import { statusEvent } from '../orders/events.ts';
import { seatsEvent } from '../seats/events.ts';
import { assignSeats, freeSeats } from '../seats/take.ts';
import { flightChangedEvent } from './events.ts';
import { namesOf, type Places } from './places.ts';
import { type Move, moveBookings } from './queries.ts';
import type { SoldBooking } from './sold-order.ts';

export type MoveTo = {
  flight: Departure;
  /** Taken by this transaction. */
  places: Places;
  /** Prices and cabins as they will be. */
  terms: readonly Omit<Move, 'seat'>[];
  reason: 'change' | 'rebooking';
  /** Makes the ids of the events unique. */
  cause: string;
  now: Temporal.Instant;
};

/**
 * Puts bookings on another flight, confirmed, gives their old seats back and tells it. The transaction holds the order's lock
 * and has taken the new seats before.
 */
export async function moveTo(tx: Db, bookings: readonly SoldBooking[], move: MoveTo): Promise<void> {
  const { flight, places, terms, cause, now } = move;
  const ids = bookings.map(({ id }) => id);
  await freeSeats(tx, ids);
  await moveBookings(
    tx,
    flight.id,
    terms.map((each) => ({ ...each, seat: places.get(each.id) ?? null })),
  );
  const owners = [...places].flatMap(([bookingId, name]) => (name === null ? [] : [{ bookingId, name }]));
  await assignSeats(tx, flight.id, owners);
  const facts = await listFacts(tx, ids);
  const events = bookings.flatMap((booking) => {
    const moved = flightChangedEvent(booking, places.get(booking.id) ?? null, move);
    const fact = facts.find(({ id }) => id === booking.id);
    if (booking.status === 'CONFIRMED' || fact === undefined) return [moved];
    return [moved, statusEvent(fact, { id: cause, from: booking.status }, now)];
  });
  const taken = namesOf(places).map((name) => ({ name, state: 'taken' as const }));
  const first = ids[0] ?? 0;
  await publish(tx, [...events, seatsEvent(flight, taken, { id: `booking/${first}/${cause}/seats`, time: now })]);
}
