import type { Cluster, Db } from '@airside/postgres';
import type { Logger } from '@airside/service';
import { post } from '../ledger/queries.ts';
import { postingOf } from '../ledger/rules.ts';
import type { PaymentMetrics } from '../metrics.ts';
import type { WriteHistory } from '../order-desk.ts';
import type { Answer, Provider } from '../provider.ts';
import {
  type DueRefund,
  findRefundByKey,
  insertRefund,
  listLeft,
  lockPaid,
  markNotRefunded,
  markRefunded,
} from './queries.ts';
import { decideRefund, refundKey, spread } from './rules.ts';

export type WantedRefund = { orderId: number; amountMinor: number; key: string; reason: string };

/** Queues a refund of at most what is left of an order's money, in the caller's transaction. */
export async function queueRefund(
  tx: Db,
  { orderId, amountMinor: wishedMinor, key, reason }: WantedRefund,
  writeHistory: WriteHistory,
): Promise<{ refundId: number; amountMinor: number }> {
  const currency = await lockPaid(tx, orderId);
  const known = await findRefundByKey(tx, orderId, key);
  if (known !== undefined) return known;
  const wanted = { orderId, key, currency, reason };
  const parts = spread(wishedMinor, await listLeft(tx, orderId));
  const [first] = parts;
  if (first === undefined) {
    return { refundId: await insertRefund(tx, { ...wanted, paymentId: null, amountMinor: 0 }), amountMinor: 0 };
  }
  const ids: number[] = [];
  for (const { paymentId, amountMinor } of parts) {
    const id = await insertRefund(tx, { ...wanted, paymentId, amountMinor });
    await post(tx, { orderId, key: `refund/${id}/owed`, posting: postingOf('refund_owed'), amountMinor, currency });
    ids.push(id);
  }
  const amountMinor = parts.reduce((sum, part) => sum + part.amountMinor, 0);
  await writeHistory(tx, { orderId, kind: 'refund_requested', detail: { amountMinor, currency, reason } });
  return { refundId: Math.min(...ids), amountMinor };
}

export type CarryOutDeps = {
  cluster: Cluster;
  provider: Provider;
  writeHistory: WriteHistory;
  random: () => number;
  metrics: PaymentMetrics;
  logger: Logger;
};

/** One attempt at a refund that the caller has claimed. */
export async function carryOut(deps: CarryOutDeps, refund: DueRefund): Promise<void> {
  const { cluster, metrics } = deps;
  const { id, attempts } = refund;
  const step = decideRefund(await callProvider(deps.provider, refund), attempts, deps.random());
  if (step.kind === 'done') {
    if (await noteDone(deps, id, step.reference)) metrics.onRefund('done');
    return;
  }
  const { reason } = step;
  const inSeconds = step.kind === 'again' ? step.inSeconds : undefined;
  if (!(await markNotRefunded(cluster.writer, { id, attempts, inSeconds, reason }))) return;
  metrics.onRefund(step.kind);
  if (step.kind === 'dead')
    deps.logger.error({ refundId: id, attempts, reason }, 'refund: given up; see GET /api/payments/refunds');
}

/** Whoever tried before may have come through: then it is asked, so that a provider that has forgotten the key pays once all the same. */
async function callProvider(provider: Provider, refund: DueRefund): Promise<Answer> {
  const key = refundKey(refund.paymentKey, refund.key);
  if (refund.attempts > 1) {
    const answer = await provider.ask(key);
    if (answer.kind !== 'unheard') return answer;
  }
  return provider.refund(key, { reference: refund.reference, amountMinor: refund.amountMinor });
}

/** False where it had been noted before. */
function noteDone(
  { cluster, writeHistory }: CarryOutDeps,
  id: number,
  reference: string | undefined,
): Promise<boolean> {
  return cluster.transaction(async (tx) => {
    const done = await markRefunded(tx, id, reference);
    if (done === undefined) return false;
    const { orderId, amountMinor, currency, reason } = done;
    await post(tx, { orderId, key: `refund/${id}/paid`, posting: postingOf('refund_paid'), amountMinor, currency });
    await writeHistory(tx, { orderId, kind: 'refunded', detail: { amountMinor, currency, reason } });
    return true;
  });
}
