import type { Db } from '@airside/postgres';
import type { BookingStatus } from './rules.ts';

export type BookingRow = {
  id: number;
  reference: string;
  passengerReference: string;
  /** Who bought it, and the login of who travels. */
  accountId: number | null;
  passengerAccountId: number | null;
  flightId: number;
  flightCode: string;
  departureDate: Temporal.PlainDate;
  locator: string;
  seat: string | null;
  status: BookingStatus;
  paymentMethod: string;
  amountMinor: number;
  currency: string;
  createdAt: Temporal.Instant;
};

const columns = `
  b.id, b.reference, p.reference as "passengerReference", o.account_id as "accountId",
  p.account_id as "passengerAccountId", b.flight_id as "flightId", f.code as "flightCode",
  f.departure_date as "departureDate", o.locator, b.seat, b.status, o.payment_method as "paymentMethod",
  b.amount_minor as "amountMinor", b.currency, b.created_at as "createdAt"`;
const tables = `booking b join booking_order o on o.id = b.order_id join flight f on f.id = b.flight_id
                join passenger p on p.id = b.passenger_id`;

export async function findBookingRow(db: Db, id: number): Promise<BookingRow | undefined> {
  const [row] = await db.query<BookingRow>(`select ${columns} from ${tables} where b.id = $1`, [id]);
  return row;
}

/** Newest first; `beforeId` continues a page. */
export async function listBookingsByStatus(
  db: Db,
  page: { status: string; limit: number; beforeId: number | undefined },
): Promise<BookingRow[]> {
  return db.query<BookingRow>(
    `select ${columns} from ${tables}
      where b.status = $1 and ($2::int is null or b.id < $2) order by b.id desc limit $3`,
    [page.status, page.beforeId ?? null, page.limit],
  );
}

/** Living bookings of a departure, by seat. */
export async function listBookingsOfFlight(db: Db, flightId: number): Promise<BookingRow[]> {
  return db.query<BookingRow>(
    `select ${columns} from ${tables} left join seat s on s.flight_id = b.flight_id and s.name = b.seat
      where b.flight_id = $1 and b.status <> 'CANCELLED' order by s.row_number, s.letter, b.id`,
    [flightId],
  );
}

/** Newest first, at most `limit`. */
export async function listBookingsOfPassenger(db: Db, passengerId: number, limit: number): Promise<BookingRow[]> {
  return db.query<BookingRow>(
    `select ${columns} from ${tables} where b.passenger_id = $1 order by b.id desc limit $2`,
    [passengerId, limit],
  );
}
