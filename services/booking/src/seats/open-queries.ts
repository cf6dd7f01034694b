import type { Db } from '@airside/postgres';
import { listSeats } from './layout.ts';
import { seatMapOf } from './seat-maps.ts';

/** Row of the first extra seat; no aircraft is that long, so that extras are sold last. */
const firstExtraRow = 1001;

/**
 * Makes the seats of flights of one aircraft type that have none yet, and as many extras as may be overbooked. Of several at
 * once one makes them, the others wait for it.
 */
export async function openSeats(db: Db, aircraftType: string, flightIds: readonly number[]): Promise<void> {
  await db.query(
    `with opened as materialized (
       update flight set seats_opened = true where id = any($1) and aircraft_type = $2 and not seats_opened
       returning id, phase, overbooking_limit
     )
     insert into seat (flight_id, name, row_number, letter, cabin, is_on_sale, is_exit_row, is_blocked, is_extra)
     select opened.id, m.name, m."row", m.letter, m.cabin, is_on_sale(opened.phase) and not m."isBlocked", m."isExitRow",
            m."isBlocked", false
       from opened, json_to_recordset($3) as m (name text, "row" int, letter text, cabin text, "isExitRow" boolean,
                                                "isBlocked" boolean)
     union all
     select opened.id, '+' || n, $4::int + n - 1, '+', 'economy', is_on_sale(opened.phase), false, false, true
       from opened, generate_series(1, opened.overbooking_limit) n`,
    [flightIds, aircraftType, JSON.stringify(listSeats(seatMapOf(aircraftType))), firstExtraRow],
  );
}

/** Makes the extras that may be sold by now; a flight without seat rows gets them with its seats. */
export async function insertExtras(tx: Db, flightId: number): Promise<void> {
  await tx.query(
    `insert into seat (flight_id, name, row_number, letter, cabin, is_on_sale, is_extra)
     select f.id, '+' || n, $2::int + n - 1, '+', 'economy', is_on_sale(f.phase), true
       from flight f, generate_series(1, f.overbooking_limit) n
      where f.id = $1 and f.seats_opened
     on conflict (flight_id, name) do nothing`,
    [flightId, firstExtraRow],
  );
}

/** Puts as many extras on sale as may be overbooked; those beyond are not sold again when they are given back. */
export async function updateExtras(tx: Db, flightId: number): Promise<void> {
  await tx.query(
    `update seat s set is_on_sale = is_on_sale(f.phase) and s.row_number - $2::int < f.overbooking_limit, updated_at = now()
       from flight f where f.id = $1 and s.flight_id = f.id and s.is_extra`,
    [flightId, firstExtraRow],
  );
}
