import type { Cabin, SeatState } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Departure } from '../flights/rules.ts';
import type { Place } from './choose.ts';
import { isFree } from './free.ts';
import type { Stock } from './shortage-rules.ts';

/** A seat row that can be taken: a place in the cabin, or an extra (ADR 25). */
export type FreeSeat = Place & { isExtra: boolean };

export type SeatsWanted = {
  flightId: number;
  cabin: Cabin;
  /** Those that this hold keeps, instead of those that nobody has. */
  holdId: string | undefined;
};

/** Free for this taker: what a live hold keeps is free for whoever uses the hold. */
const isFreeFor = `case when $3::uuid is null then ${isFree}
                        else s.booking_id is null and s.is_on_sale and s.hold_id = $3 and s.held_until > now() end`;

/** What can be taken, from the front; extras last. Nothing is locked: it may be gone in a moment. */
export async function listFreeSeats(db: Db, { flightId, cabin, holdId }: SeatsWanted): Promise<FreeSeat[]> {
  return db.query<FreeSeat>(
    `select s.name, s.row_number as "row", s.letter, s.is_exit_row as "isExitRow", s.is_extra as "isExtra"
       from seat s where s.flight_id = $1 and s.cabin = $2 and ${isFreeFor} order by s.row_number, s.letter`,
    [flightId, cabin, holdId ?? null],
  );
}

/** Locks those of the seats that are still free until the transaction ends, and answers them; others are passed over. */
export async function lockSeats(
  tx: Db,
  { flightId, cabin, holdId }: SeatsWanted,
  names: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    `select s.name from seat s where s.flight_id = $1 and s.cabin = $2 and s.name = any($4) and ${isFreeFor}
        for update skip locked`,
    [flightId, cabin, holdId ?? null, names],
  );
  return rows.map(({ name }) => name);
}

/** Gives locked seats to bookings of a flight; an extra gives no place, and so no name. */
export async function updateSeatOwners(
  tx: Db,
  flightId: number,
  owners: readonly { bookingId: number; name: string }[],
): Promise<void> {
  await tx.query(
    `update seat s set booking_id = d."bookingId", hold_id = null, held_until = null, updated_at = now()
       from json_to_recordset($2) as d ("bookingId" int, name text) where s.flight_id = $1 and s.name = d.name`,
    [flightId, JSON.stringify(owners)],
  );
}

/** A seat row that was given back. */
export type FreedSeat = Pick<Departure, 'id' | 'code' | 'origin' | 'destination'> & {
  name: string;
  isExtra: boolean;
  isExitRow: boolean;
  cabin: Cabin;
  /** Off sale it is given to nobody. */
  isOnSale: boolean;
  bookingId: number;
  /** Of the transaction, by the clock of the database. */
  at: Temporal.Instant;
  transactionId: string;
};

/** Takes their seats from bookings; `id`, `code` and the route are the flight's. */
export async function clearSeatOwners(tx: Db, bookingIds: readonly number[]): Promise<FreedSeat[]> {
  return tx.query<FreedSeat>(
    `with freed as (
       update seat s set booking_id = null, updated_at = now()
         from booking b where b.id = any($1) and s.flight_id = b.flight_id and s.booking_id = b.id
       returning s.flight_id, s.name, s.is_extra, s.is_exit_row, s.cabin, s.is_on_sale, b.id as booking_id
     )
     select f.id, f.code, f.origin, f.destination, freed.name, freed.is_extra as "isExtra",
            freed.is_exit_row as "isExitRow", freed.cabin, freed.is_on_sale as "isOnSale", freed.booking_id as "bookingId",
            now() as at, pg_current_xact_id()::text as "transactionId"
       from freed join flight f on f.id = freed.flight_id order by f.id, freed.name`,
    [bookingIds],
  );
}

/** Undefined where there is no such flight. */
export async function findAircraft(
  db: Db,
  flightId: number,
): Promise<{ type: string; areSeatsOpened: boolean } | undefined> {
  const [row] = await db.query<{ type: string; areSeatsOpened: boolean }>(
    'select aircraft_type as type, seats_opened as "areSeatsOpened" from flight where id = $1',
    [flightId],
  );
  return row;
}

/** What a flight has left in a cabin, or in all; `wanted` says whether the seats asked for are among it. */
export async function findStock(
  db: Db,
  { flightId, names, cabin }: { flightId: number; names: readonly string[] | undefined; cabin: Cabin | undefined },
): Promise<Stock | undefined> {
  const [row] = await db.query<Stock>(
    `select f.phase, f.seats_opened as "areSeatsOpened",
            (select count(*)::int from seat s where s.flight_id = f.id and ${isFree} and ($3::text is null or s.cabin = $3))
              as "freeSeats",
            case when $2::text[] is null then 'none' else coalesce(
              (select case when count(*) < cardinality($2) then 'unknown' when bool_and(${isFree}) then 'free' else 'taken' end
                 from seat s where s.flight_id = f.id and s.name = any($2) and ($3::text is null or s.cabin = $3)), 'unknown') end
              as wanted
       from flight f where f.id = $1`,
    [flightId, names ?? null, cabin ?? null],
  );
  return row;
}

export type SeatStates = ReadonlyMap<string, SeatState>;

/** What became of every place of a flight, by name; none where nobody has asked for its seats yet. */
export async function listSeatStates(db: Db, flightId: number): Promise<SeatStates> {
  const rows = await db.query<{ name: string; state: SeatState }>(
    `select s.name, case when s.booking_id is not null then 'taken' when not s.is_on_sale then 'blocked'
                         when s.held_until > now() then 'held' else 'free' end as state
       from seat s where s.flight_id = $1 and not s.is_extra`,
    [flightId],
  );
  return new Map(rows.map(({ name, state }) => [name, state]));
}
