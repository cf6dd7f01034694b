import type { Db } from '@airside/postgres';
import type { CabinPrices } from '../orders/price.ts';
import { isFree } from '../seats/free.ts';
import type { Kept, Outcome, Prior, Refused } from './idempotency.ts';
import type { SaleTry } from './rules.ts';

export type SaleOrder = {
  accountId: number;
  flightId: number;
  /** A certain seat, or any. */
  seat: string | undefined;
  /** Undefined where the seat decides. */
  cabin: string | undefined;
  /** What the price is made of; where the flight's differs by now, nothing is sold. */
  fare: { priceMinor: number; currency: string; prices: CabinPrices };
  locator: string;
  firstName: string;
  lastName: string | undefined;
  paymentMethod: string;
  idempotency: (KeyUse & { declined: Refused }) | undefined;
  event: EventPlace;
};

/** How a request uses an Idempotency-Key; the account is part of its scope. */
export type KeyUse = { route: string; key: string; bodyHash: string };

/** Where the event of a write goes: the partition of its flight on the bus, and the time it carries. */
export type EventPlace = { partition: number; time: Temporal.Instant; traceparent?: string | undefined };

/**
 * Takes one seat, in one statement: seat, order and booking that wait for their payment, the account's passenger at its first
 * booking, the state of the Idempotency-Key, history, and the event `seats.changed`, all or nothing. Seats that other buyers
 * hold at this moment are skipped, not waited for. Requests with the same key find the gate closed while one of them is at
 * work; what decides is the key's row.
 */
export const sellSeatSql = `
  with gate as materialized (
    select $8::text is null or pg_try_advisory_xact_lock(hashtextextended($1::int || ' ' || $7::text || ' ' || $8, 0)) as is_open
  ), prior as materialized (
    select body_hash, outcome from idempotency_key
     where account_id = $1::int and route = $7::text and key = $8 and created_at > now() - interval '24 hours'
  ), free as materialized (
    select s.flight_id, s.name, s.cabin, s.is_extra
      from seat s
     where (select is_open from gate) and not exists (select from prior)
       and s.flight_id = $2::int and ${isFree}
       and ($3::text is null or s.name = $3) and ($11::text is null or s.cabin = $11)
     order by s.row_number, s.letter
     limit 1
       for update skip locked
  ), sale as materialized (
    select nextval('booking_id_seq')::int as id, nextval('booking_order_id_seq')::int as order_id, free.flight_id,
           free.name as place, case when not free.is_extra then free.name end as seat, free.cabin, f.code, f.origin,
           f.destination, f.currency, $12::jsonb -> free.cabin as price, ($12::jsonb -> free.cabin ->> 'totalMinor')::int as amount
      from free join flight f on f.id = free.flight_id and f.price_minor = $13::int and f.currency = $14::text
  ), claim as (
    insert into idempotency_key as k (account_id, route, key, body_hash, outcome)
    select $1, $7, $8, $9::text, json_build_object('kind', 'pending', 'orderId', order_id, 'declined', $15::json,
             'confirmed', json_build_object('kind', 'booked', 'bookingId', id, 'flightCode', code, 'amountMinor', amount,
                            'currency', currency, 'locator', $4::text, 'seat', seat))
      from sale where $8 is not null
    on conflict (account_id, route, key) do update
       set body_hash = excluded.body_hash, outcome = excluded.outcome, created_at = now(), updated_at = now()
     where k.created_at <= now() - interval '24 hours'
    returning key
  ), deal as materialized (
    select sale.* from sale where $8 is null or exists (select from claim)
  ), known as materialized (
    select id from passenger where account_id = $1
  ), made as (
    insert into passenger (account_id, first_name, last_name)
    select $1, $5::text, $6::text from deal where not exists (select from known)
    on conflict (account_id) do update set account_id = excluded.account_id
    returning id
  ), traveller as materialized (
    select * from known union all select * from made
  ), taken as (
    update seat s set booking_id = deal.id, hold_id = null, held_until = null, updated_at = now()
      from deal where s.flight_id = deal.flight_id and s.name = deal.place
  ), ordered as (
    insert into booking_order (id, locator, account_id, state, payment_due_at, payment_method, amount_minor, currency,
                               idempotency_route, idempotency_key)
    overriding system value
    select order_id, $4, $1, 'PAYMENT_PENDING', now() + interval '10 minutes', $10::text, amount, currency,
           case when $8 is not null then $7 end, $8
      from deal
  ), booked as (
    insert into booking (id, order_id, passenger_id, flight_id, seat, status, cabin, amount_minor, currency, price)
    overriding system value
    select deal.id, order_id, t.id, flight_id, seat, 'PAYMENT_PENDING', cabin, amount, currency,
           price - 'totalMinor' - 'currency'
      from deal, traveller t
    returning id
  ), noted as (
    insert into booking_history (order_id, booking_id, kind, actor_account_id) select order_id, id, 'ordered', $1 from deal
  ), published as materialized (
    select booked.id, publish_event($16::smallint, deal.code, jsonb_build_object(
             'specversion', '1.0', 'datacontenttype', 'application/json', 'source', '/booking_service',
             'id', 'order/' || deal.order_id || '/seats', 'type', 'seats.changed', 'subject', deal.code, 'time', $17::text,
             'data', jsonb_build_object(
               'flight_id', deal.code, 'departure_id', deal.flight_id, 'origin', deal.origin,
               'destination', deal.destination, 'timestamp', $17, 'seats', case when deal.seat is null then '[]'::jsonb
                 else jsonb_build_array(jsonb_build_object('name', deal.seat, 'state', 'taken')) end))
             || case when $18::text is null then '{}'::jsonb else jsonb_build_object('traceparent', $18) end)
      from booked, deal
  )
  select gate.is_open as "isOpen", prior.body_hash as "priorHash", prior.outcome as "priorOutcome",
         published.id as "bookingId", deal.order_id as "orderId", deal.code as "flightCode", deal.amount as "amountMinor",
         deal.currency, deal.seat
    from gate left join prior on true left join published on true left join deal on true`;

type SaleRow = {
  isOpen: boolean;
  priorHash: string | null;
  priorOutcome: Kept | null;
  bookingId: number | null;
  orderId: number;
  flightCode: string;
  amountMinor: number;
  currency: string;
  seat: string | null;
};

/** In a transaction that also begins the payment. */
export async function sellSeat(tx: Db, order: SaleOrder): Promise<SaleTry> {
  const { idempotency, fare, event } = order;
  const [row] = await tx.query<SaleRow>(sellSeatSql, [
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
    order.cabin ?? null,
    JSON.stringify(fare.prices),
    fare.priceMinor,
    fare.currency,
    idempotency === undefined ? null : JSON.stringify(idempotency.declined),
    event.partition,
    event.time,
    event.traceparent ?? null,
  ]);
  if (row === undefined) throw new Error('the sale gave no row');
  const { bookingId, orderId, flightCode, amountMinor, currency, seat, priorHash, priorOutcome } = row;
  return {
    isOpen: row.isOpen,
    prior: priorHash === null || priorOutcome === null ? undefined : { bodyHash: priorHash, outcome: priorOutcome },
    sold:
      bookingId === null
        ? undefined
        : {
            orderId,
            amountMinor,
            currency,
            outcome: { kind: 'booked', bookingId, flightCode, amountMinor, currency, locator: order.locator, seat },
          },
  };
}

/** Keeps a refusal for its key, and answers what the key holds then: another request may have been first. */
export async function keepRefusal(
  db: Db,
  accountId: number,
  { route, key, bodyHash }: KeyUse,
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

/** Lets a key be used again whose order came to nothing through no fault of the buyer's. */
export async function forgetKeyOfOrder(db: Db, orderId: number): Promise<void> {
  await db.query(
    `delete from idempotency_key k using booking_order o
      where o.id = $1 and o.state = 'CANCELLED'
        and k.account_id = o.account_id and k.route = o.idempotency_route and k.key = o.idempotency_key
        and k.created_at = o.created_at`,
    [orderId],
  );
}

/** Forgets keys older than 24 hours, some thousands at a time. */
export async function deleteExpiredKeys(db: Db): Promise<void> {
  await db.query(
    `delete from idempotency_key where (account_id, route, key) in (
       select account_id, route, key from idempotency_key where created_at <= now() - interval '24 hours' limit 5000)`,
  );
}
