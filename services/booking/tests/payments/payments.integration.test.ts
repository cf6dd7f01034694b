import type { Db } from '@airside/postgres';
import { createRegistry } from '@airside/service';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PaymentService } from '../../src/payments/payments.ts';
import { type Bed, createInstance, makeBed, plainDesk } from './bed.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

let bed: Bed;
let sandbox: Sandbox;
let payments: PaymentService;
let reconcilers: PaymentService[] = [];
const registry = createRegistry('booking_service', 'test');

beforeAll(async () => {
  [bed, sandbox] = await Promise.all([makeBed(), startSandbox()]);
  payments = createInstance(bed.cluster, sandbox.url, { registry });
  reconcilers = [1, 2].map(() => createInstance(bed.cluster, sandbox.url));
  for (const each of reconcilers) each.start();
});
afterAll(async () => {
  await Promise.all([payments, ...reconcilers].map((each) => each.stop()));
  await sandbox.remove();
  await bed.drop();
});
beforeEach(async () => {
  expect(await bed.audit(await sandbox.books())).toEqual({ faults: [] });
});

async function settle(token?: string) {
  const { orderId, paymentId } = await bed.order(payments, token);
  return { orderId, paymentId, settled: await payments.settle(paymentId) };
}

describe('an answer at once', () => {
  test.each([undefined, 'approve', 'answer_twice', 'slow:300'])('%s: paid and confirmed', async (token) => {
    const { orderId, settled } = await settle(token);
    expect(settled).toEqual({ kind: 'confirmed' });
    expect(await bed.view(orderId)).toEqual({
      order: 'CONFIRMED',
      payment: 'captured',
      capturedMinor: 20_000,
      refundedMinor: 0,
      history: ['payment_authorised'],
    });
  });

  test.each([
    ['decline:insufficient_funds', 'insufficient_funds'],
    ['decline:stolen', 'stolen'],
    ['nonsense', 'unknown_token'],
  ])('%s: declined, and the order let go', async (token, reason) => {
    const { orderId, settled } = await settle(token);
    expect(settled).toEqual({ kind: 'declined', reason });
    expect(await bed.view(orderId)).toMatchObject({
      order: 'CANCELLED',
      payment: 'declined',
      capturedMinor: 0,
      history: ['payment_declined'],
    });
  });

  test('the token is forgotten with the outcome', async () => {
    const { orderId } = await settle('approve');
    expect(await bed.query(`select token from payment where order_id = $1`, [orderId])).toEqual([{ token: null }]);
  });

  test('asked again, it answers the same and nothing is done twice', async () => {
    const { paymentId } = await settle('approve');
    const again = await Promise.all([1, 2, 3].map(() => payments.settle(paymentId)));
    expect(again).toEqual([{ kind: 'confirmed' }, { kind: 'confirmed' }, { kind: 'confirmed' }]);
  });

  test('an order of nothing is confirmed without a provider', async () => {
    const { orderId, paymentId } = await bed.order(payments, undefined, { amountMinor: 0 });
    expect(await payments.settle(paymentId)).toEqual({ kind: 'confirmed' });
    expect(await bed.view(orderId)).toMatchObject({ order: 'CONFIRMED', payment: 'captured', capturedMinor: 0 });
  });
});

describe('no answer in time', () => {
  test.each([
    'timeout_then_approve',
    'error500_once',
    'error500_after',
    'cut_after',
    'capture_timeout',
    'capture_error',
    'late_approve:1',
  ])('%s: unknown at first, confirmed in the end', async (token) => {
    const { orderId, settled } = await settle(token);
    expect(settled).toEqual({ kind: 'unknown' });
    await bed.whenAtRest();
    expect(await bed.view(orderId)).toMatchObject({
      order: 'CONFIRMED',
      payment: 'captured',
      capturedMinor: 20_000,
      history: ['payment_unknown', 'payment_authorised'],
    });
  });

  test.each(['timeout_then_decline', 'late_decline:1'])('%s: unknown at first, declined in the end', async (token) => {
    const { orderId, settled } = await settle(token);
    expect(settled).toEqual({ kind: 'unknown' });
    await bed.whenAtRest();
    expect(await bed.view(orderId)).toMatchObject({
      order: 'CANCELLED',
      payment: 'declined',
      history: ['payment_unknown', 'payment_declined'],
    });
  });

  test('a provider that never comes to a decision: the order goes when it is due, and a later approval is voided', async () => {
    const { orderId } = await settle('late_approve:3');
    await bed.letFallDue(orderId);
    await waitUntil('the order is let go', async () => (await bed.view(orderId)).order === 'CANCELLED');
    await bed.whenAtRest();
    expect(await bed.view(orderId)).toMatchObject({
      order: 'CANCELLED',
      payment: 'released',
      capturedMinor: 0,
      history: ['payment_unknown', 'refunded'],
    });
  });

  test('one that fails for ever: the order goes when it is due, and what might still come is refused', async () => {
    const { orderId, settled } = await settle('error500');
    expect(settled).toEqual({ kind: 'unknown' });
    await bed.letFallDue(orderId);
    await bed.whenAtRest();
    expect(await bed.view(orderId)).toMatchObject({
      order: 'CANCELLED',
      payment: 'released',
      history: ['payment_unknown'],
    });
  });

  test('a capture that is refused lets the order go and the authorisation with it', async () => {
    const { orderId, settled } = await settle('capture_decline');
    expect(settled).toEqual({ kind: 'released' });
    await bed.whenAtRest();
    expect(await bed.view(orderId)).toMatchObject({ order: 'CANCELLED', payment: 'released', capturedMinor: 0 });
  });
});

test('an order that is cancelled while it waits gets its money back when the approval comes after all', async () => {
  const { orderId } = await settle('capture_timeout');
  await bed.query(`update booking_order set state = 'CANCELLED', payment_due_at = null where id = $1`, [orderId]);
  await bed.whenAtRest();
  expect(await bed.view(orderId)).toMatchObject({
    payment: 'returned',
    capturedMinor: 20_000,
    refundedMinor: 20_000,
    history: ['payment_unknown', 'payment_authorised', 'refund_requested', 'refunded'],
  });
});

test('a payment that its maker never settled is settled for him', async () => {
  const { orderId } = await bed.order(payments, 'approve');
  await bed.letTimePass();
  await bed.whenAtRest();
  expect(await bed.view(orderId)).toMatchObject({ order: 'CONFIRMED', payment: 'captured' });
});

test('a desk that fails leaves nothing half done, and is asked again', async () => {
  let failures = 0;
  const desk = {
    ...plainDesk,
    confirm: () => {
      failures += 1;
      return Promise.reject(new Error('the desk is on fire'));
    },
  };
  const failing = createInstance(bed.cluster, sandbox.url, { desk });
  const { orderId, paymentId } = await bed.order(failing, 'approve');
  expect(await failing.settle(paymentId)).toEqual({ kind: 'unknown' });
  expect(failures).toBe(1);
  expect(await bed.view(orderId)).toMatchObject({
    order: 'PAYMENT_PENDING',
    payment: 'pending',
    capturedMinor: 0,
    history: [],
  });
  await bed.letTimePass();
  await bed.whenAtRest();
  expect(await bed.view(orderId)).toMatchObject({ order: 'CONFIRMED', capturedMinor: 20_000 });
  await failing.stop();
});

describe('a provider that is away', () => {
  test('was never reached: the order goes at once and nothing is left to undo', async () => {
    const nowhere = createInstance(bed.cluster, 'http://127.0.0.1:9');
    const { orderId, paymentId } = await bed.order(nowhere, 'approve');
    expect(await nowhere.settle(paymentId)).toEqual({ kind: 'released' });
    expect(await bed.view(orderId)).toMatchObject({ order: 'CANCELLED', payment: 'released', capturedMinor: 0 });
    await nowhere.stop();
  });

  test('remembers what it had promised when it is back', async () => {
    const { orderId, settled } = await settle('timeout_then_approve:3');
    expect(settled).toEqual({ kind: 'unknown' });
    await sandbox.restart();
    await bed.letTimePass();
    await bed.whenAtRest();
    expect(await bed.view(orderId)).toMatchObject({ order: 'CONFIRMED', capturedMinor: 20_000 });
  });
});

describe('the payment of a change', () => {
  const answers = new Map<string, boolean>();
  const told: string[] = [];
  const changeDesk = {
    confirm: (_tx: Db, quoteId: string) => {
      told.push(`confirm ${quoteId}`);
      return Promise.resolve(answers.get(quoteId) ?? true);
    },
    release: (_tx: Db, quoteId: string, reason: string) => {
      told.push(`release ${quoteId} ${reason}`);
      return Promise.resolve(true);
    },
  };
  let changing: PaymentService;
  const quoteId = '3f0f54d4-5f9e-4a53-9d55-6a2f3a1a0001';

  beforeAll(() => {
    changing = createInstance(bed.cluster, sandbox.url, { changeDesk });
  });
  afterAll(() => changing.stop());
  beforeEach(() => void told.splice(0));

  const begin = (orderId: number, quote: string, paymentToken?: string) =>
    bed.cluster.transaction((tx) =>
      changing.beginExtra(tx, {
        orderId,
        quoteId: quote,
        amountMinor: 5000,
        currency: 'EUR',
        method: 'credit_card',
        paymentToken,
      }),
    );

  test('adds to the money of its order, and a refund may go back to both', async () => {
    const { orderId } = await settle();
    expect(await changing.settleExtra(await begin(orderId, quoteId))).toEqual({ kind: 'confirmed' });
    expect(told).toEqual([`confirm ${quoteId}`]);
    expect(await payments.balance(bed.cluster.writer, orderId)).toMatchObject({
      paidMinor: 25_000,
      refundableMinor: 25_000,
    });
    const refund = { orderId, amountMinor: 99_000, key: 'all', reason: 'cancelled' };
    const queued = await bed.cluster.transaction((tx) => payments.refund(tx, refund));
    expect(queued.amountMinor).toBe(25_000);
    expect(await bed.cluster.transaction((tx) => payments.refund(tx, refund))).toEqual(queued);
    await bed.whenAtRest();
    const movements = await payments.listMovements(bed.cluster.writer, orderId);
    // Each refund goes back by itself, and is told when it is done.
    const inOrder = movements.toSorted(
      (one, two) => one.kind.localeCompare(two.kind) || two.amountMinor - one.amountMinor,
    );
    expect(inOrder.map(({ kind, amountMinor, state }) => [kind, amountMinor, state])).toEqual([
      ['payment', 20_000, 'done'],
      ['payment', 5000, 'done'],
      ['refund', 20_000, 'done'],
      ['refund', 5000, 'done'],
    ]);
  });

  test('that is declined leaves the order as it is, and may be tried again', async () => {
    const { orderId } = await settle();
    const quote = quoteId.replace('0001', '0002');
    expect(await changing.settleExtra(await begin(orderId, quote, 'decline:stolen'))).toEqual({
      kind: 'declined',
      reason: 'stolen',
    });
    expect(told).toEqual([`release ${quote} payment_declined`]);
    expect(await changing.settleExtra(await begin(orderId, quote))).toEqual({ kind: 'confirmed' });
    await expect(begin(orderId, quote)).rejects.toThrow(/payment_of_quote/);
    expect(await bed.view(orderId)).toMatchObject({ order: 'CONFIRMED', capturedMinor: 25_000 });
  });

  test('that comes when the change can no longer be done goes back', async () => {
    const { orderId } = await settle();
    const quote = quoteId.replace('0001', '0003');
    answers.set(quote, false);
    expect(await changing.settleExtra(await begin(orderId, quote))).toEqual({ kind: 'released' });
    await bed.whenAtRest();
    expect(await bed.view(orderId)).toMatchObject({ order: 'CONFIRMED', capturedMinor: 25_000, refundedMinor: 5000 });
  });

  test('is let go when ten minutes have passed, and what comes then goes back', async () => {
    const { orderId } = await settle();
    const quote = quoteId.replace('0001', '0004');
    const paymentId = await begin(orderId, quote, 'capture_timeout');
    // Its own instances, for those that work beside it know no changes.
    await Promise.all(reconcilers.map((each) => each.stop()));
    expect(await changing.settleExtra(paymentId)).toEqual({ kind: 'unknown' });
    await bed.query(`update payment set due_at = now() where id = $1`, [paymentId]);
    await bed.letTimePass();
    changing.start();
    await bed.whenAtRest();
    expect(told).toEqual([`release ${quote} payment_overdue`]);
    expect(await bed.view(orderId)).toMatchObject({ order: 'CONFIRMED', capturedMinor: 25_000, refundedMinor: 5000 });
  });
});

test('figures are there from the start and tell what happened', async () => {
  const text = await registry.metrics();
  for (const [name, labels] of [
    ['payments_total', 'outcome="returned"'],
    ['refund_attempts_total', 'outcome="dead"'],
    ['payment_provider_calls_total', 'call="refund",answer="unknown"'],
  ])
    expect(text).toContain(`${name}{${labels},service="booking_service",instance="test"} 0`);
  expect(text).toMatch(/payments_total\{outcome="captured".*\} [1-9]/);
  expect(text).toMatch(/payments_unknown\{.*\} 0/);
  expect(text).toMatch(/payments_oldest_unknown_seconds\{.*\} 0/);
});
