import { waitUntil } from '@airside/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mostAttempts } from '../../src/payments/refunds/rules.ts';
import type { PaymentService } from '../../src/payments/payments.ts';
import { type Bed, createInstance, makeBed } from './bed.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

let bed: Bed;
let sandbox: Sandbox;
let instances: PaymentService[] = [];
let payments: PaymentService;

beforeAll(async () => {
  [bed, sandbox] = await Promise.all([makeBed(), startSandbox()]);
  instances = [1, 2].map(() => createInstance(bed.cluster, sandbox.url));
  for (const each of instances) each.start();
  payments = createInstance(bed.cluster, sandbox.url);
});
afterAll(async () => {
  await Promise.all([payments, ...instances].map((each) => each.stop()));
  await sandbox.remove();
  await bed.drop();
});
afterEach(async () => {
  expect(await bed.audit(await sandbox.books())).toEqual({ faults: [] });
});

async function paid(token = 'approve'): Promise<number> {
  const { orderId, paymentId } = await bed.order(payments, token);
  expect(await payments.settle(paymentId)).toEqual({ kind: 'confirmed' });
  return orderId;
}

const refund = (orderId: number, key: string, amountMinor: number) =>
  bed.cluster.transaction((tx) => payments.refund(tx, { orderId, amountMinor, key, reason: 'cancelled' }));
const balance = (orderId: number) => payments.balance(bed.cluster.writer, orderId);

describe('a refund', () => {
  test('is owed when it is queued and paid when the provider has done it', async () => {
    const orderId = await paid();
    expect(await balance(orderId)).toEqual({ paidMinor: 20_000, refundableMinor: 20_000, currency: 'EUR' });
    await refund(orderId, 'booking-1', 15_000);
    expect(await balance(orderId)).toEqual({ paidMinor: 20_000, refundableMinor: 5000, currency: 'EUR' });
    await bed.whenAtRest();
    expect(await bed.view(orderId)).toMatchObject({
      refundedMinor: 15_000,
      history: ['payment_authorised', 'refund_requested', 'refunded'],
    });
    const postings = await bed.query(
      `select t.kind, e.account, e.amount_minor as minor from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
        where t.order_id = $1 order by e.id`,
      [orderId],
    );
    expect(postings).toEqual([
      { kind: 'capture', account: 'provider_clearing', minor: 20_000 },
      { kind: 'capture', account: 'revenue_unflown', minor: -20_000 },
      { kind: 'refund_owed', account: 'revenue_unflown', minor: 15_000 },
      { kind: 'refund_owed', account: 'refunds_payable', minor: -15_000 },
      { kind: 'refund_paid', account: 'refunds_payable', minor: 15_000 },
      { kind: 'refund_paid', account: 'provider_clearing', minor: -15_000 },
    ]);
  });

  test('is one under its key, however often and however many ask at once', async () => {
    const orderId = await paid();
    const asked = await Promise.all(Array.from({ length: 8 }, () => refund(orderId, 'same', 4000)));
    expect(new Set(asked.map(({ refundId }) => refundId)).size).toBe(1);
    await bed.whenAtRest();
    expect(await refund(orderId, 'same', 9000)).toEqual(asked[0]);
    expect((await bed.view(orderId)).refundedMinor).toBe(4000);
  });

  test('is never more than what is left, also where many ask at once', async () => {
    const orderId = await paid();
    const asked = await Promise.all([1, 2, 3, 4].map((nth) => refund(orderId, `part-${nth}`, 7000)));
    expect(asked.map(({ amountMinor }) => amountMinor).toSorted((one, other) => one - other)).toEqual([
      0, 6000, 7000, 7000,
    ]);
    await bed.whenAtRest();
    expect((await bed.view(orderId)).refundedMinor).toBe(20_000);
    expect((await refund(orderId, 'more', 1)).amountMinor).toBe(0);
  });

  test('of an order that nobody has paid is nothing', async () => {
    const { orderId, paymentId } = await bed.order(payments, 'decline:stolen');
    await payments.settle(paymentId);
    expect((await refund(orderId, 'x', 5000)).amountMinor).toBe(0);
    expect(await balance(orderId)).toEqual({ paidMinor: 0, refundableMinor: 0, currency: 'EUR' });
  });

  test('that is rolled back with its cause was never asked for', async () => {
    const orderId = await paid();
    const outcome = bed.cluster.transaction(async (tx) => {
      await payments.refund(tx, { orderId, amountMinor: 5000, key: 'gone', reason: 'cancelled' });
      throw new Error('changed my mind');
    });
    await expect(outcome).rejects.toThrow('changed my mind');
    expect((await balance(orderId)).refundableMinor).toBe(20_000);
  });
});

describe('a refund that does not go through at once', () => {
  test.each(['refund_timeout', 'refund_error'])('%s: is done once in the end', async (token) => {
    const orderId = await paid(token);
    await refund(orderId, 'booking-1', 8000);
    await bed.whenAtRest();
    expect((await bed.view(orderId)).refundedMinor).toBe(8000);
    const history = (await bed.view(orderId)).history.filter((kind) => kind === 'refunded');
    expect(history).toHaveLength(1);
  });

  test('and is refused for good is given up, and still owed', async () => {
    const orderId = await paid('refund_refuse');
    const { refundId } = await refund(orderId, 'booking-1', 8000);
    const stateOf = async () =>
      (
        await bed.query<{ state: string; error: string }>(
          `select state, last_error as error from refund where id = $1`,
          [refundId],
        )
      )[0];
    await waitUntil('it is given up', async () => (await stateOf())?.state === 'dead');
    expect(await stateOf()).toEqual({ state: 'dead', error: 'refund_refused' });
    expect((await balance(orderId)).refundableMinor).toBe(12_000);
  });

  test('and never does is given up after its last attempt', async () => {
    const orderId = await paid('approve');
    const nowhere = createInstance(bed.cluster, 'http://127.0.0.1:9');
    await Promise.all(instances.map((each) => each.stop()));
    const { refundId } = await refund(orderId, 'booking-1', 8000);
    await bed.query(`update refund set attempts = $2 where id = $1`, [refundId, mostAttempts - 1]);
    nowhere.start();
    const stateOf = async () =>
      (await bed.query<{ state: string }>(`select state from refund where id = $1`, [refundId]))[0];
    await waitUntil('it is given up', async () => (await stateOf())?.state === 'dead');
    await nowhere.stop();
    instances = [1, 2].map(() => createInstance(bed.cluster, sandbox.url));
    for (const each of instances) each.start();
  });
});

describe('the ledger', () => {
  test('takes no transaction that does not sum to zero, and none without entries', async () => {
    const orderId = await paid();
    const insert = (entries: string) =>
      bed.query(
        `with t as (insert into ledger_transaction (order_id, kind, key) values ($1, 'capture', gen_random_uuid()::text) returning id)
         ${entries}`,
        [orderId],
      );
    await expect(insert('select id from t')).rejects.toThrow(/has no entries/);
    await expect(
      insert(`insert into ledger_entry (transaction_id, account, amount_minor, currency)
              select id, 'provider_clearing', 5, 'EUR' from t union all select id, 'revenue_unflown', -4, 'EUR' from t`),
    ).rejects.toThrow(/does not sum to zero/);
    await expect(
      insert(`insert into ledger_entry (transaction_id, account, amount_minor, currency)
              select id, 'provider_clearing', 5, 'EUR' from t union all select id, 'revenue_unflown', -5, 'USD' from t`),
    ).rejects.toThrow(/does not sum to zero/);
  });

  test('is not changed afterwards, nor added to unevenly', async () => {
    await paid();
    await expect(bed.query(`update ledger_entry set amount_minor = 1`)).rejects.toThrow(/never changed/);
    await expect(bed.query(`delete from ledger_transaction`)).rejects.toThrow(/never changed/);
    await expect(
      bed.query(`insert into ledger_entry (transaction_id, account, amount_minor, currency)
                 select max(id), 'refunds_payable', 7, 'EUR' from ledger_transaction`),
    ).rejects.toThrow(/does not sum to zero/);
  });
});
