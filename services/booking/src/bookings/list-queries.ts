import type { Db } from '@airside/postgres';
import type { Departure } from '../flights/rules.ts';
import type { BookingStatus } from './rules.ts';

export type ListedBooking = {
  id: number;
  locator: string;
  seat: string | null;
  status: BookingStatus;
  amountMinor: number;
  currency: string;
  passengerName: string;
} & Pick<
  Departure,
  | 'code'
  | 'departureDate'
  | 'airline'
  | 'origin'
  | 'destination'
  | 'scheduledDeparture'
  | 'scheduledArrival'
  | 'phase'
  | 'delayMinutes'
> & { flightId: number };

/** Bookings that an account made or travels on, newest first, at most `limit`. */
export async function listBookings(db: Db, accountId: number, limit: number): Promise<ListedBooking[]> {
  return db.query<ListedBooking>(
    `select b.id, o.locator, b.seat, b.status, b.amount_minor as "amountMinor", b.currency,
            f.id as "flightId", f.code, f.departure_date as "departureDate", f.airline, f.origin, f.destination,
            f.scheduled_departure as "scheduledDeparture", f.scheduled_arrival as "scheduledArrival",
            f.phase, f.delay_minutes as "delayMinutes", concat_ws(' ', t.first_name, t.last_name) as "passengerName"
       from booking b join booking_order o on o.id = b.order_id join flight f on f.id = b.flight_id
       join passenger t on t.id = b.passenger_id
      where b.order_id = any(array(select own.id from booking_order own where own.account_id = $1))
         or b.passenger_id = (select p.id from passenger p where p.account_id = $1)
      order by b.created_at desc, b.id desc
      limit $2`,
    [accountId, limit],
  );
}
