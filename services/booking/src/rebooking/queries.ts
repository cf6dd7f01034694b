import type { Db } from '@airside/postgres';
import { departureColumns } from '../flights/queries.ts';
import type { Departure } from '../flights/rules.ts';
import type { Priority, SeatCount } from './rules.ts';

/** Departures on sale between two sets of airports within a time. */
export async function listAlternatives(
  db: Db,
  wanted: {
    origins: readonly string[];
    destinations: readonly string[];
    from: Temporal.Instant;
    until: Temporal.Instant;
  },
): Promise<Departure[]> {
  return db.query<Departure>(
    `select ${departureColumns} from flight f
      where f.origin = any($1) and f.destination = any($2) and is_on_sale(f.phase)
        and f.scheduled_departure between $3 and $4
      order by f.scheduled_departure limit 500`,
    [wanted.origins, wanted.destinations, wanted.from, wanted.until],
  );
}

/** Priority of an order's open offer for a flight. */
export async function findPriority(db: Db, orderId: number, flightId: number): Promise<Priority | undefined> {
  const [row] = await db.query<{ priority: Priority }>(
    `select priority from rebooking_offer where order_id = $1 and flight_id = $2 and state = 'open'`,
    [orderId, flightId],
  );
  return row?.priority;
}

/** Seats between these airports that parties of a higher priority were offered lately and have not accepted. */
export async function countSeatsAhead(
  db: Db,
  wanted: {
    origins: readonly string[];
    destinations: readonly string[];
    /** Those that go first. */
    priorities: readonly Priority[];
    headStartMinutes: number;
  },
): Promise<SeatCount> {
  const [row] = await db.query<SeatCount>(
    `select coalesce(sum(r.economy_seats), 0)::int as economy, coalesce(sum(r.business_seats), 0)::int as business
       from rebooking_offer r join flight f on f.id = r.flight_id
      where r.state = 'open' and r.priority = any($3) and r.offered_at > now() - make_interval(mins => $4::int)
        and f.origin = any($1) and f.destination = any($2)`,
    [wanted.origins, wanted.destinations, wanted.priorities, wanted.headStartMinutes],
  );
  return row ?? { economy: 0, business: 0 };
}

/** Locks bookings by their ids, as everybody does. */
export async function lockBookings(tx: Db, ids: readonly number[]): Promise<void> {
  await tx.query('select id from booking where id = any($1) order by id for no key update', [ids]);
}

export type StrandedRow = {
  id: number;
  reference: string;
  orderId: number;
  type: 'ADT' | 'CHD' | 'INF';
  cabin: 'economy' | 'business';
};

/** The living bookings on a flight of the orders that these bookings are part of. */
export async function listParties(db: Db, flightId: number, references: readonly string[]): Promise<StrandedRow[]> {
  return db.query<StrandedRow>(
    `select b.id, b.reference, b.order_id as "orderId", b.passenger_type as type, b.cabin
       from booking b
      where b.flight_id = $1 and b.status in ('CONFIRMED', 'CHECKED_IN', 'NEEDS_REBOOKING')
        and b.order_id in (select order_id from booking where reference = any($2))
      order by b.order_id, b.id`,
    [flightId, references],
  );
}

export type NewOffer = { orderId: number; economy: number; business: number; flightIds: readonly number[] };

/** Notes what parties are offered; a party that has an offer gets it anew. Answers the orders that had none. */
export async function insertOffers(
  tx: Db,
  { flightId, priority, offers }: { flightId: number; priority: Priority; offers: readonly NewOffer[] },
): Promise<number[]> {
  const rows = await tx.query<{ orderId: number; isNew: boolean }>(
    `insert into rebooking_offer as r (order_id, flight_id, priority, economy_seats, business_seats, flight_ids)
     select "orderId", $1, $2, economy, business, "flightIds"
       from json_to_recordset($3) as o ("orderId" int, economy int, business int, "flightIds" int[])
      order by "orderId"
     on conflict (order_id, flight_id) where state = 'open' do update
        set economy_seats = excluded.economy_seats, business_seats = excluded.business_seats,
            flight_ids = excluded.flight_ids, updated_at = now()
     returning r.order_id as "orderId", (old.id is null) as "isNew"`,
    [flightId, priority, JSON.stringify(offers)],
  );
  return rows.filter(({ isNew }) => isNew).map(({ orderId }) => orderId);
}

/** The offer was taken, whichever of its departures it was; those left out of it keep theirs. */
export async function acceptOffer(
  tx: Db,
  { orderId, flightId, acceptedFlightId }: { orderId: number; flightId: number; acceptedFlightId: number },
): Promise<void> {
  await tx.query(
    `update rebooking_offer r set state = 'accepted', accepted_flight_id = $3, updated_at = now()
      where r.order_id = $1 and r.flight_id = $2 and r.state = 'open' and not exists (
            select from booking b where b.order_id = r.order_id and b.flight_id = r.flight_id and b.status <> 'CANCELLED')`,
    [orderId, flightId, acceptedFlightId],
  );
}

/** A request with an Idempotency-Key (`bodyHash` over all that it asks), and what was answered to it, word for word. */
export type Keyed = { accountId: number; route: string; key: string; bodyHash: string };
export type Answered = { status: number; body: object };

/** Held to the end of the transaction; false while another request with the key is at work. */
export async function tryKeyLock(tx: Db, { accountId, route, key }: Keyed): Promise<boolean> {
  const [row] = await tx.query<{ isHeld: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended($1::int || ' ' || $2::text || ' ' || $3::text, 0)) as "isHeld"`,
    [accountId, route, key],
  );
  return row?.isHeld === true;
}

export async function findKept(
  tx: Db,
  { accountId, route, key }: Keyed,
): Promise<{ bodyHash: string; outcome: Answered } | undefined> {
  const [row] = await tx.query<{ bodyHash: string; outcome: Answered }>(
    `select body_hash as "bodyHash", outcome from idempotency_key
      where account_id = $1 and route = $2 and key = $3 and created_at > now() - interval '24 hours'`,
    [accountId, route, key],
  );
  return row;
}

export async function insertKept(tx: Db, { accountId, route, key, bodyHash }: Keyed, outcome: Answered): Promise<void> {
  await tx.query(
    `insert into idempotency_key as k (account_id, route, key, body_hash, outcome) values ($1, $2, $3, $4, $5)
     on conflict (account_id, route, key) do update
        set body_hash = excluded.body_hash, outcome = excluded.outcome, created_at = now(), updated_at = now()`,
    [accountId, route, key, bodyHash, JSON.stringify(outcome)],
  );
}
