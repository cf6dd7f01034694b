import type { OperationEvent } from '@airside/contracts';
import type { Db } from '@airside/postgres';

/** Ways by which operation events come. */
export type Via = 'http' | 'kafka' | 'rabbitmq';

type Arrival = { via: Via; receivedAt: Temporal.Instant; given: object };

/** Notes an event as received; false where its id has been received before. */
export async function insertReceived(tx: Db, event: OperationEvent, arrival: Arrival): Promise<boolean> {
  const rows = await tx.query(
    `insert into received_event (event_id, event_type, flight_id, via, source, occurred_at, received_at, event)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)
     on conflict (event_id) do nothing returning 1`,
    [
      event.event_id,
      event.event_type,
      event.payload.flight_id,
      arrival.via,
      event.source,
      event.timestamp,
      arrival.receivedAt,
      JSON.stringify(arrival.given),
    ],
  );
  return rows.length === 1;
}

/**
 * Keeps what came under an id that had been received, where it says something else; at most 20 of one id. Answers whether
 * it does. The order of members and blanks say nothing.
 */
export async function insertDiffering(tx: Db, eventId: string, { via, receivedAt, given }: Arrival): Promise<boolean> {
  const [row] = await tx.query<{ isDifferent: boolean }>(
    `with kept as (
       insert into differing_event (event_id, digest, via, received_at, event)
       select $1, sha256(convert_to(($4::jsonb)::text, 'UTF8')), $2, $3, $4::jsonb
         from received_event r
        where r.event_id = $1 and r.event <> $4::jsonb
          and (select count(*) from differing_event d where d.event_id = $1) < 20
       on conflict do nothing
     )
     select event <> $4::jsonb as "isDifferent" from received_event where event_id = $1`,
    [eventId, via, receivedAt, JSON.stringify(given)],
  );
  return row?.isDifferent === true;
}

/** Keeps a message that could not be taken. The same bytes by the same way again are the same dead letter. */
export function insertDeadLetter(
  db: Db,
  letter: { eventId: string | null; via: Via; reason: string; body: Uint8Array; receivedAt: Temporal.Instant },
) {
  return db.query(
    `insert into dead_letter (event_id, source, reason, body, received_at)
     values ($1, $2, $3, $4, $5)
     on conflict (source, digest) do update set reason = excluded.reason`,
    [letter.eventId, letter.via, letter.reason, letter.body, letter.receivedAt],
  );
}

/** Deletes up to 5 000 positions, or other events, older than so many hours; answers how many. */
export async function deleteOldReceived(db: Db, age: { arePositions: boolean; hours: number }): Promise<number> {
  const rows = await db.query(
    `delete from received_event r
      using (select event_id from received_event
              where (event_type = 'POSITION') = $1 and received_at < now() - make_interval(hours => $2)
              order by received_at limit 5000) old
      where r.event_id = old.event_id
     returning 1`,
    [age.arePositions, age.hours],
  );
  return rows.length;
}

/** Deletes up to 1 000 dead letters older than so many hours; answers how many. */
export async function deleteOldDeadLetters(db: Db, hours: number): Promise<number> {
  const rows = await db.query(
    `delete from dead_letter d
      using (select id from dead_letter
              where received_at < now() - make_interval(hours => $1) order by received_at limit 1000) old
      where d.id = old.id
     returning 1`,
    [hours],
  );
  return rows.length;
}

export async function countDeadLetters(db: Db): Promise<number> {
  const [row] = await db.query<{ count: number }>('select count(*)::int as count from dead_letter');
  return row?.count ?? 0;
}
