import type { SeatMove } from '@airside/contracts';
import { publish } from '@airside/events';
import type { Db } from '@airside/postgres';
import type { Departure } from '../flights/rules.ts';
import { insertHistory } from '../orders/history-queries.ts';
import { seatsEvent } from './events.ts';
import { listSeats } from './layout.ts';
import { updateSeatOwners } from './queries.ts';
import { seatMapOf } from './seat-maps.ts';
import {
  clearBookedSeats,
  dropHolds,
  emptySeats,
  listExtras,
  listHeld,
  listSeated,
  lockAllSeats,
  lockOrdersOfFlight,
  updateBookedSeats,
  upsertSeats,
} from './swap-queries.ts';
import { planSwap } from './swap-rules.ts';

export type Swap = {
  /** The flight as it is with its new aircraft. */
  flight: Departure;
  aircraftBefore: string;
  /** Who asked for it; absent for a feed. */
  actorAccountId?: number;
  time: Temporal.Instant;
};

/**
 * Seats everybody on another aircraft, in the transaction that gives it to the flight; answers who moved. Who finds no seat
 * stays booked without one. A flight whose seats nobody has asked for yet gets those of the new aircraft when somebody does.
 */
export async function swapSeats(tx: Db, { flight, aircraftBefore, actorAccountId, time }: Swap): Promise<SeatMove[]> {
  await lockOrdersOfFlight(tx, flight.id);
  const { held, count } = await lockAllSeats(tx, flight.id);
  if (count === 0) return [];
  const [before, after] = [seatMapOf(aircraftBefore), seatMapOf(flight.aircraftType)];
  const people = await listSeated(tx, flight.id);
  const plan = planSwap(people, { before, after, held: new Set(held) });
  const seats = listSeats(after);
  const names = seats.map(({ name }) => name);
  const given = new Set(plan.values());
  await dropHolds(
    tx,
    flight.id,
    held.filter((name) => given.has(name) || !names.includes(name)),
  );
  await emptySeats(tx, flight.id, names);
  await upsertSeats(tx, flight.id, seats);
  const moved = people
    .map((person) => ({ ...person, to: plan.get(person.bookingId) ?? null }))
    .filter(({ seat, to }) => seat !== to);
  await clearBookedSeats(
    tx,
    moved.map(({ bookingId }) => bookingId),
  );
  await seatAll(tx, flight.id, plan);
  await insertHistory(
    tx,
    moved.map(({ orderId, bookingId, seat, to }) => ({
      orderId,
      bookingId,
      kind: 'seat_changed' as const,
      ...(actorAccountId === undefined ? {} : { actorAccountId }),
      detail: { from: seat, to, aircraft: flight.aircraftType },
    })),
  );
  const id = `flight/${flight.id}/v${flight.version}/seats`;
  await publish(tx, [seatsEvent(flight, [], { id, time, aircraftType: flight.aircraftType })]);
  return moved.map(({ reference, seat, to }) => ({ booking_id: reference, from: seat, to }));
}

/** Who would sit elsewhere on another aircraft, and who on none of its seats; nothing is changed and nobody waits. */
export async function previewSwap(
  db: Db,
  { id, aircraftType }: Pick<Departure, 'id' | 'aircraftType'>,
  wanted: Departure['aircraftType'],
): Promise<SeatMove[]> {
  const people = await listSeated(db, id);
  const held = new Set(await listHeld(db, id));
  const plan = planSwap(people, { before: seatMapOf(aircraftType), after: seatMapOf(wanted), held });
  return people
    .map(({ reference, bookingId, seat }) => ({ booking_id: reference, from: seat, to: plan.get(bookingId) ?? null }))
    .filter(({ from, to }) => from !== to);
}

/** Places to those who have one by the plan, and extras to the others as far as they go. */
async function seatAll(tx: Db, flightId: number, plan: ReadonlyMap<number, string | null>): Promise<void> {
  const places = [...plan].flatMap(([bookingId, name]) => (name === null ? [] : [{ bookingId, name }]));
  await updateBookedSeats(tx, places);
  await updateSeatOwners(tx, flightId, places);
  const seatless = [...plan].flatMap(([bookingId, name]) => (name === null ? [bookingId] : []));
  if (seatless.length === 0) return;
  const extras = await listExtras(tx, flightId);
  const standby = seatless.slice(0, extras.length);
  await updateSeatOwners(
    tx,
    flightId,
    standby.map((bookingId, index) => ({ bookingId, name: extras[index] ?? '' })),
  );
}
