import type { Db } from '@airside/postgres';
import type { EventPlace } from '../bookings/queries.ts';
import { bookingSteps } from '../orders/states.ts';

export type TravellerRow = { id: number; bookingId: string; passengerId: string; status: string; seat: string | null };

/** Living bookings of a departure after an id, in the order of their ids. */
export async function listTravellersOfFlight(
  db: Db,
  { flightId, after, limit }: { flightId: number; after: number; limit: number },
): Promise<TravellerRow[]> {
  return db.query<TravellerRow>(
    `select b.id, b.reference as "bookingId", p.reference as "passengerId", b.status, b.seat
       from booking b join passenger p on p.id = b.passenger_id
      where b.flight_id = $1 and b.status <> 'CANCELLED' and b.id > $2
      order by b.id limit $3`,
    [flightId, after, limit],
  );
}

export type PassengerDetailsRow = {
  passengerId: string;
  accountId: number | null;
  firstName: string;
  lastName: string | null;
  tier: string;
  specialRequests: string | null;
  email: string | null;
  phone: string | null;
};

export async function listPassengerDetails(db: Db, ids: readonly number[]): Promise<PassengerDetailsRow[]> {
  return db.query<PassengerDetailsRow>(
    `select reference as "passengerId", account_id as "accountId", first_name as "firstName", last_name as "lastName",
            tier, special_requests as "specialRequests", email, phone
       from passenger where id = any($1) order by id`,
    [ids],
  );
}

export async function findPassengerOfAccount(db: Db, accountId: number): Promise<string | undefined> {
  const [row] = await db.query<{ reference: string }>('select reference from passenger where account_id = $1', [
    accountId,
  ]);
  return row?.reference;
}

/**
 * Marks bookings of a cancelled flight as needing another one, and publishes `booking.status_changed` for each; answers
 * those that were marked just now.
 */
export async function markForRebooking(
  db: Db,
  {
    flightId,
    bookingIds,
    eventId,
    event,
  }: { flightId: number; bookingIds: readonly number[]; eventId: string; event: EventPlace },
): Promise<string[]> {
  const rows = await db.query<{ reference: string }>(
    `with marked as (
       update booking b set status = 'NEEDS_REBOOKING', updated_at = now()
        where b.flight_id = $1 and b.id = any($2) and b.status = any($6)
       returning b.id, b.reference, b.passenger_id, old.status as status_before
     )
     select m.reference, publish_event($4::smallint, f.code, jsonb_build_object(
              'specversion', '1.0', 'datacontenttype', 'application/json', 'source', '/booking_service',
              'id', 'booking/' || m.id || '/rebooking/' || $3::text, 'type', 'booking.status_changed', 'subject', f.code,
              'time', $5::text, 'causedby', $3,
              'data', jsonb_build_object(
                'booking_id', m.reference, 'passenger_id', p.reference, 'flight_id', f.code, 'departure_id', f.id,
                'origin', f.origin, 'destination', f.destination, 'old_status', m.status_before,
                'new_status', 'NEEDS_REBOOKING', 'timestamp', $5)))
       from marked m join flight f on f.id = $1 join passenger p on p.id = m.passenger_id`,
    [flightId, bookingIds, eventId, event.partition, event.time, bookingSteps.loseFlight.from],
  );
  return rows.map(({ reference }) => reference);
}

/** Those of the bookings that need rebooking. */
export async function listNeedingRebooking(db: Db, flightId: number, bookingIds: readonly number[]): Promise<string[]> {
  const rows = await db.query<{ reference: string }>(
    `select reference from booking where flight_id = $1 and id = any($2) and status = 'NEEDS_REBOOKING' order by id`,
    [flightId, bookingIds],
  );
  return rows.map(({ reference }) => reference);
}
