import type { Cluster, Db } from '@airside/postgres';
import { post } from './ledger/queries.ts';
import { type PostingKind, postingOf } from './ledger/rules.ts';
import type { PaymentMetrics } from './metrics.ts';
import type { ChangeDesk, OrderDesk, WriteHistory } from './order-desk.ts';
import { lockPayment, type PaymentRow, updatePayment } from './queries.ts';
import { insertRefund } from './refunds/queries.ts';
import {
  decideNext,
  type End,
  isEnd,
  learn,
  type News,
  pauseSeconds,
  type Payment,
  paymentOf,
  type Step,
  takeUp,
} from './rules.ts';

export type NoteDeps = {
  cluster: Cluster;
  desk: OrderDesk;
  changeDesk: ChangeDesk;
  writeHistory: WriteHistory;
  random: () => number;
  metrics: PaymentMetrics;
};

/**
 * Notes what has been heard of a payment, with everything that follows from it, in one transaction: on the row as it is by
 * then, for whoever brings the news may be late or not the only one. Answers how it stands.
 */
export async function notePayment(
  deps: NoteDeps,
  claimed: PaymentRow,
  news: readonly News[],
): Promise<Pick<PaymentRow, 'state' | 'reason'>> {
  const noted = await deps.cluster.transaction(async (tx) => {
    const row = await lockPayment(tx, claimed);
    let payment = news.reduce(learn, takeUp(paymentOf(row)));
    let { reason } = row;
    let step = decideNext(payment, { isDue: row.isDue, last: news.at(-1)?.answer });
    while (isEnd(step)) {
      ({ payment, reason } = await bringToEnd(deps, tx, row, payment, step));
      step = decideNext(payment, { isDue: row.isDue });
    }
    const lastError = step.kind === 'wait' ? step.reason : undefined;
    const isNewlyUnknown = lastError !== undefined && payment.state === 'pending' && !row.isUnknown;
    if (isNewlyUnknown) await write(deps, tx, row, 'payment_unknown', { reason: lastError });
    // A payment that was approved behind our back and has been voided: the traveller may have seen it on his statement.
    if (row.void !== 'done' && payment.void === 'done' && payment.authorise === 'done') {
      await write(deps, tx, row, 'refunded', { isVoid: true });
    }
    await updatePayment(tx, row.id, {
      ...payment,
      reason: reason ?? undefined,
      lookInSeconds: lookIn(step, payment, deps.random()),
      lastError,
    });
    return { before: row.state, state: payment.state, reason, isNewlyUnknown };
  });
  if (noted.isNewlyUnknown) deps.metrics.onUnknown();
  if (noted.state !== noted.before && noted.state !== 'pending') deps.metrics.onSettled(noted.state);
  return noted;
}

type Ended = { payment: Payment; reason: string | null };

async function bringToEnd(deps: NoteDeps, tx: Db, row: PaymentRow, payment: Payment, step: End): Promise<Ended> {
  const desk = deskOf(deps, row);
  switch (step.kind) {
    case 'confirm':
      await write(deps, tx, row, 'payment_authorised', { method: row.method });
      if (!(await desk.confirm(tx))) return giveBack(deps, tx, row, payment);
      await postWhole(tx, row, 'capture');
      return { payment: { ...payment, state: 'captured' }, reason: null };
    case 'giveBack':
      await write(deps, tx, row, 'payment_authorised', { method: row.method });
      return giveBack(deps, tx, row, payment);
    case 'decline':
      // The desk of changes notes that itself.
      if (row.quoteId === null) await write(deps, tx, row, 'payment_declined', { reason: step.reason });
      await desk.release(tx, 'payment_declined');
      return { payment: { ...payment, state: 'declined' }, reason: step.reason };
    case 'release':
      await desk.release(tx, step.reason);
      return {
        payment: { ...payment, state: 'released', void: step.isVoidNeeded ? 'pending' : undefined },
        reason: step.reason,
      };
  }
}

/** Who waits for a payment. */
function deskOf({ desk, changeDesk }: NoteDeps, { orderId, quoteId }: PaymentRow) {
  return {
    confirm: (tx: Db) => (quoteId === null ? desk.confirm(tx, orderId) : changeDesk.confirm(tx, quoteId)),
    release: (tx: Db, reason: string) =>
      quoteId === null ? desk.release(tx, orderId, reason) : changeDesk.release(tx, quoteId, reason),
  };
}

/** The money came when nobody waited any longer: all of it is owed to the payer. */
async function giveBack(deps: NoteDeps, tx: Db, row: PaymentRow, payment: Payment): Promise<Ended> {
  const { id, orderId, amountMinor, currency } = row;
  const reason = row.reason ?? (row.quoteId === null ? 'order_gone' : 'change_gone');
  await postWhole(tx, row, 'capture_unwanted');
  await insertRefund(tx, { orderId, paymentId: id, key: `payment-${id}/return`, amountMinor, currency, reason });
  await write(deps, tx, row, 'refund_requested', { reason });
  return { payment: { ...payment, state: 'returned' }, reason };
}

function postWhole(tx: Db, { id, orderId, amountMinor, currency }: PaymentRow, kind: PostingKind): Promise<void> {
  return post(tx, { orderId, key: `payment/${id}/capture`, posting: postingOf(kind), amountMinor, currency });
}

function write(
  { writeHistory }: NoteDeps,
  tx: Db,
  { orderId, quoteId, amountMinor, currency }: PaymentRow,
  kind: Parameters<WriteHistory>[1]['kind'],
  detail: object,
): Promise<void> {
  return writeHistory(tx, {
    orderId,
    kind,
    detail: { amountMinor, currency, ...(quoteId === null ? {} : { quoteId }), ...detail },
  });
}

/** Seconds until the next look; undefined where nothing is left to do. */
function lookIn(step: Step, { attempts, state }: Payment, random: number): number | undefined {
  if (step.kind === 'rest') return undefined;
  return step.kind === 'wait' ? pauseSeconds(attempts, state, random) : 0;
}
