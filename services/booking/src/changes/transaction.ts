import { type Cluster, type Db, isRetryable } from '@airside/postgres';

/** Deadlocks in a row after which something else is wrong. */
const mostTries = 5;

/** Runs `work` in one transaction, and again where it met another one in a deadlock: nothing of it has happened then. */
export async function runTransaction<T>(cluster: Cluster, work: (tx: Db) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await cluster.transaction(work);
    } catch (error) {
      if (!isRetryable(error) || tries >= mostTries) throw error;
    }
  }
}
