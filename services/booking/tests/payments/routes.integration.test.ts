import type { Role } from '@airside/contracts';
import { type App, createApp } from '@airside/service';
import { createTestTokens, silentLogger, waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaymentService } from '../../src/payments/payments.ts';
import { paymentRoutes } from '../../src/payments/routes.ts';
import { signatureHeaders } from '../../src/payments/signature.ts';
import { type Bed, createInstance, makeBed } from './bed.ts';
import { type Sandbox, sandboxSecret, startSandbox } from './sandbox.ts';

const tokens = createTestTokens();
const rung: string[] = [];
let bed: Bed;
let app: App;
let sandbox: Sandbox;
let payments: PaymentService;

async function build(provider: { name: string; secret: string } | undefined): Promise<App> {
  const built = await createApp({
    service: 'booking_service',
    instance: 'booking_service_1',
    version: '0',
    logger: silentLogger(),
    auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: tokens.verifyToken },
  });
  paymentRoutes(built, { cluster: bed.cluster, provider, now: () => Temporal.Now.instant() });
  built.addHook('onResponse', async (request, reply) => {
    if (request.url.endsWith('/callbacks')) rung.push(String(reply.statusCode));
  });
  return built;
}

beforeAll(async () => {
  bed = await makeBed();
  app = await build({ name: 'sandbox', secret: sandboxSecret });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  sandbox = await startSandbox(`${address}/api/payments/callbacks`);
  payments = createInstance(bed.cluster, sandbox.url);
  payments.start();
});
afterAll(async () => {
  await payments.stop();
  await sandbox.remove();
  await app.close();
  await bed.drop();
});

async function call(method: 'GET' | 'POST', url: string, as: Role | 'nobody' = 'agent', on = app) {
  const answer = await on.inject({
    method,
    url,
    headers: as === 'nobody' ? {} : tokens.bearer({ userId: 1, roles: [as] }),
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

async function pay(token: string) {
  const { orderId, paymentId } = await bed.order(payments, token);
  return { orderId, paymentId, settled: await payments.settle(paymentId) };
}

test('the tokens of the sandbox are listed for anybody, where the sandbox is the provider', async () => {
  const { status, body } = await call('GET', '/api/payments/sandbox-tokens', 'nobody');
  expect(status).toBe(200);
  const listed = (body['tokens'] as { token: string }[]).map(({ token }) => token);
  expect(listed).toEqual(
    expect.arrayContaining(['approve', 'decline:insufficient_funds', 'timeout_then_approve', 'late_approve']),
  );
  const other = await build({ name: 'acquirer', secret: sandboxSecret });
  expect(await call('GET', '/api/payments/sandbox-tokens', 'nobody', other)).toMatchObject({ status: 404 });
  await other.close();
});

test('money is for the staff to see', async () => {
  for (const path of ['/api/payments', '/api/payments/refunds', '/api/payments/balances']) {
    expect([path, (await call('GET', path, 'nobody')).status]).toEqual([path, 401]);
    expect([path, (await call('GET', path, 'passenger')).status]).toEqual([path, 403]);
  }
  expect((await call('POST', '/api/payments/refunds/1/retries', 'passenger')).status).toBe(403);
});

test('payments are listed by order and state, in pages, without their tokens', async () => {
  const { orderId } = await pay('decline:stolen');
  await pay('approve');
  const { body } = await call('GET', `/api/payments?order=${orderId}`);
  expect(body).toMatchObject({
    count: 1,
    payments: [{ orderId, state: 'declined', reason: 'stolen', refundedMinor: 0 }],
  });
  expect(JSON.stringify(body)).not.toContain('decline:');
  const page = await call('GET', '/api/payments?limit=1');
  const next = await call('GET', `/api/payments?limit=1&cursor=${String(page.body['cursor'])}`);
  expect(
    [page, next].map(({ body: { payments: [row] = [] } }: { body: { payments?: { state: string }[] } }) => row?.state),
  ).toEqual(['captured', 'declined']);
  expect((await call('GET', '/api/payments?state=lost')).status).toBe(400);
});

test('a refund that was given up is seen, and tried again at the word of the staff', async () => {
  const { orderId } = await pay('refund_refuse');
  const { refundId } = await bed.cluster.transaction((tx) =>
    payments.refund(tx, { orderId, amountMinor: 5000, key: 'booking-1', reason: 'cancelled' }),
  );
  const dead = await waitUntil('it is given up', async () => {
    const { body } = await call('GET', '/api/payments/refunds?state=dead');
    return (body['refunds'] as { id: number; lastError: string }[]).find(({ id }) => id === refundId);
  });
  expect(dead).toMatchObject({ lastError: 'refund_refused' });
  const { attempts } = dead as unknown as { attempts: number };
  expect(await call('POST', `/api/payments/refunds/${refundId}/retries`)).toEqual({
    status: 202,
    body: { id: refundId, accepted: true },
  });
  await waitUntil('it was tried again', async () => {
    const { body } = await call('GET', `/api/payments/refunds?order=${orderId}&state=dead`);
    return (body['refunds'] as { attempts: number }[]).some((row) => row.attempts > attempts);
  });
  expect((await call('POST', '/api/payments/refunds/2147483647/retries')).status).toBe(404);
  const { orderId: other } = await pay('approve');
  const { refundId: done } = await bed.cluster.transaction((tx) =>
    payments.refund(tx, { orderId: other, amountMinor: 1, key: 'booking-2', reason: 'cancelled' }),
  );
  await waitUntil(
    'it is done',
    async () => (await bed.query(`select 1 from refund where id = $1 and state = 'done'`, [done])).length > 0,
  );
  expect(await call('POST', `/api/payments/refunds/${done}/retries`)).toMatchObject({ status: 409 });
});

test('the accounts of the ledger sum to zero', async () => {
  const { body } = await call('GET', '/api/payments/balances');
  const balances = body['balances'] as { account: string; amountMinor: number }[];
  expect(balances.length).toBeGreaterThan(1);
  expect(balances.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(0);
});

describe('a notification of the provider', () => {
  test('makes a payment settled that would have been looked at much later', async () => {
    const { orderId, settled } = await pay('late_approve:1');
    expect(settled).toEqual({ kind: 'unknown' });
    await bed.query(
      `update payment set next_look_at = now() + interval '1 hour' where order_id = $1 and next_look_at is not null`,
      [orderId],
    );
    await waitUntil('it is confirmed', async () => (await bed.view(orderId)).order === 'CONFIRMED');
  });

  test('may come twice', async () => {
    rung.splice(0);
    const { orderId } = await pay('answer_twice');
    await waitUntil('both have come', () => rung.length === 2);
    expect(rung).toEqual(['204', '204']);
    expect(await bed.view(orderId)).toMatchObject({ order: 'CONFIRMED', capturedMinor: 20_000, refundedMinor: 0 });
  });

  test('is believed by its signature only', async () => {
    const timestamp = Math.floor(Temporal.Now.instant().epochMilliseconds / 1000);
    const body = JSON.stringify({ key: 'order-1-x/authorise' });
    const post = async (headers: Record<string, string>, payload = body) => {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/payments/callbacks',
        headers: { 'content-type': 'application/json', ...headers },
        payload,
      });
      return answer.statusCode;
    };
    const signed = signatureHeaders(sandboxSecret, { id: '1', timestamp, body });
    expect(await post(signed)).toBe(204);
    expect(await post(signed)).toBe(204);
    expect(await post({})).toBe(401);
    expect(await post(signed, JSON.stringify({ key: 'order-2-x/authorise' }))).toBe(401);
    expect(await post(signatureHeaders('another-secret-of-somebody', { id: '1', timestamp, body }))).toBe(401);
    expect(await post(signatureHeaders(sandboxSecret, { id: '1', timestamp: timestamp - 3600, body }))).toBe(401);
    const nonsense = '{"key":1}';
    expect(await post(signatureHeaders(sandboxSecret, { id: '1', timestamp, body: nonsense }), nonsense)).toBe(400);
  });
});
