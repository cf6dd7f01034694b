import { waitUntil } from '@airside/testing';
import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Answer, Provider } from '../../src/payments/provider.ts';
import type { PaymentService } from '../../src/payments/payments.ts';
import { type Bed, createInstance, createInstanceOf, makeBed, plainDesk, providerAt } from './bed.ts';
import { type Gate, type Sandbox, startGate, startSandbox } from './sandbox.ts';
import type { Orders } from './settling-process.ts';

let bed: Bed;
let sandbox: Sandbox;
let gate: Gate;
let payments: PaymentService;
let reconcilers: PaymentService[] = [];
/** Of the processes that are killed: compiling anew is most of what they do. */
let compileCache: string;

vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  compileCache = await mkdtemp(join(tmpdir(), 'airside-compiled-'));
  [bed, sandbox] = await Promise.all([makeBed(), startSandbox()]);
  gate = await startGate(() => sandbox.url);
  payments = createInstance(bed.cluster, sandbox.url);
});
afterAll(async () => {
  await Promise.all([payments, ...reconcilers].map((each) => each.stop()));
  await gate.close();
  await sandbox.remove();
  await bed.drop();
  await rm(compileCache, { recursive: true, force: true });
});

/** Two instances that compete for whatever is to be done, while time passes so fast that no claim means anything. */
async function comeToRest(): Promise<void> {
  reconcilers = [1, 2].map(() => createInstance(bed.cluster, sandbox.url));
  for (const each of reconcilers) each.start();
  await waitUntil(
    'nothing is left to do',
    async () => {
      await bed.letTimePass();
      return bed.isAtRest();
    },
    15_000,
  );
  await Promise.all(reconcilers.splice(0).map((each) => each.stop()));
}

/** Runs a process until it has come to a point, and kills it there. */
async function killAt(told: Omit<Orders, 'urls' | 'providerUrl'>, isThere: (said: string) => boolean): Promise<void> {
  const all: Orders = { ...told, urls: bed.database.urls, providerUrl: gate.url };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'settling-process.ts'), JSON.stringify(all)], {
    env: { NODE_COMPILE_CACHE: compileCache },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  try {
    await waitUntil('the process is where it is to die', () => isThere(said), 20_000);
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    gate.hold(undefined);
  }
}

describe('a process that is killed while it settles', () => {
  const calls = ['authorisations', 'captures'].flatMap((call) =>
    (['before', 'after'] as const).map((where) => ({ path: `/v1/${call}`, where })),
  );
  const points = [
    ...calls.map((hold) => [`with ${hold.path} held ${hold.where} the provider has done it`, { hold }] as const),
    ['inside the transaction that confirms', { hangIn: 'confirm' }] as const,
  ];

  test.each(points)('%s: others confirm the order, paid once', async (_point, at) => {
    const { orderId, paymentId } = await bed.order(payments, 'approve');
    await dieAt(paymentId, at);
    await comeToRest();
    expect(await bed.view(orderId)).toMatchObject({
      order: 'CONFIRMED',
      payment: 'captured',
      capturedMinor: 20_000,
      refundedMinor: 0,
    });
    expect(await bed.audit(await sandbox.books())).toEqual({ faults: [] });
  });

  test.each(points)('%s, and the order falls due: others let it go and nobody has paid', async (_point, at) => {
    const { orderId, paymentId } = await bed.order(payments, 'approve');
    await dieAt(paymentId, at);
    await bed.letFallDue(orderId);
    await comeToRest();
    const { order, capturedMinor, refundedMinor } = await bed.view(orderId);
    expect([order, capturedMinor - refundedMinor]).toEqual(['CANCELLED', 0]);
    expect(await bed.audit(await sandbox.books())).toEqual({ faults: [] });
  });

  test('after it has settled: nothing is left to do', async () => {
    const { orderId, paymentId } = await bed.order(payments, 'approve');
    await killAt({ paymentId }, (said) => said.includes('confirmed'));
    await comeToRest();
    expect(await bed.view(orderId)).toMatchObject({ order: 'CONFIRMED', history: ['payment_authorised'] });
  });

  async function dieAt(paymentId: number, at: (typeof points)[number][1]): Promise<void> {
    if ('hold' in at) {
      gate.hold(at.hold);
      await killAt({ paymentId }, () => gate.held() > 0);
    } else {
      await killAt({ paymentId, hangIn: at.hangIn }, (said) => said.includes('hangs'));
    }
  }
});

describe('a process that is killed while it refunds', () => {
  const points = [
    ['before the provider has done it', { where: 'before' }],
    ['before it has heard that the provider has done it', { where: 'after' }],
    ['inside the transaction that notes it', { hangIn: 'refunded' }],
  ] as const;

  test.each(points)('%s: others do it, once', async (_point, at) => {
    const { orderId, paymentId } = await bed.order(payments, 'approve');
    await payments.settle(paymentId);
    await bed.cluster.transaction((tx) =>
      payments.refund(tx, { orderId, amountMinor: 7000, key: 'booking-1', reason: 'cancelled' }),
    );
    if ('where' in at) {
      gate.hold({ path: '/v1/refunds', where: at.where });
      await killAt({}, () => gate.held() > 0);
    } else {
      await killAt(at, (said) => said.includes('hangs'));
    }
    await comeToRest();
    expect(await bed.view(orderId)).toMatchObject({ capturedMinor: 20_000, refundedMinor: 7000 });
    expect(await bed.audit(await sandbox.books())).toEqual({ faults: [] });
  });
});

/** A provider whose client dies before or after its nth call. */
function dyingAt(provider: Provider, nth: number, where: 'before' | 'after'): Provider {
  let calls = 0;
  const dying =
    <Arguments extends unknown[]>(call: (...args: Arguments) => Promise<Answer>) =>
    async (...args: Arguments): Promise<Answer> => {
      calls += 1;
      if (calls === nth && where === 'before') throw new Error('killed');
      const answer = await call(...args);
      if (calls === nth) throw new Error('killed');
      return answer;
    };
  return {
    name: provider.name,
    authorise: dying(provider.authorise),
    capture: dying(provider.capture),
    void: dying(provider.void),
    refund: dying(provider.refund),
    ask: dying(provider.ask),
    close: provider.close,
  };
}

type Plan = {
  token: string;
  death: { nth: number; where: 'before' | 'after' } | 'desk' | undefined;
  settles: number;
  afterwards: 'nothing' | 'falls due' | 'is cancelled' | 'is refunded in parts';
};

const plan: fc.Arbitrary<Plan> = fc.record({
  token: fc.constantFrom(
    'approve',
    'answer_twice',
    'decline:stolen',
    'error500_once',
    'error500_after',
    'cut_after',
    'late_approve:1',
    'late_decline:1',
    'capture_error',
    'capture_decline',
    'refund_error',
  ),
  death: fc.option(
    fc.oneof(
      fc.record({ nth: fc.integer({ min: 1, max: 4 }), where: fc.constantFrom('before' as const, 'after' as const) }),
      fc.constant('desk' as const),
    ),
    { nil: undefined },
  ),
  settles: fc.integer({ min: 0, max: 3 }),
  afterwards: fc.constantFrom('nothing', 'falls due', 'is cancelled', 'is refunded in parts'),
});

async function play({ token, death, settles, afterwards }: Plan): Promise<void> {
  const provider = providerAt(sandbox.url);
  const dies = typeof death === 'object' ? dyingAt(provider, death.nth, death.where) : provider;
  const desk = death === 'desk' ? { ...plainDesk, confirm: () => Promise.reject(new Error('killed')) } : plainDesk;
  const mortal = createInstanceOf(bed.cluster, dies, { desk });
  const { orderId, paymentId } = await bed.order(mortal, token);
  // At once: duplicates of one request.
  await Promise.all(Array.from({ length: settles }, () => mortal.settle(paymentId)));
  if (afterwards === 'falls due') await bed.letFallDue(orderId);
  if (afterwards === 'is cancelled') {
    await bed.query(
      `update booking_order set state = 'CANCELLED', payment_due_at = null where id = $1 and state = 'PAYMENT_PENDING'`,
      [orderId],
    );
  }
  if (afterwards === 'is refunded in parts') {
    for (const amountMinor of [3000, 9000, 9000]) {
      await bed.cluster.transaction((tx) =>
        mortal.refund(tx, { orderId, amountMinor, key: `part-${amountMinor}`, reason: 'cancelled' }),
      );
    }
  }
  await mortal.stop();
}

test('any sequence of answers, duplicates, deaths, due times and refunds: the ledger is at zero, both books agree, nobody has paid for nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { minLength: 12, maxLength: 12 }), async (plans) => {
      await Promise.all(plans.map(play));
      await comeToRest();
      expect(await bed.audit(await sandbox.books())).toEqual({ faults: [] });
      const twice = await bed.query(
        `select order_id, kind from booking_history where kind in ('payment_authorised', 'payment_declined') group by 1, 2 having count(*) > 1`,
      );
      expect(twice).toEqual([]);
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 120_000);
