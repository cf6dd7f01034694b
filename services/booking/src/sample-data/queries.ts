import type { Db } from '@airside/postgres';
import type { EventPlace } from '../bookings/queries.ts';
import { departureColumns } from '../flights/queries.ts';
import type { NewDeparture } from '../flights/roll-rules.ts';
import type { Departure } from '../flights/rules.ts';
import type { SampleBooking, SamplePassenger } from './data.ts';

/** Held to the end of the transaction: of several loads at once each begins when the one before has ended. */
export async function lockSampleData(tx: Db): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(4001, 2)');
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

/** Frees the seat of a sample booking from whoever else has it: the sample keeps its places. */
export async function clearSeat(tx: Db, flightId: number, seat: string, bookingId: number): Promise<void> {
  await tx.query(
    `update booking set status = 'CANCELLED', updated_at = now()
      where flight_id = $1 and seat = $2 and id <> $3 and status <> 'CANCELLED'`,
    [flightId, seat, bookingId],
  );
}

/**
 * Makes a sample booking, or puts it back to confirmed; publishes `booking.created` for a new one and
 * `booking.status_changed` for one that had another status.
 */
export async function upsertBooking(
  tx: Db,
  booking: SampleBooking & { flightId: number; amountMinor: number; currency: string },
  event: EventPlace,
): Promise<void> {
  await tx.query(
    `with before as materialized (
       select status from booking where id = $1
     ), made as (
       insert into booking as b (id, locator, passenger_id, flight_id, seat, status, amount_minor, currency, payment_method)
       overriding system value
       values ($1, $2, $3, $4, $5, 'CONFIRMED', $6, $7, 'credit_card')
       on conflict (id) do update
          set status = 'CONFIRMED', seat = excluded.seat, flight_id = excluded.flight_id, updated_at = now()
       returning b.id, b.reference
     ), taken as (
       update seat set booking_id = $1, updated_at = now() where flight_id = $4 and name = $5
     )
     select publish_event($8::smallint, $9::text, jsonb_build_object(
              'specversion', '1.0', 'datacontenttype', 'application/json', 'source', '/booking_service', 'subject', $9,
              'id', 'booking/' || made.id || '/sample/' || $10::text,
              'type', case when before.status is null then 'booking.created' else 'booking.status_changed' end,
              'time', $10,
              'data', jsonb_build_object('booking_id', made.reference, 'flight_id', $9, 'departure_id', $4::int,
                        'passenger_id', 'P' || lpad($3::text, 3, '0'), 'user_id', null, 'seat', $5,
                        'amount_minor', $6, 'currency', $7, 'timestamp', $10)
                      || case when before.status is null then '{}'::jsonb
                              else jsonb_build_object('old_status', before.status, 'new_status', 'CONFIRMED') end))
       from made left join before on true
      where before.status is distinct from 'CONFIRMED'`,
    [
      booking.id,
      booking.locator,
      booking.passengerId,
      booking.flightId,
      booking.seat,
      booking.amountMinor,
      booking.currency,
      event.partition,
      booking.flightCode,
      event.time,
    ],
  );
}
