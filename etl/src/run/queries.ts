import type { Connection } from '../database/queries.ts';
import type { RunKind } from '../extract/rules.ts';
import type { CheckResult } from '../quality/rules.ts';

/** Key of the advisory lock that a run holds as long as its connection lives. */
const runLock = 4_100;

/** Whether this connection holds the lock of the run now. */
export async function tryRunLock(db: Connection): Promise<boolean> {
  const { rows } = await db.query<{ isHeld: boolean }>('select pg_try_advisory_lock($1) as "isHeld"', [runLock]);
  return rows[0]?.isHeld === true;
}

/** Under the lock nobody else runs: what still says so was killed. */
export async function markInterrupted(db: Connection): Promise<void> {
  await db.query(
    `update etl_run set state = 'interrupted', finished_at = now(), error = 'ended without a word; its database rolled it back'
      where state = 'running'`,
  );
}

export type RunOptions = { run: RunKind; isDry: boolean; askedBy: 'schedule' | 'person' };

export async function insertRun(db: Connection, { run, isDry, askedBy }: RunOptions): Promise<number> {
  const range = run.kind === 'backfill' ? [run.range.from.toString(), run.range.to.toString()] : [null, null];
  const { rows } = await db.query<{ id: number }>(
    `insert into etl_run (kind, is_dry, asked_by, range_from, range_to, state, started_at)
     values ($1, $2, $3, $4, $5, 'running', clock_timestamp()) returning id`,
    [run.kind, isDry, askedBy, ...range],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the run was not noted');
  return row.id;
}

export async function insertStep(
  db: Connection,
  runId: number,
  step: { place: number; name: string; startedAt: Temporal.Instant; rows: number },
): Promise<void> {
  await db.query(
    `insert into etl_step (run_id, place, name, started_at, finished_at, rows) values ($1, $2, $3, $4, clock_timestamp(), $5)`,
    [runId, step.place, step.name, step.startedAt.toString(), step.rows],
  );
}

export async function insertResults(db: Connection, runId: number, results: readonly CheckResult[]): Promise<void> {
  await db.query(
    `insert into dq_result (run_id, name, kind, is_ok, faults, examples)
     select $1, r.name, r.kind, r.faults = 0, r.faults, r.examples
       from jsonb_to_recordset($2) r (name text, kind text, faults bigint, examples jsonb)`,
    [runId, JSON.stringify(results)],
  );
}

export type Finished = {
  state: 'succeeded' | 'refused' | 'failed';
  rowsRead: number;
  rowsChanged: number;
  error: string | undefined;
};

export async function finishRun(db: Connection, runId: number, finished: Finished): Promise<void> {
  await db.query(
    `update etl_run set state = $2, finished_at = clock_timestamp(), rows_read = $3, rows_changed = $4, error = $5 where id = $1`,
    [runId, finished.state, finished.rowsRead, finished.rowsChanged, finished.error ?? null],
  );
}

/** Forgets the steps and results of runs of half a year ago; that they were, and what they came to, stays. */
export async function deleteOldDetails(db: Connection): Promise<void> {
  const old = `run_id in (select id from etl_run where started_at < now() - interval '180 days')`;
  await db.query(`delete from etl_step where ${old}`);
  await db.query(`delete from dq_result where ${old}`);
}
