import { createTestTokens, waitUntil } from '@airside/testing';
import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type FakeInstance,
  type GatewaySetup,
  json,
  openRequest,
  type RunningGateway,
  sendRaw,
  startDiscovery,
  startGateway,
  startInstance,
} from '../../tests/harness.ts';

const tokens = createTestTokens();
let instance: FakeInstance;
let gateway: RunningGateway;
let discovery: Awaited<ReturnType<typeof startDiscovery>>;

async function setUp(listener: RequestListener, setup: Partial<GatewaySetup> = {}): Promise<void> {
  instance = await startInstance('booking_service_1', listener);
  discovery = await startDiscovery([instance]);
  gateway = await startGateway({ discoveryUrl: discovery.url, ...setup });
}
afterEach(async () => {
  await gateway.close();
  await discovery.stop();
  await instance.kill();
});

describe('what is ambiguous or unreasonable', () => {
  test.each([
    [
      'both Content-Length and Transfer-Encoding',
      'POST /holds HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /internal HTTP/1.1\r\n\r\n',
    ],
    ['two lengths', 'POST /holds HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    ['a space before the colon', 'POST /holds HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nhello'],
    ['a bare line feed', 'GET /flights/1 HTTP/1.1\nHost: x\n\n'],
    [
      'a transfer coding that is not chunked',
      'POST /holds HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\nhello',
    ],
    ['no host', 'GET /flights/1 HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET /flights/1 HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n'],
    [
      'two hosts of an upgrade',
      'GET /ws HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
    ['HTTP/0.9, which has no headers', 'GET /flights/1\r\n\r\n'],
    ['a header over the limit', `GET /flights/1 HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['a dot segment', 'GET /flights/../internal/x HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['an encoded slash', 'GET /flights/..%2finternal HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['another origin as target', 'GET http://elsewhere/flights/1 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a broken escape', 'GET /flights/%ff HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('is refused with a 4xx and reaches nobody: %s', async (_name, text) => {
    await setUp(json(200, {}));
    const answer = await sendRaw(gateway.port, text, 300);
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1);
    expect(instance.seen).toHaveLength(0);
  });

  test('is cut off when it is too slow: headers, and a body', async () => {
    await setUp(json(200, {}));
    const slow = (text: string) =>
      new Promise<number>((resolve) => {
        const startedAt = performance.now();
        const socket = connect(gateway.port, '127.0.0.1', () => socket.write(text));
        socket.on('error', () => undefined).resume();
        socket.on('close', () => resolve(performance.now() - startedAt));
      });
    const lived = await Promise.all([
      slow('GET /flights/1 HTTP/1.1\r\nHost: x\r\n'),
      slow('POST /holds HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello'),
      slow('POST /holds HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'),
    ]);
    expect(Math.max(...lived)).toBeLessThan(7000);
    await waitUntil('none is left', () => instance.open.size === 0);
  });

  test('is not found where it is not in the table, in JSON', async () => {
    await setUp(json(200, {}));
    for (const path of ['/internal/service-tokens/verify', '/api/nothing/x', '/', '/health/x']) {
      const answer = await fetch(gateway.url + path);
      expect([answer.status, await answer.json()]).toEqual([
        404,
        expect.objectContaining({ message: 'Route not found' }),
      ]);
      expect(answer.headers.get('x-request-id')).toBeTruthy();
    }
    expect(instance.seen).toHaveLength(0);
  });
});

describe('the rate limit', () => {
  const rate = { intervalMs: 60_000, burst: 5 };
  const statuses = async (times: number, headers: Record<string, string> = {}) => {
    const seen: number[] = [];
    for (let n = 0; n < times; n += 1) seen.push((await fetch(`${gateway.url}/flights/1`, { headers })).status);
    return seen;
  };

  test('counts by address without a token and by user with one; a bad token is worth none', async () => {
    await setUp(json(200, {}), { verifyToken: tokens.verifyToken, options: { rate } });
    expect(await statuses(7)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(await statuses(1, { authorization: 'Bearer x.y.z' })).toEqual([429]);
    expect(await statuses(6, tokens.bearer({ userId: 1 }))).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await statuses(1, tokens.bearer({ userId: 2 }))).toEqual([200]);
    const refused = await fetch(`${gateway.url}/flights/1`);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('falls back to the address while no key can be had to check tokens with, without waiting long', async () => {
    await setUp(json(200, {}), { verifyToken: () => new Promise(() => undefined), options: { rate } });
    const startedAt = performance.now();
    expect(await statuses(6, tokens.bearer({ userId: 1 }))).toEqual([200, 200, 200, 200, 200, 429]);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  test('spares this machine where that is configured', async () => {
    await setUp(json(200, {}), { options: { rate, isLoopbackExempt: true } });
    expect(await statuses(20)).not.toContain(429);
  });
});

describe('browsers', () => {
  test('of a listed origin get their preflight answered by the gateway', async () => {
    await setUp(json(200, {}));
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
    const answer = await fetch(`${gateway.url}/bookings`, { method: 'OPTIONS', headers });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, 'https://app.example']);
    const other = await fetch(`${gateway.url}/bookings`, {
      method: 'OPTIONS',
      headers: { ...headers, origin: 'https://evil.example' },
    });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    expect(instance.seen).toHaveLength(0);
    const own = await fetch(`${gateway.url}/health`, { headers: { origin: 'https://app.example' } });
    expect(own.headers.get('access-control-allow-origin')).toBe('https://app.example');
  });
});

describe('a gateway that closes', () => {
  test('finishes what is under way, and lets idle connections go', async () => {
    await setUp((_request, answer) => void setTimeout(() => answer.end('done'), 200));
    await fetch(`${gateway.url}/flights/1`);
    const { request, answer } = openRequest(`${gateway.url}/flights/1`, { headers: { connection: 'keep-alive' } });
    request.end();
    await waitUntil('it is under way', () => instance.open.size === 1);
    const startedAt = performance.now();
    const closed = gateway.close();
    expect((await answer).statusCode).toBe(200);
    (await answer).resume();
    await closed;
    expect(performance.now() - startedAt).toBeLessThan(2000);
    await expect(fetch(`${gateway.url}/health`)).rejects.toThrow();
  });
});
