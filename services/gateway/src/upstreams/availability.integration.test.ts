import { waitUntil } from '@airside/testing';
import type { RequestListener } from 'node:http';
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

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function instanceOf(name: string, listener: RequestListener, port = 0): Promise<FakeInstance> {
  const instance = await startInstance(name, listener, { port });
  ends.push(() => instance.kill());
  return instance;
}
async function gatewayOver(...instances: FakeInstance[]) {
  const discovery = await startDiscovery(instances);
  const gateway = await startGateway({ discoveryUrl: discovery.url });
  ends.push(
    () => discovery.stop(),
    () => gateway.close(),
  );
  return { gateway, discovery };
}
const servedBy = async (gateway: RunningGateway, path = '/flights/SW1', init: RequestInit = {}) => {
  const answer = await fetch(gateway.url + path, init);
  await answer.text();
  return { status: answer.status, by: answer.headers.get('x-served-by') };
};
const post = (headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: '{"a":1}',
  headers: { 'content-type': 'application/json', ...headers },
});
/** A listener that cuts the connection after it has read the request. */
const cutting: RequestListener = (request) => {
  request.resume();
  request.on('end', () => request.socket.destroy());
};

describe('an instance killed under load', () => {
  test('costs no GET, and traffic goes on over the other', async () => {
    const slowly: RequestListener = (_request, answer) => void setTimeout(() => answer.end('{}'), 2);
    const one = await instanceOf('booking_service_1', slowly);
    const two = await instanceOf('booking_service_2', slowly);
    const { gateway } = await gatewayOver(one, two);
    const statuses: number[] = [];
    let isRunning = true;
    const clients = Array.from({ length: 50 }, async () => {
      while (isRunning) statuses.push((await servedBy(gateway)).status);
    });
    await waitUntil('both in use', () => one.seen.length > 100 && two.seen.length > 100);
    await one.kill();
    const before = two.seen.length;
    await waitUntil('much more traffic', () => two.seen.length > before + 500);
    isRunning = false;
    await Promise.all(clients);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  test('comes back by itself when it answers again', async () => {
    const one = await instanceOf('booking_service_1', json(200, {}));
    const two = await instanceOf('booking_service_2', json(200, {}));
    const { gateway, discovery } = await gatewayOver(one, two);
    await one.kill();
    discovery.list([two]);
    await waitUntil('it has left', () => gateway.directory.current().revision === '2');
    const again = await instanceOf('booking_service_1', json(200, {}), Number(new URL(one.url).port));
    discovery.list([again, two]);
    await waitUntil('it serves', async () => (await servedBy(gateway)).by === 'booking_service_1');
  });
});

describe('a request whose instance is lost', () => {
  test('is sent to another where none was reached, also with a body', async () => {
    const one = await instanceOf('booking_service_1', json(200, {}));
    const two = await instanceOf('booking_service_2', json(201, {}));
    const { gateway } = await gatewayOver(one, two);
    await one.kill();
    for (let n = 0; n < 10; n += 1) expect((await servedBy(gateway, '/bookings', post())).status).toBe(201);
    expect(two.seen.map(({ headers }) => headers['content-length'])).toEqual(Array.from({ length: 10 }, () => '7'));
  });

  test('is not sent again where it may have taken effect, unless it carries a key', async () => {
    const all = [await instanceOf('booking_service_1', cutting), await instanceOf('booking_service_2', cutting)];
    const { gateway } = await gatewayOver(...all);
    const sent = () => all.reduce((sum, { seen }) => sum + seen.length, 0);
    expect((await servedBy(gateway, '/api/flight/book-flight', post())).status).toBe(502);
    expect(sent()).toBe(1);
    expect((await servedBy(gateway, '/api/flight/book-flight', post({ 'idempotency-key': 'k' }))).status).toBe(502);
    expect(sent()).toBe(3);
    expect((await servedBy(gateway, '/api/flight/cancel-booking/1', { method: 'DELETE' })).status).toBe(502);
    expect(sent()).toBe(4);
  });

  test('with a streamed body is sent to another while nothing of the body has been read', async () => {
    const one = await instanceOf('operations_service_1', json(200, {}));
    const two = await instanceOf('operations_service_2', (request, answer) => request.pipe(answer));
    const { gateway } = await gatewayOver(one, two);
    await one.kill();
    for (let n = 0; n < 6; n += 1) {
      const { request, answer } = openRequest(`${gateway.url}/api/ops/events`, { method: 'POST' });
      request.write('a');
      request.end('b');
      const received = await answer;
      const pieces: string[] = [];
      for await (const piece of received) pieces.push(String(piece));
      expect([received.statusCode, pieces.join('')]).toEqual([200, 'ab']);
    }
  });

  test('goes elsewhere when the instance says that it is closing', async () => {
    const closing: RequestListener = (_request, answer) => answer.writeHead(503, { connection: 'close' }).end();
    const { gateway } = await gatewayOver(
      await instanceOf('booking_service_1', closing),
      await instanceOf('booking_service_2', json(200, {})),
    );
    for (let n = 0; n < 10; n += 1) expect((await servedBy(gateway)).status).toBe(200);
  });
});

describe('an unfit instance', () => {
  test('is left out when it fails its health checks, and used again when it passes', async () => {
    let isReady = true;
    const one = await startInstance('booking_service_1', json(200, {}), { isReady: () => isReady });
    const two = await instanceOf('booking_service_2', json(200, {}));
    ends.push(() => one.kill());
    const { gateway } = await gatewayOver(one, two);
    await waitUntil('it serves', async () => (await servedBy(gateway)).by === 'booking_service_1');
    isReady = false;
    await waitUntil('it is left out', async () => {
      const names = await Promise.all(Array.from({ length: 20 }, () => servedBy(gateway)));
      return names.every(({ by }) => by === 'booking_service_2');
    });
    isReady = true;
    await waitUntil('it serves again', async () => (await servedBy(gateway)).by === 'booking_service_1');
  });

  test('that is the only one is used all the same', async () => {
    const one = await instanceOf('booking_service_1', json(500, {}));
    const { gateway } = await gatewayOver(one);
    for (let n = 0; n < 10; n += 1) expect(await servedBy(gateway)).toEqual({ status: 500, by: 'booking_service_1' });
  });
});

describe('discovery gone', () => {
  test('traffic goes on', async () => {
    const { gateway, discovery } = await gatewayOver(await instanceOf('booking_service_1', json(200, {})));
    await discovery.stop();
    for (let n = 0; n < 20; n += 1) expect((await servedBy(gateway)).status).toBe(200);
  });

  test('a gateway that starts then uses what the last one knew', async () => {
    const one = await instanceOf('booking_service_1', json(200, {}));
    const discovery = await startDiscovery([one]);
    const { mkdtemp, readFile, rm } = await import('node:fs/promises');
    const dataDir = await mkdtemp('/tmp/airside-gateway-');
    ends.push(() => rm(dataDir, { recursive: true, force: true }));
    const first = await startGateway({ discoveryUrl: discovery.url, dataDir });
    await waitUntil('the list on disk', async () =>
      (await readFile(`${dataDir}/directory.json`, 'utf8')).includes(one.url),
    );
    await first.close();
    await discovery.stop();
    const second = await startGateway({ discoveryUrl: discovery.url, dataDir });
    ends.push(() => second.close());
    expect(await servedBy(second)).toEqual({ status: 200, by: 'booking_service_1' });
  });
});
