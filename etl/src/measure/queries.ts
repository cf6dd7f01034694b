import type { Db } from '@airside/postgres';

export type Figures = {
  lastSuccess: Temporal.Instant | null;
  /** Of the last run that ended. */
  durationSeconds: number | null;
  failedChecks: number | null;
  rows: number;
  runs: Readonly<Record<string, number>>;
};

/** What all runs came to, whichever process made them. */
export async function findFigures(db: Db): Promise<Figures> {
  const [row] = await db.query<Figures>(
    `with last as (
       select id, extract(epoch from finished_at - started_at)::float8 as seconds from etl_run
        where finished_at is not null order by id desc limit 1)
     select (select finished_at from etl_run where state = 'succeeded' and not is_dry order by id desc limit 1) as "lastSuccess",
            (select seconds from last) as "durationSeconds",
            (select count(*)::int from last join dq_result q on q.run_id = last.id where not q.is_ok) as "failedChecks",
            (select coalesce(sum(rows_changed), 0)::float8 from etl_run where not is_dry) as rows,
            (select coalesce(jsonb_object_agg(state, n), '{}') from (
               select state, count(*) as n from etl_run where finished_at is not null group by state) s) as runs`,
  );
  if (row === undefined) throw new Error('the figures gave no row');
  return row;
}
