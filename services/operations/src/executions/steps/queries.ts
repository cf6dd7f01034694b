import type { Db } from '@airside/postgres';
import { type Execution, executionColumns } from '../queries.ts';

export type StepKey = { executionId: number; step: string };
export type Outcome = { status: 'SUCCEEDED' | 'FAILED'; error?: string | undefined };

/** A step that is due. One that is there already stays as it is. */
export function insertStep(tx: Db, { executionId, step }: StepKey) {
  return tx.query(
    `insert into execution_step (execution_id, name, place, status)
     select $1, $2, coalesce(max(place), 0) + 1, 'WAITING' from execution_step where execution_id = $1
     on conflict (execution_id, name) do nothing`,
    [executionId, step],
  );
}

/** Notes that an attempt begins and gives what it is about; undefined where the step has ended. */
export async function beginStep(
  db: Db,
  { executionId, step }: StepKey,
  now: Temporal.Instant,
): Promise<Execution | undefined> {
  const [row] = await db.query<Execution>(
    `update execution_step s
        set status = 'RUNNING', attempts = s.attempts + 1, started_at = coalesce(s.started_at, $3)
       from execution e
      where s.execution_id = $1 and s.name = $2 and e.id = s.execution_id
        and e.status = 'RUNNING' and s.status in ('WAITING', 'RUNNING')
     returning ${executionColumns}`,
    [executionId, step, now],
  );
  return row;
}

export function noteStepInput(tx: Db, { executionId, step }: StepKey, input: object) {
  return tx.query('update execution_step set input = $3::jsonb where execution_id = $1 and name = $2', [
    executionId,
    step,
    JSON.stringify(input),
  ]);
}

/** Keeps why an attempt failed. */
export function noteStepError(db: Db, { executionId, step }: StepKey, error: string) {
  return db.query(`update execution_step set error = $3 where execution_id = $1 and name = $2 and status = 'RUNNING'`, [
    executionId,
    step,
    error,
  ]);
}

/** Ends a step that has not ended; false where it has. An error that an earlier attempt left stays. */
export async function endStep(
  tx: Db,
  { executionId, step }: StepKey,
  ending: Outcome & { output?: object; now: Temporal.Instant },
): Promise<boolean> {
  const rows = await tx.query(
    `update execution_step
        set status = $3, output = coalesce($4::jsonb, output), error = coalesce($5, error), finished_at = $6
      where execution_id = $1 and name = $2 and status in ('WAITING', 'RUNNING')
     returning 1`,
    [
      executionId,
      step,
      ending.status,
      ending.output === undefined ? null : JSON.stringify(ending.output),
      ending.error ?? null,
      ending.now,
    ],
  );
  return rows.length === 1;
}

/** Lets the failed step wait again and gives its name. */
export async function reviveStep(tx: Db, executionId: number): Promise<string | undefined> {
  const [row] = await tx.query<{ name: string }>(
    `update execution_step set status = 'WAITING', finished_at = null
      where execution_id = $1 and status = 'FAILED' returning name`,
    [executionId],
  );
  return row?.name;
}

export type StepRow = {
  name: string;
  status: 'WAITING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  attempts: number;
  startedAt: Temporal.Instant | null;
  finishedAt: Temporal.Instant | null;
  input: unknown;
  output: unknown;
  error: string | null;
};

/** In the order in which they ran. */
export function listSteps(db: Db, executionId: number): Promise<StepRow[]> {
  return db.query<StepRow>(
    `select name, status, attempts, started_at as "startedAt", finished_at as "finishedAt", input, output, error
       from execution_step where execution_id = $1 order by place`,
    [executionId],
  );
}
