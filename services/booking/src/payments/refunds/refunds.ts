import type { Cluster, Db } from '@airside/postgres';
import type { Logger } from '@airside/service';
import { post } from '../ledger/queries.ts';
import { postingOf } from '../ledger/rules.ts';
import type { PaymentMetrics } from '../metrics.ts';
import type { WriteHistory } from '../order-desk.ts';
import type { Answer, Provider } from '../provider.ts';
import {
  type DueRefund,
  findLeft,
  findRefundByKey,
  insertRefund,
  lockPaid,
  markNotRefunded,
  markRefunded,
} from './queries.ts';
import { decideRefund, grantable, refundKey } from './rules.ts';

export type WantedRefund = { orderId: number; amountMinor: number; key: string; reason: string };

/** Queues a refund of at most what is left of an order's money, in the caller's transaction. */
export async function queueRefund(
  tx: Db,
  { orderId, amountMinor: wishedMinor, key, reason }: WantedRefund,
  writeHistory: WriteHistory,
): Promise<{ refundId: number; amountMinor: number }> {
  await lockPaid(tx, orderId);
  const known = await findRefundByKey(tx, orderId, key);
  if (known !== undefined) return known;
  const left = await findLeft(tx, orderId);
  if (left === undefined) throw new Error(`there is no order ${orderId}`);
  const { paymentId, currency } = left;
  const amountMinor = grantable(wishedMinor, left.leftMinor);
  const refundId = await insertRefund(tx, { orderId, paymentId, key, amountMinor, currency, reason });
  if (amountMinor > 0) {
    await post(tx, {
      orderId,
      key: `refund/${refundId}/owed`,
      posting: postingOf('refund_owed'),
      amountMinor,
      currency,
    });
    await writeHistory(tx, { orderId, kind: 'refund_requested', detail: { amountMinor, currency, reason } });
  }
  return { refundId, amountMinor };
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
