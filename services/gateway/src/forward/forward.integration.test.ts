import { createTestTokens, waitUntil } from '@airside/testing';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type FakeInstance,
  json,
  openRequest,
  type RunningGateway,
  startDiscovery,
  startGateway,
  startInstance,
} from '../../tests/harness.ts';
import { routes } from '../routes.ts';

const tokens = createTestTokens();
let gateway: RunningGateway;
let instances: FakeInstance[] = [];
let discovery: Awaited<ReturnType<typeof startDiscovery>>;

async function setUp(listeners: Record<string, RequestListener>): Promise<void> {
  instances = await Promise.all(Object.entries(listeners).map(([name, listener]) => startInstance(name, listener)));
  discovery = await startDiscovery(instances);
  gateway = await startGateway({ discoveryUrl: discovery.url, verifyToken: tokens.verifyToken });
}
afterEach(async () => {
  await gateway.close();
  await discovery.stop();
  await Promise.all(instances.map((instance) => instance.kill()));
});
const instance = (index = 0) => instances[index] ?? expect.fail('no such instance');

describe('streaming', () => {
  test('an answer reaches the client piece by piece, before it is whole', async () => {
    await setUp({
      booking_service_1: (_request, answer) => {
        answer.writeHead(200, { 'content-type': 'text/plain' });
        answer.write('first');
      },
    });
    const answer = await fetch(`${gateway.url}/positions/stream`);
    const reader = answer.body?.getReader() ?? expect.fail('no body');
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('first');
    for (const open of instance().open) open.end('second');
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('second');
  });

  test('a large answer arrives whole, and waits for a slow reader without being held in memory', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const wanted = 400;
    let written = 0;
    await setUp({
      booking_service_1: (_request, answer) => {
        const more = () => {
          while (written < wanted) {
            written += 1;
            if (!answer.write(chunk)) {
              answer.once('drain', more);
              return;
            }
          }
          answer.end();
        };
        more();
      },
    });
    const { request, answer } = openRequest(`${gateway.url}/flights/large`);
    request.end();
    const received = await answer;
    // Nobody reads yet: what is on its way fits into socket buffers, and the instance stops writing.
    let before = -1;
    await waitUntil('the instance to be paused', async () => {
      const isPaused = before === written;
      before = written;
      await delay(50);
      return isPaused;
    });
    expect(written).toBeLessThan(wanted);
    let sizeBytes = 0;
    for await (const piece of received) sizeBytes += (piece as Buffer).length;
    expect(sizeBytes).toBe(wanted * chunk.length);
  });

  test('a request body of unknown length reaches the service as it is sent', async () => {
    const pieces: string[] = [];
    await setUp({
      operations_service_1: (request, answer) => {
        request.on('data', (piece: Buffer) => pieces.push(piece.toString()));
        request.on('end', () => answer.end('done'));
      },
    });
    const { request, answer } = openRequest(`${gateway.url}/api/ops/events`, { method: 'POST' });
    request.write('first');
    await waitUntil('the first piece', () => pieces.length === 1);
    request.end('second');
    expect((await answer).statusCode).toBe(200);
    expect(pieces.join()).toBe('first,second');
  });

  test('an instance that dies inside its answer ends the client’s, which can see that it is not whole', async () => {
    await setUp({
      booking_service_1: (_request, answer) => {
        answer.writeHead(200, { 'content-length': '1000' });
        answer.write('some');
      },
    });
    const { request, answer } = openRequest(`${gateway.url}/flights/SW1`);
    request.end();
    const received = await answer;
    received.resume();
    const failed = once(received, 'error');
    await instance().kill();
    expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('a client that goes away', () => {
  test('ends its request on the instance, before the head of the answer and inside the body', async () => {
    await setUp({
      booking_service_1: (request, answer) => {
        if (request.url === '/flights/slow') return;
        answer.writeHead(200);
        answer.write('some');
      },
    });
    for (const path of ['/flights/slow', '/flights/body']) {
      const requests = Array.from({ length: 20 }, () => openRequest(`${gateway.url}${path}`));
      for (const { request, answer } of requests) {
        answer.catch(() => undefined);
        request.end();
      }
      await waitUntil('all requests', () => instance().open.size === 20);
      for (const { request } of requests) request.destroy();
      await waitUntil('none is left', () => instance().open.size === 0);
    }
    const staff = tokens.bearer({ userId: 1, roles: ['admin'] });
    const status = await fetch(`${gateway.url}/api/gateway/status`, { headers: staff });
    const { instances: seen } = (await status.json()) as {
      instances: { inFlight: number; breaker: { state: string } }[];
    };
    expect(seen).toMatchObject([{ inFlight: 0, breaker: { state: 'closed' } }]);
  });

  test('in the middle of its body ends the request on the instance too', async () => {
    await setUp({ operations_service_1: (request) => request.resume() });
    const { request, answer } = openRequest(`${gateway.url}/api/ops/events`, { method: 'POST' });
    answer.catch(() => undefined);
    request.write('half');
    await waitUntil('the request', () => instance().open.size === 1);
    request.destroy();
    await waitUntil('none is left', () => instance().open.size === 0);
  });
});

describe('limits', () => {
  test('a body whose length is declared too large is refused before any instance hears of it', async () => {
    await setUp({ user_service_1: json(200, {}) });
    const answer = await fetch(`${gateway.url}/api/auth/login`, { method: 'POST', body: 'x'.repeat(64 * 1024 + 1) });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(instance().seen).toHaveLength(0);
  });

  test('a body that grows too large on its way is refused, and the connection stays usable', async () => {
    await setUp({ user_service_1: (request) => request.resume() });
    const { request, answer } = openRequest(`${gateway.url}/api/auth/login`, { method: 'POST' });
    request.write('x'.repeat(65 * 1024));
    const received = await answer;
    expect(received.statusCode).toBe(413);
    request.end();
    await waitUntil('none is left', () => instance().open.size === 0);
  });

  test('an instance that does not answer by the deadline costs a 504, and its request is ended', async () => {
    instances = [await startInstance('notification_service_1', () => undefined)];
    discovery = await startDiscovery(instances);
    const impatient = routes.map((route) => ({ ...route, deadlineMs: 150 }));
    gateway = await startGateway({ discoveryUrl: discovery.url, options: { routes: impatient } });
    const answer = await fetch(`${gateway.url}/api/board/x`);
    expect([answer.status, await answer.json()]).toEqual([
      504,
      expect.objectContaining({ message: 'notification_service did not answer in time. Please try again.' }),
    ]);
    await waitUntil('none is left', () => instance().open.size === 0);
  });

  test('too many calls at once wait, and beyond that are told to come again', async () => {
    instances = [await startInstance('booking_service_1', () => undefined)];
    discovery = await startDiscovery(instances);
    const limits = { calls: { most: 2, queue: 1 }, streams: { most: 1, queue: 0 }, connectTimeoutMs: 1000 };
    gateway = await startGateway({ discoveryUrl: discovery.url, options: { limits } });
    const held = [1, 2, 3].map(() => fetch(`${gateway.url}/flights/SW1`));
    await waitUntil('two calls', () => instance().open.size === 2);
    await delay(20);
    const refused = await fetch(`${gateway.url}/flights/SW1`);
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      503,
      '1',
      { error: 'Too much work at once. Please try again in a moment.' },
    ]);
    for (const open of instance().open) open.end('{}');
    const last = await waitUntil('the call that waited', () => [...instance().open].find((one) => !one.writableEnded));
    last.end('{}');
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

describe('what services and clients see', () => {
  test('the service sees the gateway’s word on the client; the client sees who answered which request', async () => {
    await setUp({ booking_service_1: json(200, {}) });
    const { request, answer } = openRequest(`${gateway.url}/flights/SW1?x=1&token=t`, {
      headers: {
        connection: 'keep-alive, x-secret',
        'x-secret': 's',
        'x-forwarded-for': '198.51.100.1',
        'x-airside-client-address': '198.51.100.1',
        'x-airside-cluster-secret': 'forged',
        te: 'trailers',
        'proxy-authorization': 'Basic x',
        'x-request-id': 'mine-1',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        origin: 'https://app.example',
      },
    });
    request.end();
    const received = await answer;
    const seen = instance().seen[0]?.headers ?? {};
    expect(instance().seen[0]?.url).toBe('/flights/SW1?x=1&token=t');
    expect(seen).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-airside-client-address': '127.0.0.1',
      'x-forwarded-host': `127.0.0.1:${gateway.port}`,
      'x-request-id': 'mine-1',
    });
    for (const name of ['x-secret', 'x-airside-cluster-secret', 'te', 'proxy-authorization'])
      expect(seen).not.toHaveProperty(name);
    expect(seen['traceparent']).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/);
    expect(received.headers).toMatchObject({
      'x-served-by': 'booking_service_1',
      'x-request-id': 'mine-1',
      'access-control-allow-origin': 'https://app.example',
    });
  });

  test('refusals under the resource API have its shape', async () => {
    await setUp({});
    const answer = await fetch(`${gateway.url}/flights/SW1`);
    expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([503, ['error']]);
  });

  test('a HEAD request and a 204 answer have no body, and the connection goes on', async () => {
    await setUp({ booking_service_1: (_request, answer) => answer.writeHead(204).end() });
    expect((await fetch(`${gateway.url}/flights/SW1`, { method: 'HEAD' })).status).toBe(204);
    expect((await fetch(`${gateway.url}/holds/1`, { method: 'DELETE' })).status).toBe(204);
  });
});
