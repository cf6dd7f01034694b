import type { Db } from '@airside/postgres';
import type { History } from './rules.ts';

/** What the schedule has to know of earlier runs, whoever asked for them. */
export async function findHistory(db: Db): Promise<History> {
  const [row] = await db.query<{ lastSuccess: Temporal.Instant | null; lastFailure: Temporal.Instant | null }>(
    `select (select started_at from etl_run where state = 'succeeded' and not is_dry order by id desc limit 1) as "lastSuccess",
            (select finished_at from (select * from etl_run order by id desc limit 1) last
              where state in ('failed', 'refused', 'interrupted')) as "lastFailure"`,
  );
  return { lastSuccess: row?.lastSuccess ?? undefined, lastFailure: row?.lastFailure ?? undefined };
}
