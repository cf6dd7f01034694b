import { Problem } from '@airside/contracts';
import type { Cluster, Db } from '@airside/postgres';
import { runTransaction } from '../changes/transaction.ts';
import { type Answered, findKept, insertKept, type Keyed, tryKeyLock } from './queries.ts';

/**
 * Runs `work` in one transaction that also keeps its answer, so that the same request has one effect. Throws
 * IDEMPOTENCY_KEY_IN_USE and IDEMPOTENCY_KEY_REUSED; what `work` throws is not kept.
 */
export async function answerOnce(
  cluster: Cluster,
  keyed: Keyed | undefined,
  work: (tx: Db) => Promise<Answered>,
): Promise<Answered> {
  return runTransaction(cluster, async (tx) => {
    if (keyed === undefined) return work(tx);
    if (!(await tryKeyLock(tx, keyed))) throw new Problem('IDEMPOTENCY_KEY_IN_USE', { retryAfterSeconds: 1 });
    const kept = await findKept(tx, keyed);
    if (kept !== undefined && kept.bodyHash !== keyed.bodyHash) throw new Problem('IDEMPOTENCY_KEY_REUSED');
    if (kept !== undefined) return kept.outcome;
    const answered = await work(tx);
    await insertKept(tx, keyed, answered);
    return answered;
  });
}
