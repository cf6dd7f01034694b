import type { Cabin, PassengerType, Price, SpecialRequest } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Kept, Prior } from '../bookings/idempotency.ts';
import type { KeyUse } from '../bookings/queries.ts';

/** Whether a key may be used: only one request at a time, and what an earlier one has left. */
export async function checkKey(
  tx: Db,
  accountId: number,
  { route, key }: KeyUse,
): Promise<{ isOpen: boolean; prior: Prior | undefined }> {
  const [row] = await tx.query<{ isOpen: boolean; bodyHash: string | null; outcome: Kept | null }>(
    `select g.is_open as "isOpen", k.body_hash as "bodyHash", k.outcome
       from (select pg_try_advisory_xact_lock(hashtextextended($1::int || ' ' || $2::text || ' ' || $3::text, 0)) as is_open) g
            left join idempotency_key k on k.account_id = $1 and k.route = $2 and k.key = $3
                                       and k.created_at > now() - interval '24 hours'`,
    [accountId, route, key],
  );
  const { isOpen = false, bodyHash = null, outcome = null } = row ?? {};
  return { isOpen, prior: bodyHash === null || outcome === null ? undefined : { bodyHash, outcome } };
}

/** Whether the flight has still this price. */
export async function isPricedSo(
  tx: Db,
  flight: { id: number; priceMinor: number; currency: string },
): Promise<boolean> {
  const rows = await tx.query('select from flight where id = $1 and price_minor = $2 and currency = $3', [
    flight.id,
    flight.priceMinor,
    flight.currency,
  ]);
  return rows.length > 0;
}

export type OwnPassenger = { id: number; firstName: string; lastName: string | null };

/** The account's own passenger; undefined before its first booking. */
export async function findOwnPassenger(db: Db, accountId: number): Promise<OwnPassenger | undefined> {
  const [row] = await db.query<OwnPassenger>(
    'select id, first_name as "firstName", last_name as "lastName" from passenger where account_id = $1',
    [accountId],
  );
  return row;
}

/** Makes the account's own passenger; of several at once all get the same. */
export async function insertOwnPassenger(
  tx: Db,
  account: { id: number; firstName: string; lastName: string | undefined },
): Promise<OwnPassenger> {
  const [row] = await tx.query<OwnPassenger>(
    `insert into passenger (account_id, first_name, last_name) values ($1, $2, $3)
     on conflict (account_id) do update set account_id = excluded.account_id
     returning id, first_name as "firstName", last_name as "lastName"`,
    [account.id, account.firstName, account.lastName ?? null],
  );
  if (row === undefined) throw new Error('the passenger gave no row');
  return row;
}

/**
 * Gives the account's own passenger another name; undefined where a ticket under the old one is held. Its row is locked already
 * (`insertOwnPassenger`), so that a sale at the same moment is over, and its ticket is seen.
 */
export async function renameOwnPassenger(
  tx: Db,
  passengerId: number,
  { firstName, lastName }: { firstName: string; lastName: string },
): Promise<OwnPassenger | undefined> {
  const [row] = await tx.query<OwnPassenger>(
    `update passenger p set first_name = $2, last_name = $3
      where id = $1
        and (last_name is null
             or not exists (select from booking b where b.passenger_id = p.id and b.status <> 'CANCELLED'))
     returning id, first_name as "firstName", last_name as "lastName"`,
    [passengerId, firstName, lastName],
  );
  return row;
}

export type NewIds = { orderId: number; bookingIds: number[]; passengerIds: number[] };

/** Numbers for what is about to be written, so that all of it can be told before. */
export async function takeIds(tx: Db, bookings: number, passengers: number): Promise<NewIds> {
  const [row] = await tx.query<NewIds>(
    `select nextval('booking_order_id_seq')::int as "orderId",
            array(select nextval('booking_id_seq')::int from generate_series(1, $1::int)) as "bookingIds",
            array(select nextval('passenger_id_seq')::int from generate_series(1, $2::int)) as "passengerIds"`,
    [bookings, passengers],
  );
  if (row === undefined) throw new Error('the sequences gave no row');
  return row;
}

/** Somebody who has not flown with us before. */
export type NewPassenger = {
  id: number;
  firstName: string;
  lastName: string;
  dateOfBirth: string | null;
  tier: string;
  specialRequests: string | null;
};

export type NewBooking = {
  id: number;
  passengerId: number;
  type: PassengerType;
  infantOf: number | null;
  /** Of the place; null for an extra and for an infant. */
  seat: string | null;
  specialRequests: readonly SpecialRequest[];
  price: Price;
};

export type NewOrder = {
  orderId: number;
  locator: string;
  accountId: number;
  flightId: number;
  cabin: Cabin;
  fare: string;
  paymentMethod: string;
  amountMinor: number;
  currency: string;
  passengers: readonly NewPassenger[];
  bookings: readonly NewBooking[];
  key: (KeyUse & { outcome: Kept }) | undefined;
};

/** An order that waits for its payment, with all that belongs to it but the seats; false where its key was used meanwhile. */
export async function insertOrder(tx: Db, order: NewOrder): Promise<boolean> {
  const { key } = order;
  const rows = await tx.query(
    `with claim as (
       insert into idempotency_key as k (account_id, route, key, body_hash, outcome)
       select $3::int, $11::text, $12::text, $13::text, $14::json where $12 is not null
       on conflict (account_id, route, key) do update
          set body_hash = excluded.body_hash, outcome = excluded.outcome, created_at = now(), updated_at = now()
        where k.created_at <= now() - interval '24 hours'
       returning key
     ), ordered as materialized (
       insert into booking_order (id, locator, account_id, state, payment_due_at, payment_method, amount_minor, currency,
                                  idempotency_route, idempotency_key)
       overriding system value
       select $1::int, $2::text, $3, 'PAYMENT_PENDING', now() + interval '10 minutes', $6::text, $7::int, $8::text,
              case when $12 is not null then $11 end, $12
        where $12 is null or exists (select from claim)
       returning id
     ), travellers as (
       insert into passenger (id, first_name, last_name, date_of_birth, tier, special_requests)
       overriding system value
       select d.id, d."firstName", d."lastName", d."dateOfBirth", d.tier, d."specialRequests"
         from ordered, json_to_recordset($9) as d (id int, "firstName" text, "lastName" text, "dateOfBirth" date, tier text,
                                                   "specialRequests" text)
     ), booked as (
       insert into booking (id, order_id, passenger_id, passenger_type, infant_of, flight_id, seat, status, cabin, fare,
                            amount_minor, currency, price, special_requests)
       overriding system value
       select d.id, ordered.id, d."passengerId", d.type, d."infantOf", $4::int, d.seat, 'PAYMENT_PENDING', $5::text, $15::text,
              (d.price ->> 'totalMinor')::int, $8, d.price - 'totalMinor' - 'currency', d."specialRequests"
         from ordered, jsonb_to_recordset($10) as d (id int, "passengerId" int, type text, "infantOf" int, seat text,
                                                     price jsonb, "specialRequests" text[])
     ), noted as (
       insert into booking_history (order_id, kind, actor_account_id) select id, 'ordered', $3 from ordered
     )
     select id from ordered`,
    [
      order.orderId,
      order.locator,
      order.accountId,
      order.flightId,
      order.cabin,
      order.paymentMethod,
      order.amountMinor,
      order.currency,
      JSON.stringify(order.passengers),
      JSON.stringify(order.bookings),
      key?.route ?? null,
      key?.key ?? null,
      key?.bodyHash ?? null,
      key === undefined ? null : JSON.stringify(key.outcome),
      order.fare,
    ],
  );
  return rows.length > 0;
}
