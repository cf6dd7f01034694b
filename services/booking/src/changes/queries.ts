import type { PassengerType } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { BookingStatus } from '../bookings/rules.ts';
import { departureColumns } from '../flights/queries.ts';
import type { Departure } from '../flights/rules.ts';
import { isFree } from '../seats/free.ts';
import type { SoldPrice } from './sold-order.ts';

export type OrderRow = {
  id: number;
  locator: string;
  accountId: number | null;
  state: string;
  paymentMethod: string;
  currency: string;
  createdAt: Temporal.Instant;
};

const orderColumns = `
  o.id, o.locator, o.account_id as "accountId", o.state, o.payment_method as "paymentMethod", o.currency,
  o.created_at as "createdAt"`;

export async function findOrderOfBooking(db: Db, bookingId: number): Promise<OrderRow | undefined> {
  const [row] = await db.query<OrderRow>(
    `select ${orderColumns} from booking_order o join booking b on b.order_id = o.id where b.id = $1`,
    [bookingId],
  );
  return row;
}

/**
 * The order of a booking, locked to the end of the transaction: changes of one order take turns. Not `for update`, which
 * would make whoever writes history wait as well.
 */
export async function lockOrderOfBooking(tx: Db, bookingId: number): Promise<OrderRow | undefined> {
  const [row] = await tx.query<OrderRow>(
    `select ${orderColumns} from booking_order o join booking b on b.order_id = o.id where b.id = $1
        for no key update of o`,
    [bookingId],
  );
  return row;
}

export type OrderBookingRow = {
  id: number;
  reference: string;
  passengerReference: string;
  passengerAccountId: number | null;
  firstName: string;
  lastName: string | null;
  type: PassengerType;
  infantOf: number | null;
  cabin: 'economy' | 'business';
  fare: string;
  seat: string | null;
  status: BookingStatus;
  amountMinor: number;
  price: SoldPrice;
  specialRequests: string[];
  flightId: number;
};

const bookingColumns = `
  b.id, b.reference, p.reference as "passengerReference", p.account_id as "passengerAccountId",
  p.first_name as "firstName", p.last_name as "lastName", b.passenger_type as type, b.infant_of as "infantOf", b.cabin,
  b.fare, b.seat, b.status, b.amount_minor as "amountMinor", b.price,
  b.special_requests as "specialRequests", b.flight_id as "flightId"`;

export async function listBookingsOfOrder(db: Db, orderId: number): Promise<OrderBookingRow[]> {
  return db.query<OrderBookingRow>(
    `select ${bookingColumns} from booking b join passenger p on p.id = b.passenger_id
      where b.order_id = $1 order by b.id`,
    [orderId],
  );
}

/**
 * Locks the seats of an order, to be called before its bookings are locked: whoever seats a whole flight locks seats first, too,
 * and may come to bookings of orders that were made too late for it to lock them.
 */
export async function lockSeatsOfOrder(tx: Db, orderId: number): Promise<void> {
  await tx.query(
    `select from seat s join booking b on b.flight_id = s.flight_id and b.id = s.booking_id
      where b.order_id = $1 order by s.flight_id, s.row_number, s.letter for update of s`,
    [orderId],
  );
}

/** Locked by their ids, as everybody locks bookings, so that nobody waits in a circle. */
export async function lockBookingsOfOrder(tx: Db, orderId: number): Promise<OrderBookingRow[]> {
  return tx.query<OrderBookingRow>(
    `select ${bookingColumns} from booking b join passenger p on p.id = b.passenger_id
      where b.order_id = $1 order by b.id for no key update of b`,
    [orderId],
  );
}

export async function listDeparturesById(db: Db, ids: readonly number[]): Promise<Departure[]> {
  return db.query<Departure>(`select ${departureColumns} from flight f where f.id = any($1)`, [ids]);
}

export type Move = {
  id: number;
  seat: string | null;
  cabin: 'economy' | 'business';
  amountMinor: number;
  /** Null keeps the price as it was sold. */
  price: SoldPrice | null;
};

/** Puts bookings on another flight, confirmed; whose seats they get there the caller writes. */
export async function moveBookings(tx: Db, flightId: number, moves: readonly Move[]): Promise<void> {
  await tx.query(
    `update booking b set flight_id = $1, seat = m.seat, cabin = m.cabin, amount_minor = m."amountMinor",
            price = coalesce(m.price, b.price), status = 'CONFIRMED', updated_at = now()
       from jsonb_to_recordset($2::jsonb) as m (id int, seat text, cabin text, "amountMinor" int, price jsonb)
      where b.id = m.id`,
    [flightId, JSON.stringify(moves)],
  );
}

export async function addToOrderAmount(tx: Db, orderId: number, differenceMinor: number): Promise<void> {
  await tx.query('update booking_order set amount_minor = amount_minor + $2, updated_at = now() where id = $1', [
    orderId,
    differenceMinor,
  ]);
}

/** Places that are free, by cabin. `isOpened` is false for a flight that nobody has asked a seat of: all of them are. */
export type FreeSeats = { flightId: number; isOpened: boolean; economy: number; business: number };

export async function listFreeSeats(db: Db, flightIds: readonly number[]): Promise<FreeSeats[]> {
  return db.query<FreeSeats>(
    `select f.id as "flightId", f.seats_opened as "isOpened",
            count(s.name) filter (where s.cabin = 'economy')::int as economy,
            count(s.name) filter (where s.cabin = 'business')::int as business
       from flight f left join seat s on s.flight_id = f.id and not s.is_extra and ${isFree}
      where f.id = any($1) group by f.id`,
    [flightIds],
  );
}

/** Offers of the order whose party needs none any more: cancelled, or gone another way. */
export async function releaseSettledOffers(tx: Db, orderId: number): Promise<void> {
  await tx.query(
    `update rebooking_offer r set state = 'released', updated_at = now()
      where r.order_id = $1 and r.state = 'open' and not exists (
            select from booking b where b.order_id = r.order_id and b.flight_id = r.flight_id and b.status <> 'CANCELLED')`,
    [orderId],
  );
}

/** Forgets quotes that nobody confirmed, a day after their end; some thousands at a time. */
export async function deleteOldQuotes(db: Db): Promise<void> {
  await db.query(
    `with cancellations as (
       delete from cancellation_quote where id in (
         select id from cancellation_quote where confirmed_at is null and expires_at < now() - interval '1 day' limit 5000)
     )
     delete from change_quote where id in (
       select id from change_quote where state = 'open' and expires_at < now() - interval '1 day' limit 5000)`,
  );
}
