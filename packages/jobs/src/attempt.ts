import type { Cluster, Db } from '@airside/postgres';
import type { JobWithMetadata, PgBoss } from 'pg-boss';
import { bossTransaction } from './database.ts';
import type { Log } from './log.ts';
import { lockAttempt } from './queries.ts';
import type { Queue } from './queue.ts';
import { createSettlement } from './settle.ts';
import { takeTrace } from './tracing.ts';

/** One attempt at a job. */
export type Job<Data extends object> = {
  id: string;
  data: Data;
  /** 1 = the first. */
  attempt: number;
  /** Aborted when the attempt has taken too long, and when the process stops and cannot wait any longer. */
  signal: AbortSignal;
  /**
   * Marks the job as done in the caller's transaction, so that it ends exactly when the effects written there take place.
   * Throws where the job was taken over meanwhile: then the transaction must not commit.
   */
  finish(tx: Db): Promise<void>;
};

export type WorkOptions<Data extends object> = {
  /** Most jobs in hand at once in this process. */
  concurrency: number;
  /** Most jobs of one group in hand at once in all processes; jobs without a group are not bounded by it. */
  perGroup?: number;
  /** Does the work; it may happen more than once. What it throws is the reason of a failed attempt. */
  handle(job: Job<Data>): Promise<void>;
};

/** What the package itself does with a queue: the row of the job is at hand, and a dead job never fails for good. */
export type InternalOptions<Data extends object> = Omit<WorkOptions<Data>, 'handle'> & {
  handle(job: Job<Data>, row: JobWithMetadata<Data>): Promise<void>;
  areDead?: boolean;
};

export type WorkerDeps = { boss: PgBoss; cluster: Cluster; schema: string; log: Log };

/**
 * How one job is run, from its row to the note of how it ended; never throws. `givingUp` is aborted when the process stops
 * and cannot wait any longer: then the job is for others, at once.
 */
export function createRunner<Data extends object>(
  deps: WorkerDeps,
  queue: Queue<Data>,
  options: InternalOptions<Data>,
  givingUp: AbortSignal,
): (row: JobWithMetadata<Data>) => Promise<void> {
  const settlement = createSettlement(deps, queue.name);

  async function noteFailure(row: JobWithMetadata<Data>, reason: string): Promise<void> {
    const attempt = row.retryCount + 1;
    deps.log.warn({ queue: queue.name, id: row.id, attempt, reason }, 'jobs: attempt failed');
    const pauseSeconds = givingUp.aborted ? 0 : queue.pauseSeconds(attempt);
    if (options.areDead === true) await settlement.putBack(row, pauseSeconds);
    else await settlement.fail(row, reason, pauseSeconds);
  }

  return async (row) => {
    const { id, retryCount } = row;
    const { data, run } = takeTrace(queue.name, row.data);
    const signal = AbortSignal.any([AbortSignal.timeout(queue.longestRunSeconds * 1000), givingUp]);
    let isFinished = false;
    const finish = async (tx: Db) => {
      if (!(await lockAttempt(tx, deps.schema, { queue: queue.name, id, retryCount }))) {
        throw new Error('the job was taken over by another worker');
      }
      await deps.boss.complete(queue.name, id, undefined, { db: bossTransaction(tx) });
      isFinished = true;
    };
    try {
      const handled = run(() => options.handle({ id, data, attempt: retryCount + 1, signal, finish }, row));
      await Promise.race([handled, rejectWhen(signal)]);
    } catch (error) {
      await noteFailure(row, givingUp.aborted ? 'its process stopped' : reasonOf(error, signal));
      return;
    }
    if (!isFinished) await settlement.complete(id);
  };
}

function rejectWhen(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'it took too long';
  return error instanceof Error ? error.message : String(error);
}
