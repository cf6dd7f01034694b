import type { Cluster } from '@airside/postgres';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobWithMetadata, PgBoss } from 'pg-boss';
import { bossTransaction } from './database.ts';
import type { Log } from './log.ts';
import { lockAttempt, putBack } from './queries.ts';

/** Tries to note an outcome, and the pause between them in milliseconds: as long as a failover may take. */
const mostTries = 20;
const tryAgainMs = 500;

export type Settlement = {
  /** The job is done. Jobs that end together are noted together. */
  complete(id: string): Promise<void>;
  /** The attempt failed: again after the pause, or, when it was the last one, off to the dead queue. */
  fail(job: JobWithMetadata<object>, reason: string, pauseSeconds: number): Promise<void>;
  /** The attempt at a dead job failed: again after the pause, however often. */
  putBack(job: JobWithMetadata<object>, pauseSeconds: number): Promise<void>;
};

/**
 * Notes how attempts ended. While the database is away it tries again; what cannot be noted in the end is run again by
 * another worker, as if this one had died.
 */
export function createSettlement(
  deps: { boss: PgBoss; cluster: Cluster; schema: string; log: Log },
  queue: string,
): Settlement {
  const { boss, cluster, schema, log } = deps;
  let ended: string[] = [];
  let flushing: Promise<void> | undefined;

  async function insist(what: string, note: () => Promise<unknown>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await note();
        return;
      } catch (error) {
        log.warn({ queue, err: error, tries }, `jobs: ${what} not noted`);
        if (tries >= mostTries) return;
        await delay(tryAgainMs);
      }
    }
  }

  async function flush(): Promise<void> {
    while (ended.length > 0) {
      const ids = ended;
      ended = [];
      await insist('end', () => boss.complete(queue, ids));
    }
    flushing = undefined;
  }

  return {
    complete(id) {
      ended.push(id);
      // The statement leaves in a moment, together with whatever else ends until then.
      flushing ??= Promise.resolve().then(flush);
      return flushing;
    },
    fail: (job, reason, pauseSeconds) =>
      insist('failure', () =>
        cluster.transaction(async (tx) => {
          const { id, retryCount, retryLimit } = job;
          if (!(await lockAttempt(tx, schema, { queue, id, retryCount }))) return;
          const db = bossTransaction(tx);
          await boss.fail(queue, id, { message: reason }, { db });
          if (retryCount < retryLimit) await boss.update(queue, undefined, { id, startAfter: pauseSeconds, db });
        }),
      ),
    putBack: ({ id, retryCount }, pauseSeconds) =>
      insist('failure', () => putBack(cluster.writer, schema, { queue, id, retryCount }, pauseSeconds)),
  };
}
