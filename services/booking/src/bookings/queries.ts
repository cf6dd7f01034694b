import type { Db } from '@airside/postgres';
import type { Departure } from '../flights/rules.ts';
import type { Outcome, Prior } from './idempotency.ts';
import type { BookingStatus, Cancellable, SaleTry, Stock } from './rules.ts';

export type SaleOrder = {
  accountId: number;
  flightId: number;
  /** A certain seat, or any. */
  seat: string | undefined;
  locator: string;
  firstName: string;
  lastName: string | undefined;
  paymentMethod: string;
  idempotency: { route: string; key: string; bodyHash: string } | undefined;
  event: EventPlace;
};

/** Where the event of a write goes: the partition of its flight on the bus, and the time it carries. */
export type EventPlace = { partition: number; time: Temporal.Instant; traceparent?: string | undefined };

/**
 * Sells one seat, in one statement: seat, booking, the account's passenger at its first booking, the outcome for the
 * Idempotency-Key, and the event `booking.created`, all or nothing. Seats that other buyers hold at this moment are skipped, not waited for. Requests with
 * the same key find the gate closed while one of them is at work; what decides is the key's row.
 */
export const sellSeatSql = `
  with gate as materialized (
    select $8::text is null or pg_try_advisory_xact_lock(hashtextextended($1::int || ' ' || $7::text || ' ' || $8, 0)) as is_open
  ), prior as materialized (
    select body_hash, outcome from idempotency_key
     where account_id = $1::int and route = $7::text and key = $8 and created_at > now() - interval '24 hours'
  ), free as materialized (
    select s.flight_id, s.name
      from seat s
     where (select is_open from gate) and not exists (select from prior)
       and s.flight_id = $2::int and s.booking_id is null and s.is_on_sale
       and ($3::text is null or s.name = $3)
     order by s.row_number, s.letter
     limit 1
       for update skip locked
  ), sale as materialized (
    select nextval('booking_id_seq')::int as id, free.flight_id, free.name as seat, f.code, f.origin, f.destination,
           f.price_minor, f.currency
      from free join flight f on f.id = free.flight_id
  ), claim as (
    insert into idempotency_key as k (account_id, route, key, body_hash, outcome)
    select $1, $7, $8, $9::text, jsonb_build_object('kind', 'booked', 'bookingId', id, 'flightCode', code,
             'amountMinor', price_minor, 'currency', currency, 'locator', $4::text, 'seat', seat)
      from sale where $8 is not null
    on conflict (account_id, route, key) do update
       set body_hash = excluded.body_hash, outcome = excluded.outcome, created_at = now(), updated_at = now()
     where k.created_at <= now() - interval '24 hours'
    returning key
  ), deal as materialized (
    select sale.* from sale where $8 is null or exists (select from claim)
  ), known as materialized (
    select id, reference from passenger where account_id = $1
  ), made as (
    insert into passenger (account_id, first_name, last_name)
    select $1, $5::text, $6::text from deal where not exists (select from known)
    on conflict (account_id) do update set account_id = excluded.account_id
    returning id, reference
  ), traveller as materialized (
    select * from known union all select * from made
  ), taken as (
    update seat s set booking_id = deal.id, updated_at = now()
      from deal where s.flight_id = deal.flight_id and s.name = deal.seat
  ), booked as (
    insert into booking (id, locator, account_id, passenger_id, flight_id, seat, status, amount_minor, currency, payment_method)
    overriding system value
    select deal.id, $4, $1, t.id, deal.flight_id, deal.seat, 'CONFIRMED', deal.price_minor, deal.currency, $10::text
      from deal, traveller t
    returning id, reference
  ), published as materialized (
    select booked.id, publish_event($11::smallint, deal.code, jsonb_build_object(
             'specversion', '1.0', 'datacontenttype', 'application/json', 'source', '/booking_service',
             'id', 'booking/' || booked.id || '/created', 'type', 'booking.created', 'subject', deal.code, 'time', $12::text,
             'data', jsonb_build_object(
               'booking_id', booked.reference, 'passenger_id', t.reference, 'user_id', $1, 'flight_id', deal.code,
               'departure_id', deal.flight_id, 'origin', deal.origin, 'destination', deal.destination, 'seat', deal.seat,
               'amount_minor', deal.price_minor, 'currency', deal.currency, 'timestamp', $12))
             || case when $13::text is null then '{}'::jsonb else jsonb_build_object('traceparent', $13) end)
      from booked, deal, traveller t
  )
  select gate.is_open as "isOpen", prior.body_hash as "priorHash", prior.outcome as "priorOutcome",
         published.id as "bookingId", deal.code as "flightCode", deal.price_minor as "amountMinor", deal.currency, deal.seat
    from gate left join prior on true left join published on true left join deal on true`;

type SaleRow = {
  isOpen: boolean;
  priorHash: string | null;
  priorOutcome: Outcome | null;
  bookingId: number | null;
  flightCode: string;
  amountMinor: number;
  currency: string;
  seat: string;
};

export async function sellSeat(db: Db, order: SaleOrder): Promise<SaleTry> {
  const { idempotency } = order;
  const [row] = await db.query<SaleRow>(sellSeatSql, [
    order.accountId,
    order.flightId,
    order.seat ?? null,
    order.locator,
    order.firstName,
    order.lastName ?? null,
    idempotency?.route ?? null,
    idempotency?.key ?? null,
    idempotency?.bodyHash ?? null,
    order.paymentMethod,
    order.event.partition,
    order.event.time,
    order.event.traceparent ?? null,
  ]);
  if (row === undefined) throw new Error('the sale gave no row');
  const { bookingId, flightCode, amountMinor, currency, seat, priorHash, priorOutcome } = row;
  return {
    isOpen: row.isOpen,
    prior: priorHash === null || priorOutcome === null ? undefined : { bodyHash: priorHash, outcome: priorOutcome },
    booked:
      bookingId === null
        ? undefined
        : { kind: 'booked', bookingId, flightCode, amountMinor, currency, locator: order.locator, seat },
  };
}

/** What a flight has left; `wanted` says whether the seat asked for is among it. */
export async function findStock(db: Db, flightId: number, seat: string | undefined): Promise<Stock | undefined> {
  const [row] = await db.query<Stock>(
    `select f.phase,
            (select count(*)::int from seat s where s.flight_id = f.id and s.booking_id is null and s.is_on_sale) as "freeSeats",
            case when $2::text is null then 'none' else coalesce(
              (select case when s.booking_id is null then 'free' else 'taken' end
                 from seat s where s.flight_id = f.id and s.name = $2), 'unknown') end as wanted
       from flight f where f.id = $1`,
    [flightId, seat ?? null],
  );
  return row;
}

/** Keeps a refusal for its key, and answers what the key holds then: another request may have been first. */
export async function keepRefusal(
  db: Db,
  accountId: number,
  { route, key, bodyHash }: NonNullable<SaleOrder['idempotency']>,
  outcome: Outcome,
): Promise<Prior | undefined> {
  const values = [accountId, route, key];
  const kept = await db.query<Prior>(
    `insert into idempotency_key as k (account_id, route, key, body_hash, outcome) values ($1, $2, $3, $4, $5)
     on conflict (account_id, route, key) do update
        set body_hash = excluded.body_hash, outcome = excluded.outcome, created_at = now(), updated_at = now()
      where k.created_at <= now() - interval '24 hours'
     returning body_hash as "bodyHash", outcome`,
    [...values, bodyHash, JSON.stringify(outcome)],
  );
  if (kept.length > 0) return kept[0];
  const [prior] = await db.query<Prior>(
    `select body_hash as "bodyHash", outcome from idempotency_key where account_id = $1 and route = $2 and key = $3`,
    values,
  );
  return prior;
}

/** Forgets keys older than 24 hours, some thousands at a time. */
export async function deleteExpiredKeys(db: Db): Promise<void> {
  await db.query(
    `delete from idempotency_key where (account_id, route, key) in (
       select account_id, route, key from idempotency_key where created_at <= now() - interval '24 hours' limit 5000)`,
  );
}

export type ListedBooking = {
  id: number;
  locator: string;
  seat: string | null;
  status: BookingStatus;
  amountMinor: number;
  currency: string;
} & Pick<Departure, 'code' | 'origin' | 'scheduledDeparture' | 'phase' | 'delayMinutes'>;

/** Bookings that an account made or travels on, newest first, at most `limit`. */
export async function listBookings(db: Db, accountId: number, limit: number): Promise<ListedBooking[]> {
  return db.query<ListedBooking>(
    `select b.id, b.locator, b.seat, b.status, b.amount_minor as "amountMinor", b.currency,
            f.code, f.origin, f.scheduled_departure as "scheduledDeparture", f.phase, f.delay_minutes as "delayMinutes"
       from booking b join flight f on f.id = b.flight_id
      where b.account_id = $1 or b.passenger_id = (select p.id from passenger p where p.account_id = $1)
      order by b.created_at desc, b.id desc
      limit $2`,
    [accountId, limit],
  );
}

export type FoundBooking = Cancellable & { flightCode: string };

export async function findBooking(db: Db, id: number): Promise<FoundBooking | undefined> {
  const [row] = await db.query<FoundBooking>(
    `select b.status, b.account_id as "accountId", p.account_id as "passengerAccountId", f.phase, f.code as "flightCode"
       from booking b join flight f on f.id = b.flight_id join passenger p on p.id = b.passenger_id
      where b.id = $1`,
    [id],
  );
  return row;
}

/**
 * Cancels the booking, frees its seat and publishes `booking.status_changed`, if it still has `status`; false where it has
 * changed meanwhile.
 */
export async function cancelBooking(
  db: Db,
  { id, status, event }: { id: number; status: BookingStatus; event: EventPlace },
): Promise<boolean> {
  const rows = await db.query(
    `with cancelled as (
       update booking set status = 'CANCELLED', updated_at = now() where id = $1 and status = $2::text
       returning id, reference, passenger_id, flight_id, seat
     ), freed as (
       update seat s set booking_id = null, updated_at = now()
         from cancelled c where s.flight_id = c.flight_id and s.name = c.seat and s.booking_id = c.id
     )
     select publish_event($3::smallint, f.code, jsonb_build_object(
              'specversion', '1.0', 'datacontenttype', 'application/json', 'source', '/booking_service',
              'id', 'booking/' || c.id || '/cancelled', 'type', 'booking.status_changed', 'subject', f.code, 'time', $4::text,
              'data', jsonb_build_object(
                'booking_id', c.reference, 'passenger_id', p.reference, 'flight_id', f.code, 'departure_id', f.id,
                'origin', f.origin, 'destination', f.destination, 'old_status', $2, 'new_status', 'CANCELLED',
                'timestamp', $4)))
       from cancelled c join flight f on f.id = c.flight_id join passenger p on p.id = c.passenger_id`,
    [id, status, event.partition, event.time],
  );
  return rows.length > 0;
}
