import type { Db } from '@airside/postgres';
import type { MapSeat } from './layout.ts';
import { keepFromExits } from '../orders/party-rules.ts';
import type { Seated } from './swap-rules.ts';

/**
 * Whoever changes an order locks it first, then its seats, then its bookings; whoever seats a whole flight does it in the same
 * order, so that none waits for the other.
 */
export async function lockOrdersOfFlight(tx: Db, flightId: number): Promise<void> {
  await tx.query(
    `select from booking_order o
      where o.id in (select b.order_id from booking b where b.flight_id = $1 and b.status <> 'CANCELLED')
      order by o.id for update`,
    [flightId],
  );
}

/** Seats of a flight that are held now. All its rows stay locked to the end of the transaction: buyers pass over them. */
export async function lockAllSeats(tx: Db, flightId: number): Promise<{ held: string[]; count: number }> {
  const rows = await tx.query<{ name: string; isHeld: boolean }>(
    `select name, booking_id is null and hold_id is not null and held_until > now() as "isHeld"
       from seat where flight_id = $1 order by row_number, letter for update`,
    [flightId],
  );
  return { held: rows.filter(({ isHeld }) => isHeld).map(({ name }) => name), count: rows.length };
}

/** Seats of a flight that are held now. */
export async function listHeld(db: Db, flightId: number): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    'select name from seat where flight_id = $1 and booking_id is null and hold_id is not null and held_until > now()',
    [flightId],
  );
  return rows.map(({ name }) => name);
}

/** Everybody with a living booking of a flight who needs a seat. */
export async function listSeated(tx: Db, flightId: number): Promise<(Seated & { reference: string })[]> {
  return tx.query<Seated & { reference: string }>(
    `select b.id as "bookingId", b.reference, b.order_id as "orderId", b.seat, b.cabin, b.status = 'CHECKED_IN' as "isCheckedIn",
            b.passenger_type = 'ADT' and not b.special_requests && $2::text[]
              and not exists (select from booking i where i.infant_of = b.id and i.status <> 'CANCELLED') as "mayUseExits"
       from booking b
      where b.flight_id = $1 and b.status <> 'CANCELLED' and b.passenger_type <> 'INF'
      order by b.id`,
    [flightId, keepFromExits],
  );
}

/** Takes everybody out of their seats, and those seats out of the cabin that another aircraft does not have. */
export async function emptySeats(tx: Db, flightId: number, names: readonly string[]): Promise<void> {
  await tx.query(
    `update seat set booking_id = null, updated_at = now(),
            is_blocked = is_blocked or (not is_extra and name <> all($2)),
            is_on_sale = is_on_sale and (is_extra or name = any($2))
      where flight_id = $1`,
    [flightId, names],
  );
}

/** The seats of another aircraft, beside those that it shares with the one before. */
export async function upsertSeats(tx: Db, flightId: number, seats: readonly MapSeat[]): Promise<void> {
  await tx.query(
    `insert into seat as s (flight_id, name, row_number, letter, cabin, is_on_sale, is_exit_row, is_blocked)
     select f.id, m.name, m."row", m.letter, m.cabin, is_on_sale(f.phase) and not m."isBlocked", m."isExitRow", m."isBlocked"
       from flight f, json_to_recordset($2) as m (name text, "row" int, letter text, cabin text, "isExitRow" boolean,
                                                  "isBlocked" boolean)
      where f.id = $1
     on conflict (flight_id, name) do update
        set cabin = excluded.cabin, is_on_sale = excluded.is_on_sale, is_exit_row = excluded.is_exit_row,
            is_blocked = excluded.is_blocked, updated_at = now()`,
    [flightId, JSON.stringify(seats)],
  );
}

/** Nobody of these sits anywhere, so that they can be seated crosswise. */
export async function clearBookedSeats(tx: Db, bookingIds: readonly number[]): Promise<void> {
  await tx.query('update booking set seat = null, updated_at = now() where id = any($1) and seat is not null', [
    bookingIds,
  ]);
}

/** Writes the seats of bookings that have a place now. */
export async function updateBookedSeats(tx: Db, owners: readonly { bookingId: number; name: string }[]): Promise<void> {
  await tx.query(
    `update booking b set seat = d.name, updated_at = now()
       from json_to_recordset($1) as d ("bookingId" int, name text) where b.id = d."bookingId"`,
    [JSON.stringify(owners)],
  );
}

/** Extras that may be sold, locked by the caller, in their order. */
export async function listExtras(tx: Db, flightId: number): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    `select name from seat where flight_id = $1 and is_extra and is_on_sale and booking_id is null
        and (held_until is null or held_until <= now()) order by row_number`,
    [flightId],
  );
  return rows.map(({ name }) => name);
}

/** Holds that lose one of these seats lose all: a part of a party's seats is of no use to it. */
export async function dropHolds(tx: Db, flightId: number, lost: readonly string[]): Promise<void> {
  await tx.query(
    `update seat s set hold_id = null, held_until = null, updated_at = now()
      where s.flight_id = $1
        and s.hold_id in (select l.hold_id from seat l where l.flight_id = $1 and l.name = any($2) and l.hold_id is not null)`,
    [flightId, lost],
  );
}
