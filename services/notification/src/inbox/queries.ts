import type { NoticeKindName, NoticeLanguage } from '@airside/contracts';
import type { Db } from '@airside/postgres';

export type InboxRow = {
  id: number;
  flightId: string;
  bookingId: string | null;
  kind: NoticeKindName;
  title: string;
  text: string;
  body: string;
  isUrgent: boolean;
  language: NoticeLanguage;
  shownAt: Temporal.Instant;
  readAt: Temporal.Instant | null;
};

/** What an account was told, the newest first; `cursor` is the last id of the page before. */
export function listInbox(
  db: Db,
  accountId: number,
  { limit, cursor }: { limit: number; cursor: number | undefined },
): Promise<InboxRow[]> {
  return db.query<InboxRow>(
    `select id, flight_id as "flightId", booking_id as "bookingId", kind, push_title as title, push_text as text, body,
            is_urgent as "isUrgent", language, shown_at as "shownAt", read_at as "readAt"
       from notice
      where account_id = $1 and shown_at is not null and ($2::bigint is null or id < $2)
      order by id desc
      limit $3`,
    [accountId, cursor ?? null, limit],
  );
}

export async function countUnread(db: Db, accountId: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'select count(*)::int as count from notice where account_id = $1 and shown_at is not null and read_at is null',
    [accountId],
  );
  return row?.count ?? 0;
}

/** Whether the notice is in the account's inbox; the first reading counts. */
export async function markRead(db: Db, accountId: number, id: number, now: Temporal.Instant): Promise<boolean> {
  const rows = await db.query(
    `update notice set read_at = coalesce(read_at, $3)
      where account_id = $1 and id = $2 and shown_at is not null
     returning id`,
    [accountId, id, now],
  );
  return rows.length === 1;
}
