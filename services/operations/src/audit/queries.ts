import type { AirsideEvent } from '@airside/contracts';
import type { Db } from '@airside/postgres';

/** Writes an event down for a rule; once, however often it comes. */
export function insertAudit(
  tx: Db,
  { event, rule, at }: { event: AirsideEvent; rule: { id: number; name: string }; at: Temporal.Instant },
) {
  return tx.query(
    `insert into audit (event_id, rule_id, rule_name, type, subject, at, event)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb)
     on conflict (event_id, rule_id) do nothing`,
    [event.id, rule.id, rule.name, event.type, event.subject ?? null, at, JSON.stringify(event)],
  );
}

export type AuditRow = {
  id: number;
  eventId: string;
  type: string;
  subject: string | null;
  rule: string;
  at: Temporal.Instant;
  event: unknown;
};

/** Newest first; `before` is the id of the last one of the page before. */
export function listAudit(
  db: Db,
  page: { type?: string; subject?: string; before?: number; limit: number },
): Promise<AuditRow[]> {
  return db.query<AuditRow>(
    `select id, event_id as "eventId", type, subject, rule_name as rule, at, event
       from audit
      where ($1::text is null or type = $1) and ($2::text is null or subject = $2) and ($3::bigint is null or id < $3)
      order by id desc
      limit $4`,
    [page.type ?? null, page.subject ?? null, page.before ?? null, page.limit],
  );
}

/** Deletes up to 5 000 lines from before; answers how many. */
export async function deleteOldAudit(db: Db, before: Temporal.Instant): Promise<number> {
  const rows = await db.query(
    `delete from audit a
      using (select id from audit where at < $1 order by at limit 5000) old
      where a.id = old.id
     returning 1`,
    [before],
  );
  return rows.length;
}
