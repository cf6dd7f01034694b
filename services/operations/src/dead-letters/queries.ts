import type { Db } from '@airside/postgres';

export type DeadLetterRow = {
  id: number;
  eventId: string | null;
  source: string;
  reason: string;
  receivedAt: Temporal.Instant;
  event: unknown;
};

/** The newest first; `beforeId` continues a page. */
export async function listDeadLetters(
  db: Db,
  page: { limit: number; beforeId: number | undefined },
): Promise<DeadLetterRow[]> {
  return db.query<DeadLetterRow>(
    `select id, event_id as "eventId", source, reason, received_at as "receivedAt", event
       from dead_letter
      where $2::int is null or id < $2
      order by id desc
      limit $1`,
    [page.limit, page.beforeId ?? null],
  );
}
