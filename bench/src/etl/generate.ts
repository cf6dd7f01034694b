import type pg from 'pg';

export type Size = { bookings: number; seed: number /** 120 where nobody says. */; bookingsOfFlight?: number };

/** The same for the same seed, number and purpose: 0 up to, not including, `below`. */
export const drawn = (purpose: number, below: string | number) =>
  `(((hashint8extended(n, $2::bigint * 1000 + ${purpose}) % ${below}) + ${below}) % ${below})`;

/** The year of all that is generated. */
export const firstDay = '2025-01-01';
export const days = 365;

/**
 * A year of sales: flights between twelve airports, passengers who come again, an order with its payment for each booking, every
 * twelfth booking cancelled and given back in part, every sixth flight late. Nothing comes from a clock or a random source.
 */
export async function generate(db: pg.Client, { bookings, seed, bookingsOfFlight = 120 }: Size): Promise<void> {
  const flights = Math.max(1, Math.ceil(bookings / bookingsOfFlight));
  const passengers = Math.max(1, Math.ceil(bookings / 4));
  // As a restored dump does: what is generated fits together.
  await db.query(`set session_replication_role = replica`);
  await db.query(`set search_path = booking_service`);
  const insert = (sql: string, count: number) => db.query(sql, [count, seed]);
  await insert(
    `insert into flight (id, code, departure_date, airline, origin, destination, scheduled_departure, scheduled_arrival, phase,
                         delay_minutes, delay_reason, out_at, in_at, aircraft_type, price_minor, currency, seats_opened,
                         created_at, updated_at)
     overriding system value
     select n, 'BX' || n, d.day, 'Bench Air', a.codes[o.i + 1], a.codes[(o.i + 1 + ${drawn(1, 11)}) % 12 + 1], t.leaves,
            t.leaves + interval '2 hours', 'arrived', l.late, case when l.late > 0 then 'WEATHER' end,
            t.leaves + make_interval(mins => l.late), t.leaves + interval '2 hours' + make_interval(mins => l.late), 'A320', 10000, 'EUR',
            false, timestamptz '${firstDay}', timestamptz '${firstDay}' + n * interval '1 millisecond'
       from generate_series(1, $1::bigint) n
      cross join (select array['JFK','LHR','CDG','FRA','AMS','MAD','FCO','RMO','VIE','ZRH','IST','DXB'] as codes) a
      cross join lateral (select ${drawn(2, 12)}::int as i) o
      cross join lateral (select date '${firstDay}' + (n % ${days})::int as day) d
      cross join lateral (select d.day + ${drawn(3, 86_400)} * interval '1 second' as leaves) t
      cross join lateral (select case when ${drawn(4, 6)} = 0 then ${drawn(5, 180)}::int else 0 end as late) l`,
    flights,
  );
  await insert(
    `insert into passenger (id, first_name, tier, created_at, updated_at) overriding system value
     select n, 'Somebody', (array['MEMBER','MEMBER','A-LIST','A-LIST PREFERRED'])[${drawn(6, 4)} + 1],
            timestamptz '${firstDay}', timestamptz '${firstDay}' + n * interval '1 millisecond'
       from generate_series(1, $1::bigint) n`,
    passengers,
  );
  await insertSales(insert, { bookings, flights, passengers });
  await db.query('analyze');
}

async function insertSales(
  insert: (sql: string, count: number) => Promise<unknown>,
  { bookings, flights, passengers }: { bookings: number; flights: number; passengers: number },
): Promise<void> {
  const amount = `5000 + ${drawn(7, 40_000)}::int`;
  const isCancelled = `${drawn(8, 12)} = 0`;
  const soldAt = `timestamptz '${firstDay}' + (n % ${days}) * interval '1 day' + n * interval '1 millisecond'`;
  await insert(
    `insert into booking_order (id, locator, account_id, state, payment_method, amount_minor, currency, created_at, updated_at)
     overriding system value
     select n, lpad(upper(to_hex(n)), 6, '0'), ${drawn(9, 1000)} + 1, case when ${isCancelled} then 'CANCELLED' else 'CONFIRMED' end,
            'credit_card', ${amount}, 'EUR', ${soldAt}, ${soldAt} from generate_series(1, $1::bigint) n`,
    bookings,
  );
  await insert(
    `insert into booking (id, order_id, passenger_id, flight_id, status, amount_minor, currency, price, created_at, updated_at)
     overriding system value
     select n, n, ${drawn(10, passengers)} + 1, n % ${flights} + 1, case when ${isCancelled} then 'CANCELLED' else 'CONFIRMED' end,
            ${amount}, 'EUR', '{}', ${soldAt}, ${soldAt} from generate_series(1, $1::bigint) n`,
    bookings,
  );
  await insert(
    `insert into payment (id, order_id, key, provider, state, method, amount_minor, currency, authorise_state, capture_state, settled_at,
                          created_at, updated_at)
     overriding system value
     select n, n, 'bench/' || n, 'bench', 'captured', 'credit_card', ${amount}, 'EUR', 'done', 'done', ${soldAt}, ${soldAt}, ${soldAt}
       from generate_series(1, $1::bigint) n`,
    bookings,
  );
  await insert(
    `insert into refund (id, order_id, payment_id, key, amount_minor, currency, reason, state, done_at, created_at, updated_at)
     overriding system value
     select n, n, n, 'cancellation/' || n, (${amount}) / 2, 'EUR', 'cancelled', 'done', ${soldAt}, ${soldAt}, ${soldAt}
       from generate_series(1, $1::bigint) n where ${isCancelled}`,
    bookings,
  );
}

/** Equal for equal sources. */
export async function checksum(db: pg.Client): Promise<string> {
  const { rows } = await db.query<{ sum: string }>(
    `select concat_ws('/',
       (select sum(hashtextextended(b::text, 0)::numeric) from (select id, passenger_id, flight_id, status, amount_minor, created_at from booking) b),
       (select sum(hashtextextended(f::text, 0)::numeric) from (select id, code, origin, destination, scheduled_departure, delay_minutes from flight) f)) as sum`,
  );
  return rows[0]?.sum ?? '';
}
