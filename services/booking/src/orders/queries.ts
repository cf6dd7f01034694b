import type { Cabin, PassengerType } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { BookingStatus } from '../bookings/rules.ts';
import type { Departure } from '../flights/rules.ts';

/** A booking of an order with what its events say of it. */
export type BookingFacts = {
  id: number;
  reference: string;
  orderId: number;
  locator: string;
  accountId: number | null;
  passengerReference: string;
  passengerType: PassengerType;
  cabin: Cabin;
  seat: string | null;
  status: BookingStatus;
  amountMinor: number;
  currency: string;
  flightId: number;
} & Pick<Departure, 'code' | 'origin' | 'destination' | 'phase'>;

const factColumns = `
  b.id, b.reference, b.order_id as "orderId", o.locator, o.account_id as "accountId", p.reference as "passengerReference",
  b.passenger_type as "passengerType", b.cabin, b.seat, b.status, b.amount_minor as "amountMinor", b.currency,
  b.flight_id as "flightId", f.code, f.origin, f.destination, f.phase`;
const factTables = `booking b join booking_order o on o.id = b.order_id join flight f on f.id = b.flight_id
       join passenger p on p.id = b.passenger_id`;

/**
 * A waiting order becomes confirmed with those of its bookings that wait, and its Idempotency-Key gets the outcome; answers
 * them. None where the order no longer waits, or one of its flights is cancelled.
 */
export const confirmOrderSql = `with o as materialized (
       update booking_order set state = 'CONFIRMED', payment_due_at = null, updated_at = now()
        where id = $1 and state = 'PAYMENT_PENDING'
          and not exists (select from booking b join flight f on f.id = b.flight_id
                           where b.order_id = $1 and f.phase = 'cancelled')
       returning id, locator, account_id, idempotency_route, idempotency_key
     ), b as materialized (
       update booking set status = 'CONFIRMED', updated_at = now() from o
        where booking.order_id = o.id and booking.status = 'PAYMENT_PENDING'
       returning booking.*
     ), kept as (
       update idempotency_key k set outcome = k.outcome -> 'confirmed', updated_at = now() from o
        where k.account_id = o.account_id and k.route = o.idempotency_route and k.key = o.idempotency_key
          and (k.outcome ->> 'orderId')::int = o.id
     ), noted as (
       insert into booking_history (order_id, kind) select id, 'confirmed' from o
     )
     select ${factColumns}
       from b join o on o.id = b.order_id join flight f on f.id = b.flight_id join passenger p on p.id = b.passenger_id
      order by b.id`;

export async function confirmOrder(tx: Db, orderId: number): Promise<BookingFacts[]> {
  return tx.query<BookingFacts>(confirmOrderSql, [orderId]);
}

/**
 * A waiting order ends, and its Idempotency-Key gets the refusal; answers the bookings it has. Undefined where it no longer
 * waits.
 */
export async function releaseOrder(tx: Db, orderId: number, reason: string): Promise<number[] | undefined> {
  const [row] = await tx.query<{ bookingIds: number[] }>(
    `with o as materialized (
       update booking_order set state = 'CANCELLED', payment_due_at = null, updated_at = now()
        where id = $1 and state = 'PAYMENT_PENDING'
       returning id, account_id, idempotency_route, idempotency_key
     ), kept as (
       update idempotency_key k set outcome = k.outcome -> 'declined', updated_at = now() from o
        where k.account_id = o.account_id and k.route = o.idempotency_route and k.key = o.idempotency_key
          and (k.outcome ->> 'orderId')::int = o.id
     ), noted as (
       insert into booking_history (order_id, kind, detail) select id, 'released', jsonb_build_object('reason', $2::text) from o
     )
     select array(select b.id from booking b where b.order_id = o.id and b.status <> 'CANCELLED' order by b.id) as "bookingIds"
       from o`,
    [orderId, reason],
  );
  return row?.bookingIds;
}

/** Ends bookings whose seats have been given back, in an order that is locked. */
export async function endBookings(tx: Db, bookingIds: readonly number[]): Promise<void> {
  await tx.query(`update booking set status = 'CANCELLED', updated_at = now() where id = any($1)`, [bookingIds]);
}

/** Bookings by their ids, with what their events say of them. */
export async function listFacts(db: Db, bookingIds: readonly number[]): Promise<BookingFacts[]> {
  return db.query<BookingFacts>(`select ${factColumns} from ${factTables} where b.id = any($1) order by b.id`, [
    bookingIds,
  ]);
}

/** Ends a locked order none of whose bookings lives any more: its locator may be given again. */
export async function closeEmptyOrder(tx: Db, orderId: number): Promise<void> {
  await tx.query(
    `update booking_order o set state = 'CANCELLED', payment_due_at = null, updated_at = now()
      where o.id = $1 and o.state <> 'CANCELLED'
        and not exists (select from booking b where b.order_id = o.id and b.status <> 'CANCELLED')`,
    [orderId],
  );
}
