import type { Db } from '@airside/postgres';
import type { NewDeparture } from '../flights/roll-rules.ts';
import { departureColumns, insertDepartures } from '../flights/queries.ts';
import type { Departure } from '../flights/rules.ts';
import type { Changes, Operated } from './rules.ts';

/**
 * The flight as it is operated; its row stays locked to the end of the transaction, so that changes take turns. Rows that refer
 * to it may be written meanwhile.
 */
export async function lockFlight(tx: Db, id: number): Promise<Operated | undefined> {
  const [row] = await tx.query<Operated>(
    `select phase, gate, terminal, delay_minutes as "delayMinutes", delay_reason as "delayReason",
            arrival_delay_minutes as "arrivalDelayMinutes", diverted_to as "divertedTo", aircraft_type as "aircraftType",
            overbooking_limit as "overbookingLimit",
            out_at as "outAt", off_at as "offAt", on_at as "onAt", in_at as "inAt", version
       from flight where id = $1 for no key update`,
    [id],
  );
  return row;
}

/** Answers the flight as it is then. */
export async function updateFlight(tx: Db, id: number, flight: Operated): Promise<Departure> {
  const [row] = await tx.query<Departure>(
    `update flight f set phase = $2, gate = $3, terminal = $4, delay_minutes = $5, delay_reason = $6,
            out_at = $7, off_at = $8, on_at = $9, in_at = $10, version = $11, arrival_delay_minutes = $12, diverted_to = $13,
            aircraft_type = $14, overbooking_limit = $15, updated_at = now()
      where f.id = $1 returning ${departureColumns}`,
    [
      id,
      flight.phase,
      flight.gate,
      flight.terminal,
      flight.delayMinutes,
      flight.delayReason,
      flight.outAt,
      flight.offAt,
      flight.onAt,
      flight.inAt,
      flight.version,
      flight.arrivalDelayMinutes,
      flight.divertedTo,
      flight.aircraftType,
      flight.overbookingLimit,
    ],
  );
  if (row === undefined) throw new Error('the flight is gone');
  return row;
}

export async function insertChange(
  tx: Db,
  change: {
    flightId: number;
    version: number;
    /** An account, or the operation event of a feed. */
    by: { account: number } | { eventId: string };
    changes: Changes;
  },
): Promise<void> {
  const { flightId, version, by, changes } = change;
  await tx.query(
    `insert into flight_change (flight_id, version, changed_by, event_id, changes) values ($1, $2, $3, $4, $5)`,
    [
      flightId,
      version,
      'account' in by ? by.account : null,
      'eventId' in by ? by.eventId : null,
      JSON.stringify(changes),
    ],
  );
}

export type ChangeRow = {
  version: number;
  changedBy: number | null;
  eventId: string | null;
  changedAt: Temporal.Instant;
  changes: Changes;
};

/** Oldest first. */
export async function listChanges(db: Db, flightId: number): Promise<ChangeRow[]> {
  return db.query<ChangeRow>(
    `select version, changed_by as "changedBy", event_id as "eventId", changed_at as "changedAt", changes
       from flight_change where flight_id = $1 order by version`,
    [flightId],
  );
}

/** A departure with its gate and terminal; undefined where the code has one on that date. */
export async function insertFlight(
  tx: Db,
  departure: NewDeparture,
  place: { gate: string | undefined; terminal: string | undefined },
): Promise<number | undefined> {
  const [added] = await insertDepartures(tx, [departure]);
  if (added === undefined) return undefined;
  await tx.query('update flight set gate = $2, terminal = $3 where id = $1', [
    added.id,
    place.gate ?? null,
    place.terminal ?? null,
  ]);
  return added.id;
}

/** Travellers with a living booking on a flight. */
export async function countTravellers(db: Db, flightId: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(distinct passenger_id)::int as count from booking where flight_id = $1 and status <> 'CANCELLED'`,
    [flightId],
  );
  return row?.count ?? 0;
}

export type Reach = { travellers: number; checkedIn: number; tiered: number; withRequests: number };

/** Who flies, counted. */
export async function countReach(db: Db, flightId: number): Promise<Reach> {
  const [row] = await db.query<Reach>(
    `select count(*)::int as travellers,
            count(*) filter (where b.status = 'CHECKED_IN')::int as "checkedIn",
            count(*) filter (where p.tier <> 'MEMBER')::int as tiered,
            count(*) filter (where b.special_requests <> '{}' or coalesce(p.special_requests, '') <> '')::int as "withRequests"
       from booking b join passenger p on p.id = b.passenger_id
      where b.flight_id = $1 and b.status <> 'CANCELLED'`,
    [flightId],
  );
  return row ?? { travellers: 0, checkedIn: 0, tiered: 0, withRequests: 0 };
}
