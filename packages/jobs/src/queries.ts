import type { Db } from '@airside/postgres';

export type Attempt = { queue: string; id: string; retryCount: number };

/**
 * Whether the attempt is still the job's current one; if so, nobody can take the job over before the transaction ends.
 * pg-boss counts `retry_count` up with every attempt, so it tells a worker that was given up for dead from its successor.
 */
export async function lockAttempt(tx: Db, schema: string, attempt: Attempt): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from ${schema}.job
      where name = $1 and id = $2 and retry_count = $3 and state = 'active'
        for update`,
    [attempt.queue, attempt.id, attempt.retryCount],
  );
  return rows.length === 1;
}

/** Lets the job wait again as it was; where pg-boss itself notes a failure it forgets which job a dead one has been, and why it failed. */
export async function putBack(db: Db, schema: string, attempt: Attempt, pauseSeconds: number): Promise<void> {
  await db.query(
    `update ${schema}.job set state = 'retry', start_after = now() + make_interval(secs => $4)
      where name = $1 and id = $2 and retry_count = $3 and state = 'active'`,
    [attempt.queue, attempt.id, attempt.retryCount, pauseSeconds],
  );
}
