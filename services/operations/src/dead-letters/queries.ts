import type { Db } from '@airside/postgres';
import type { Via } from '../ingest/queries.ts';

export type DeadLetterRow = {
  id: number;
  eventId: string | null;
  via: Via;
  reason: string;
  receivedAt: Temporal.Instant;
  body: Uint8Array;
};

/** The newest first; `before` continues a page. */
export async function listDeadLetters(db: Db, page: { limit: number; before?: number }): Promise<DeadLetterRow[]> {
  return db.query<DeadLetterRow>(
    `select id, event_id as "eventId", source as via, reason, received_at as "receivedAt", body
       from dead_letter
      where $2::bigint is null or id < $2
      order by id desc
      limit $1`,
    [page.limit, page.before ?? null],
  );
}

export async function findDeadLetter(db: Db, id: number): Promise<DeadLetterRow | undefined> {
  const [row] = await db.query<DeadLetterRow>(
    `select id, event_id as "eventId", source as via, reason, received_at as "receivedAt", body
       from dead_letter where id = $1::bigint`,
    [id],
  );
  return row;
}

export function deleteDeadLetter(db: Db, id: number) {
  return db.query('delete from dead_letter where id = $1::bigint', [id]);
}
