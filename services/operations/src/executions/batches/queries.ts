import type { Db } from '@airside/postgres';
import type { Traveller } from '../../workflows/booking.ts';
import { type Execution, executionColumns } from '../queries.ts';
import type { Outcome, StepKey, StepRow } from '../steps/queries.ts';
import type { BatchOutput } from './rules.ts';

export type BatchKey = StepKey & { batch: number };

/** Keeps the travellers of an execution, batch by batch. */
export function insertTravellers(
  tx: Db,
  executionId: number,
  batches: readonly { batch: number; items: readonly Traveller[] }[],
) {
  return tx.query(
    `insert into execution_travellers (execution_id, batch, travellers)
     select $1, b.batch, b.items from jsonb_to_recordset($2::jsonb) as b (batch int, items jsonb)
     on conflict do nothing`,
    [executionId, JSON.stringify(batches)],
  );
}

export async function countTravellers(db: Db, executionId: number): Promise<{ bookings: number; batches: number }> {
  const [row] = await db.query<{ bookings: number; batches: number }>(
    `select coalesce(sum(jsonb_array_length(travellers)), 0)::int as bookings, count(*)::int as batches
       from execution_travellers where execution_id = $1`,
    [executionId],
  );
  return row ?? { bookings: 0, batches: 0 };
}

/** A row for each batch of travellers; gives the numbers of those that wait: all at first, the failed ones after a retry. */
export async function insertBatches(tx: Db, { executionId, step }: StepKey): Promise<number[]> {
  await tx.query(
    `insert into execution_batch (execution_id, step, batch, status)
     select execution_id, $2, batch, 'WAITING' from execution_travellers where execution_id = $1
     on conflict do nothing`,
    [executionId, step],
  );
  const rows = await tx.query<{ batch: number }>(
    `select batch from execution_batch where execution_id = $1 and step = $2 and status = 'WAITING' order by batch`,
    [executionId, step],
  );
  return rows.map(({ batch }) => batch);
}

/** One more batch behind those of the travellers; its number, or undefined where it is there already. */
export async function insertClosingBatch(tx: Db, { executionId, step }: StepKey): Promise<number | undefined> {
  const [row] = await tx.query<{ batch: number }>(
    `insert into execution_batch (execution_id, step, batch, status)
     select $1, $2, count(*) + 1, 'WAITING' from execution_travellers where execution_id = $1
     on conflict do nothing returning batch`,
    [executionId, step],
  );
  return row?.batch;
}

/** Notes that an attempt at a batch begins and gives what it is about, without travellers where it is the closing one; undefined where the batch has ended. */
export async function beginBatch(
  db: Db,
  { executionId, step, batch }: BatchKey,
  now: Temporal.Instant,
): Promise<(Execution & { travellers: Traveller[] | null }) | undefined> {
  const [row] = await db.query<Execution & { travellers: Traveller[] | null }>(
    `update execution_batch b
        set status = 'RUNNING', attempts = b.attempts + 1, started_at = coalesce(b.started_at, $4)
       from execution e left join execution_travellers t on t.execution_id = e.id and t.batch = $3
      where b.execution_id = $1 and b.step = $2 and b.batch = $3 and e.id = b.execution_id
        and e.status = 'RUNNING' and b.status in ('WAITING', 'RUNNING')
     returning ${executionColumns}, t.travellers`,
    [executionId, step, batch, now],
  );
  return row;
}

/** Keeps why an attempt failed, and what it had done by then. */
export function noteBatchError(db: Db, key: BatchKey, error: string, output: BatchOutput) {
  return db.query(
    `update execution_batch set error = $4, output = $5::jsonb
      where execution_id = $1 and step = $2 and batch = $3 and status = 'RUNNING'`,
    [key.executionId, key.step, key.batch, error, JSON.stringify(output)],
  );
}

/** Ends a batch that has not ended; false where it has. */
export async function endBatch(
  tx: Db,
  key: BatchKey,
  ending: Outcome & { output?: BatchOutput; carried?: readonly string[] | undefined; now: Temporal.Instant },
): Promise<boolean> {
  const rows = await tx.query(
    `update execution_batch
        set status = $4, output = coalesce($5::jsonb, output), carried = $6::jsonb, error = coalesce($7, error),
            finished_at = $8
      where execution_id = $1 and step = $2 and batch = $3 and status in ('WAITING', 'RUNNING')
     returning 1`,
    [
      key.executionId,
      key.step,
      key.batch,
      ending.status,
      ending.output === undefined ? null : JSON.stringify(ending.output),
      ending.carried === undefined ? null : JSON.stringify(ending.carried),
      ending.error ?? null,
      ending.now,
    ],
  );
  return rows.length === 1;
}

/** What an earlier step kept of a batch for a later one. */
export async function findCarried(db: Db, key: BatchKey): Promise<string[]> {
  const [row] = await db.query<{ carried: string[] | null }>(
    'select carried from execution_batch where execution_id = $1 and step = $2 and batch = $3',
    [key.executionId, key.step, key.batch],
  );
  return row?.carried ?? [];
}

/** Lets the failed batches of a step wait again. */
export function reviveBatches(tx: Db, { executionId, step }: StepKey) {
  return tx.query(
    `update execution_batch set status = 'WAITING', finished_at = null
      where execution_id = $1 and step = $2 and status = 'FAILED'`,
    [executionId, step],
  );
}

/** Batches of a step that have not ended. */
export async function countUnended(tx: Db, { executionId, step }: StepKey): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from execution_batch
      where execution_id = $1 and step = $2 and status in ('WAITING', 'RUNNING')`,
    [executionId, step],
  );
  return row?.count ?? 0;
}

export type BatchRow = Omit<StepRow, 'name' | 'input' | 'output'> & {
  step: string;
  batch: number;
  travellers: number;
  output: BatchOutput | null;
};

/** Of one step, or of all. */
export function listBatches(db: Db, executionId: number, step?: string): Promise<BatchRow[]> {
  return db.query<BatchRow>(
    `select b.step, b.batch, b.status, b.attempts, b.started_at as "startedAt", b.finished_at as "finishedAt",
            b.output, b.error, coalesce(jsonb_array_length(t.travellers), 0) as travellers
       from execution_batch b left join execution_travellers t using (execution_id, batch)
      where b.execution_id = $1 and ($2::text is null or b.step = $2)
      order by b.batch`,
    [executionId, step ?? null],
  );
}
