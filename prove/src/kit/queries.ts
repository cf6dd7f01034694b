import { query } from './database.ts';

/** Who carries the outbox of a service's database now; `instance/start`. */
export async function findRelayHolder(databaseUrl: string): Promise<string | undefined> {
  const [row] = await query<{ holder: string | null }>(
    databaseUrl,
    'select holder from outbox_relay where lease_until > clock_timestamp()',
  );
  return row?.holder ?? undefined;
}

/** Who reads partitions for a consumer group now; `instance/start`. */
export async function listConsumerHolders(databaseUrl: string, consumer: string): Promise<string[]> {
  const rows = await query<{ holder: string }>(
    databaseUrl,
    `select distinct holder from consumer_lease
      where consumer = $1 and holder is not null and lease_until > clock_timestamp()`,
    [consumer],
  );
  return rows.map(({ holder }) => holder);
}

/** Events that are held back or given up by the consumers of a service. */
export async function countDeadLetters(databaseUrl: string): Promise<number> {
  const [row] = await query<{ count: number }>(databaseUrl, 'select count(*)::int as count from event_dead_letter');
  return row?.count ?? 0;
}

export type FullFlight = { id: number; code: string; passengers: readonly string[] };

/** Statement time for ten thousand bookings that standbys confirm, in milliseconds. */
const insertMs = 60_000;

/**
 * A departure tomorrow on which every seat is taken, each by a traveller with an e-mail address; with `hasAccounts` each
 * also has an inbox, of an account that no real one can have. Locators begin with 0, which the service's own never hold.
 */
export async function insertFullFlight(
  databaseUrl: string,
  { code, travellers, hasAccounts }: { code: string; travellers: number; hasAccounts: boolean },
): Promise<FullFlight> {
  const [row] = await query<FullFlight>(
    databaseUrl,
    `with made as (
       insert into flight (code, departure_date, airline, origin, destination, scheduled_departure, scheduled_arrival,
                           gate, aircraft_type, price_minor, currency)
       values ($1, current_date + 1, 'Proof Air', 'RMO', 'VIE', now() + interval '1 day', now() + interval '26 hours',
               'A1', 'A320', 12000, 'EUR')
       returning id
     ), ticket as materialized (
       select n, nextval('booking_id_seq')::int as booking_id, nextval('booking_order_id_seq')::int as order_id,
              nextval(pg_get_serial_sequence('passenger', 'id'))::int as passenger_id
         from generate_series(1, $2::int) n
     ), aboard as (
       insert into passenger (id, account_id, first_name, last_name, email) overriding system value
       select passenger_id, case when $3::boolean then 1000000000 + passenger_id end, 'Pat', 'Number ' || n,
              lower($1) || '-' || n || '@example.org'
         from ticket
     ), seats as (
       insert into seat (flight_id, name, row_number, letter, cabin, is_on_sale, booking_id)
       select made.id, n || 'A', n, 'A', 'economy', true, booking_id from made, ticket
     ), ordered as (
       insert into booking_order (id, locator, state, payment_method, amount_minor, currency) overriding system value
       select order_id, lpad(upper(to_hex(order_id)), 6, '0'), 'CONFIRMED', 'credit_card', 12000, 'EUR' from ticket
     ), sold as (
       insert into booking (id, order_id, passenger_id, flight_id, seat, status, amount_minor, currency, price)
       overriding system value
       select booking_id, order_id, passenger_id, made.id, n || 'A', 'CONFIRMED', 12000, 'EUR',
              '{"fareMinor": 12000, "taxes": []}'
         from made, ticket
     )
     select made.id, $1 as code,
            (select array_agg('P' || lpad(passenger_id::text, greatest(3, length(passenger_id::text)), '0')) from ticket)
              as passengers
       from made`,
    [code, travellers, hasAccounts],
    insertMs,
  );
  if (row === undefined) throw new Error(`flight ${code} was not made`);
  return row;
}

/** Bookings that do not need rebooking, and those of which no event, or more than one, says that they do. */
export type RebookingFaults = {
  bookingsUnmarked: number;
  rebookingEventsMissing: number;
  rebookingEventsDoubled: number;
};

/** What a cancellation did to a flight's bookings. All zero: each marked, and published once. */
export async function countRebooking(
  databaseUrls: { booking: string; operations: string },
  { id }: FullFlight,
  eventId: string,
): Promise<RebookingFaults> {
  const bookings = await query<{ reference: string; status: string }>(
    databaseUrls.booking,
    'select reference, status from booking where flight_id = $1',
    [id],
  );
  const published = await query<{ bookingId: string; count: number }>(
    databaseUrls.operations,
    `select event #>> '{data,booking_id}' as "bookingId", count(*)::int as count from outbox
      where event ->> 'type' = 'booking.rebooking_needed' and event ->> 'causedby' = $1 group by 1`,
    [eventId],
  );
  const told = new Set(published.map(({ bookingId }) => bookingId));
  return {
    bookingsUnmarked: bookings.filter(({ status }) => status !== 'NEEDS_REBOOKING').length,
    rebookingEventsMissing: bookings.filter(({ reference }) => !told.has(reference)).length,
    rebookingEventsDoubled: published.reduce((total, { count }) => total + count - 1, 0),
  };
}
