import type { Cabin } from '@airside/contracts';
import { publish } from '@airside/events';
import type { Db } from '@airside/postgres';
import { chooseTogether } from './choose.ts';
import { seatsEvent } from './events.ts';
import { openSeats } from './open-queries.ts';
import {
  clearSeatOwners,
  findAircraft,
  type FreeSeat,
  listFreeSeats,
  lockSeats,
  type SeatsWanted,
  updateSeatOwners,
} from './queries.ts';
import { seatMapOf } from './seat-maps.ts';
import { clearBookedSeats } from './swap-queries.ts';
import { lockWaiting, seatWaiting } from './waiting-queries.ts';
import { decideSeating, type FreedPlace } from './waiting-rules.ts';

export type TakeOptions = {
  flightId: number;
  cabin: Cabin;
  count: number;
  /** Certain seats; without them the best free ones together. */
  names?: readonly string[];
  /** Only what this hold keeps. */
  holdId?: string;
  /** For parties that may not sit at an exit. */
  avoidsExits?: boolean;
  /** Also rights to fly without a place, where the flight may be overbooked. */
  mayOverbook?: boolean;
};

/** A seat row that was taken; an extra has a name of its own and is no place. */
export type Taken = { name: string; isExtra: boolean; isExitRow: boolean };

/** Looks for other seats where somebody was faster, at most this often. */
const mostTries = 6;

/**
 * Takes these seats, or the best free ones together, until the transaction ends; `assignSeats` makes it last. Undefined where
 * there are not enough. Never blocks on other buyers' seats: what they have in their hands is passed over, so that undefined
 * does not prove that there are none.
 */
export async function takeSeats(tx: Db, wanted: TakeOptions): Promise<Taken[] | undefined> {
  const aircraft = await findAircraft(tx, wanted.flightId);
  if (aircraft === undefined) return undefined;
  if (!aircraft.areSeatsOpened) await openSeats(tx, aircraft.type, [wanted.flightId]);
  const place: SeatsWanted = { flightId: wanted.flightId, cabin: wanted.cabin, holdId: wanted.holdId };
  // In other buyers' hands at this moment: whoever looked for the best seats again would find the same ones.
  const busy = new Set<string>();
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const free = (await listFreeSeats(tx, place)).filter(({ name }) => !busy.has(name));
    const chosen = choose(free, wanted, aircraft.type);
    if (chosen === undefined) return undefined;
    const names = chosen.map(({ name }) => name);
    const locked = new Set(await lockSeats(tx, place, names));
    if (names.every((name) => locked.has(name))) return chosen;
    if (wanted.names !== undefined) return undefined;
    for (const name of names) if (!locked.has(name)) busy.add(name);
  }
  return undefined;
}

function choose(free: readonly FreeSeat[], wanted: TakeOptions, aircraftType: string): FreeSeat[] | undefined {
  const { names, count } = wanted;
  if (names !== undefined) {
    const byName = new Map(free.map((seat) => [seat.name, seat]));
    const chosen = names.flatMap((name) => byName.get(name) ?? []);
    return chosen.length === names.length ? chosen : undefined;
  }
  const places = free.filter(({ isExtra, isExitRow }) => !isExtra && !(wanted.avoidsExits === true && isExitRow));
  const extras = wanted.mayOverbook === true ? free.filter(({ isExtra }) => isExtra) : [];
  const map = seatMapOf(aircraftType);
  // The last places may not do for all: the rest of the party flies on extras.
  const seated = Math.min(count, places.length);
  if (seated + extras.length < count) return undefined;
  const chosen = chooseTogether(places, seated, map) ?? [];
  const byName = new Map(free.map((seat) => [seat.name, seat]));
  return [...chosen.flatMap(({ name }) => byName.get(name) ?? []), ...extras.slice(0, count - seated)];
}

/** Gives taken seats to bookings, in the transaction that took them. */
export async function assignSeats(
  tx: Db,
  flightId: number,
  owners: readonly { bookingId: number; name: string }[],
): Promise<void> {
  if (owners.length > 0) await updateSeatOwners(tx, flightId, owners);
}

/**
 * Gives back the seats of bookings, before they are moved to another flight if they are; `seats.changed` tells it. Whoever is
 * booked without a place gets one before it can be bought.
 */
export async function freeSeats(tx: Db, bookingIds: readonly number[]): Promise<void> {
  if (bookingIds.length === 0) return;
  const freed = await clearSeatOwners(tx, bookingIds);
  for (const [flightId, seats] of Map.groupBy(freed, ({ id }) => id)) {
    const [first] = seats;
    if (first === undefined) continue;
    const places = seats.filter(({ isExtra }) => !isExtra);
    const given = await seatThoseWaiting(
      tx,
      flightId,
      places.filter(({ isOnSale }) => isOnSale),
      bookingIds,
    );
    const changes = places
      .filter(({ name }) => !given.has(name))
      .map(({ name, isOnSale }) => ({ name, state: isOnSale ? ('free' as const) : ('blocked' as const) }));
    const id = `booking/${first.bookingId}/seat-freed/${first.transactionId}`;
    await publish(tx, [seatsEvent(first, changes, { id, time: first.at })]);
  }
}

/** Answers the places that are taken again; those who just gave theirs back do not wait. */
async function seatThoseWaiting(
  tx: Db,
  flightId: number,
  places: readonly FreedPlace[],
  leaving: readonly number[],
): Promise<Set<string>> {
  if (places.length === 0) return new Set();
  const cabins = places.map(({ cabin }) => cabin);
  const seated = decideSeating(await lockWaiting(tx, { flightId, cabins, leaving, limit: places.length }), places);
  if (seated.length > 0) {
    // They may still live at this moment, and two living bookings cannot have one seat.
    await clearBookedSeats(tx, leaving);
    await seatWaiting(tx, flightId, seated);
  }
  return new Set(seated.map(({ name }) => name));
}
