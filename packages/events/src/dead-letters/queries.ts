import type { AirsideEvent } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Lease } from '../consume/queries.ts';

/** An event that could not be handled, or waits behind one. */
export type HeldEvent = { id: number; key: string; eventId: string; event: AirsideEvent; attempts: number };

/** Keys of a partition that have held events. */
export async function listHeldKeys(db: Db, { group, stream, partition }: Lease): Promise<string[]> {
  const rows = await db.query<{ key: string }>(
    `select distinct partition_key as key from event_dead_letter
      where consumer = $1 and stream = $2 and partition = $3`,
    [group, stream, partition],
  );
  return rows.map(({ key }) => key);
}

/** Holds an event; one that is held already, or whose effect is there, stays as it is. */
export function insertHeld(
  tx: Db,
  { group, stream, partition }: Lease,
  held: {
    key: string;
    eventId: string;
    event: unknown;
    state: 'retrying' | 'parked' | 'dead';
    attempts: number;
    reason: string;
    waitMs: number;
  },
) {
  return tx.query(
    `insert into event_dead_letter
       (consumer, stream, partition, partition_key, event_id, event, state, attempts, reason, next_attempt_at)
     select $1::text, $2::text, $3::smallint, $4::text, $5::text, $6::jsonb, $7::text, $8::integer, $9::text,
            clock_timestamp() + make_interval(secs => $10::float8 / 1000)
      where not exists (select 1 from inbox where consumer = $1::text and event_id = $5::text)
     on conflict do nothing`,
    [
      group,
      stream,
      partition,
      held.key,
      held.eventId,
      JSON.stringify(held.event),
      held.state,
      held.attempts,
      held.reason,
      held.waitMs,
    ],
  );
}

/**
 * The first held event of each key, where it may be tried now: its time has come, or those before it are done. A dead one
 * is not given, nor anything behind it.
 */
export function listDue(db: Db, { group, stream, partition }: Lease) {
  return db.query<HeldEvent>(
    `select id, partition_key as key, event_id as "eventId", event, attempts
       from (select distinct on (partition_key) * from event_dead_letter
              where consumer = $1 and stream = $2 and partition = $3
              order by partition_key, id) first
      where state <> 'dead' and next_attempt_at <= clock_timestamp()
      order by id`,
    [group, stream, partition],
  );
}

/** Counts an attempt before it is made: one that ends the process is counted too. */
export function countAttempt(db: Db, id: number) {
  return db.query(`update event_dead_letter set attempts = attempts + 1 where id = $1`, [id]);
}

export function markFailed(
  db: Db,
  id: number,
  failure: { state: 'dead' | 'retrying'; reason: string; waitMs: number },
) {
  return db.query(
    `update event_dead_letter
        set state = $2, reason = $3, next_attempt_at = clock_timestamp() + make_interval(secs => $4::float8 / 1000)
      where id = $1`,
    [id, failure.state, failure.reason, failure.waitMs],
  );
}

export function deleteHeld(tx: Db, id: number) {
  return tx.query('delete from event_dead_letter where id = $1', [id]);
}

export type DeadLetterRow = {
  id: number;
  eventId: string;
  group: string;
  stream: string;
  reason: string;
  attempts: number;
  receivedAt: Temporal.Instant;
  event: AirsideEvent;
  /** Later events of the same subject that wait behind it. */
  parkedCount: number;
};

export function selectDeadLetters(db: Db, before: number | undefined, limit: number) {
  return db.query<DeadLetterRow>(
    `select d.id, d.event_id as "eventId", d.consumer as "group", d.stream, d.reason, d.attempts,
            d.received_at as "receivedAt", d.event,
            (select count(*) from event_dead_letter p
              where p.consumer = d.consumer and p.stream = d.stream and p.partition = d.partition
                and p.partition_key = d.partition_key and p.id > d.id) as "parkedCount"
       from event_dead_letter d
      where d.state = 'dead' and ($1::bigint is null or d.id < $1)
      order by d.id desc limit $2`,
    [before ?? null, limit],
  );
}

/** Hands a dead event back to its consumer, with five attempts before it; answers whether there was one. */
export async function markForReplay(db: Db, id: number): Promise<boolean> {
  const rows = await db.query(
    `update event_dead_letter set state = 'retrying', attempts = 0, next_attempt_at = now()
      where id = $1 and state = 'dead' returning 1`,
    [id],
  );
  return rows.length === 1;
}

/** Gives a dead event up: it counts as handled, and what is parked behind it goes on. Answers whether there was one. */
export async function discard(db: Db, id: number): Promise<boolean> {
  const rows = await db.query(
    `with gone as (delete from event_dead_letter where id = $1 and state = 'dead' returning consumer, event_id)
     insert into inbox (consumer, event_id) select consumer, event_id from gone
     on conflict (consumer, event_id) do update set handled_at = now() returning 1`,
    [id],
  );
  return rows.length === 1;
}
