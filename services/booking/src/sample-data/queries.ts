import type { Price } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { BookingStatus } from '../bookings/rules.ts';
import { departureColumns } from '../flights/queries.ts';
import type { NewDeparture } from '../flights/roll-rules.ts';
import type { Departure } from '../flights/rules.ts';
import type { SampleBooking, SamplePassenger } from './data.ts';

/**
 * Held to the end of the transaction: of several loads at once each begins when the one before has ended. What was cancelled
 * may be put back in it.
 */
export async function lockSampleData(tx: Db): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(4001, 2), set_config('airside.restores', 'on', true)`);
}

/** The one departure that each of the codes has, if it has one. */
export async function listSampleFlights(tx: Db, codes: readonly string[]): Promise<Departure[]> {
  return tx.query<Departure>(
    `select distinct on (f.code) ${departureColumns} from flight f where f.code = any($1) order by f.code, f.id`,
    [codes],
  );
}

/** Puts a flight back to how it was planned, on its new date, and forgets what feeds said of it. */
export async function restoreFlight(tx: Db, id: number, departure: NewDeparture, gate: string): Promise<void> {
  await tx.query(
    `update flight set departure_date = $2, scheduled_departure = $3, scheduled_arrival = $4, phase = 'scheduled',
            delay_minutes = 0, delay_reason = null, arrival_delay_minutes = null, diverted_to = null, gate = $5,
            terminal = null, out_at = null, off_at = null, on_at = null, in_at = null, aircraft_type = $6,
            version = version + 1, updated_at = now()
      where id = $1`,
    [
      id,
      departure.departureDate,
      departure.scheduledDeparture,
      departure.scheduledArrival,
      gate,
      departure.aircraftType,
    ],
  );
  await tx.query('delete from flight_signal where flight_id = $1', [id]);
  await tx.query('delete from position where flight_id = $1', [id]);
}

export async function setGate(tx: Db, id: number, gate: string): Promise<void> {
  await tx.query('update flight set gate = $2 where id = $1', [id, gate]);
}

export async function upsertPassengers(
  tx: Db,
  passengers: readonly (SamplePassenger & { email: string; phone: string })[],
) {
  await tx.query(
    `insert into passenger as p (id, first_name, last_name, email, phone, tier, special_requests)
     overriding system value
     select id, "firstName", "lastName", email, phone, tier, "specialRequests"
       from json_to_recordset($1) as d (id int, "firstName" text, "lastName" text, email text, phone text, tier text,
                                        "specialRequests" text)
     on conflict (id) do update
        set first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email,
            phone = excluded.phone, tier = excluded.tier, special_requests = excluded.special_requests, updated_at = now()`,
    [JSON.stringify(passengers)],
  );
}

/** Bookings of others that have the place of a sample booking, and their seat rows. */
export async function listRivals(tx: Db, flightId: number, seat: string, bookingId: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select id from booking where flight_id = $1 and seat = $2 and id <> $3 and status <> 'CANCELLED'`,
    [flightId, seat, bookingId],
  );
  return rows.map(({ id }) => id);
}

/** Ends bookings whose place a sample booking has: the sample keeps its places. */
export async function cancelRivals(tx: Db, bookingIds: readonly number[]): Promise<void> {
  await tx.query(
    `with ended as (
       update booking set status = 'CANCELLED', updated_at = now() where id = any($1) returning id, order_id
     ), noted as (
       insert into booking_history (order_id, booking_id, kind, detail)
       select order_id, id, 'cancelled', '{"reason": "sample data was loaded"}' from ended
     )
     update booking_order o set state = 'CANCELLED', payment_due_at = null, updated_at = now()
      where o.id in (select order_id from ended)
        and not exists (select from booking b where b.order_id = o.id and b.status <> 'CANCELLED' and b.id <> all($1))`,
    [bookingIds],
  );
}

/** The status that a booking has; undefined where there is none. */
export async function findStatus(tx: Db, bookingId: number): Promise<BookingStatus | undefined> {
  const [row] = await tx.query<{ status: BookingStatus }>('select status from booking where id = $1', [bookingId]);
  return row?.status;
}

/** Makes a sample booking, in an order of the same number, or puts both back to confirmed. */
export async function upsertBooking(
  tx: Db,
  booking: SampleBooking & { flightId: number; price: Price },
): Promise<void> {
  const { id, locator, passengerId, flightId, seat, price } = booking;
  await tx.query(
    `with ordered as (
       insert into booking_order as o (id, locator, state, payment_method, amount_minor, currency)
       overriding system value
       values ($1, $2, 'CONFIRMED', 'credit_card', $6, $7)
       on conflict (id) do update set state = 'CONFIRMED', payment_due_at = null, updated_at = now()
     ), noted as (
       insert into booking_history (order_id, booking_id, kind)
       select $1, $1, 'confirmed' where not exists (select from booking where id = $1)
     ), made as (
       insert into booking (id, order_id, passenger_id, flight_id, seat, status, amount_minor, currency, price)
       overriding system value
       values ($1, $1, $3, $4, $5, 'CONFIRMED', $6, $7, $8)
       on conflict (id) do update
          set status = 'CONFIRMED', seat = excluded.seat, flight_id = excluded.flight_id, updated_at = now()
     )
     update seat set booking_id = $1, hold_id = null, held_until = null, updated_at = now()
      where flight_id = $4 and name = $5`,
    [
      id,
      locator,
      passengerId,
      flightId,
      seat,
      price.totalMinor,
      price.currency,
      JSON.stringify({ fareMinor: price.fareMinor, taxes: price.taxes }),
    ],
  );
}
