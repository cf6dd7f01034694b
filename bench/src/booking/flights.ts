import type pg from 'pg';

/** A departure with as many economy seats as asked for; answers its id. Codes are the benchmark's own. */
export async function insertFlight(db: pg.Pool, code: string, seats: number): Promise<number> {
  const { rows } = await db.query<{ id: number }>(
    `with made as (
       insert into flight (code, departure_date, airline, origin, destination, scheduled_departure, scheduled_arrival,
                           aircraft_type, price_minor, currency)
       values ($1, current_date + 1, 'Bench Air', 'RMO', 'LTN', now() + interval '1 day', now() + interval '27 hours', 'A320', 20000, 'EUR')
       returning id
     ), seats as (
       insert into seat (flight_id, name, row_number, letter, cabin, is_on_sale)
       select made.id, n || 'A', n, 'A', 'economy', true from made, generate_series(1, $2::int) n
     )
     select id from made`,
    [code, seats],
  );
  return rows[0]?.id ?? Number.NaN;
}

/** Bookings made on these flights, and seats that two bookings claim (must be none). */
export async function countSales(
  db: pg.Pool,
  flightIds: readonly number[],
): Promise<{ sold: number; doubled: number }> {
  const { rows } = await db.query<{ sold: number; doubled: number }>(
    `select count(*)::int as sold, count(*)::int - count(distinct (flight_id, seat))::int as doubled
       from booking where flight_id = any($1) and status <> 'CANCELLED'`,
    [flightIds],
  );
  return rows[0] ?? { sold: 0, doubled: 0 };
}
