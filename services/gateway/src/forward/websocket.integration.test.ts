import { waitUntil } from '@airside/testing';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type FakeInstance,
  type RunningGateway,
  sendRaw,
  startDiscovery,
  startGateway,
  startInstance,
} from '../../tests/harness.ts';

type Joined = { request: IncomingMessage; socket: Duplex };
let instances: FakeInstance[];
let joined: Joined[];
let gateway: RunningGateway;
let discovery: Awaited<ReturnType<typeof startDiscovery>>;

/** Accepts upgrades and sends every text frame's payload (short, masked) back. */
async function startEcho(name: string): Promise<FakeInstance> {
  const instance = await startInstance(name, (_request, answer) => answer.writeHead(404).end());
  instance.server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    joined.push({ request, socket });
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    if (request.url?.includes('refuse') === true) {
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno');
      return;
    }
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.on('data', (frame: Buffer) => {
      if ((frame[0] ?? 0) !== 0x81) return;
      const length = (frame[1] ?? 0) & 0x7f;
      const mask = frame.subarray(2, 6);
      const text = frame.subarray(6, 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
      socket.write(Buffer.concat([Buffer.from([0x81, length]), text]));
    });
  });
  return instance;
}

beforeEach(async () => {
  joined = [];
  instances = [await startEcho('notification_service_1'), await startEcho('notification_service_2')];
  discovery = await startDiscovery(instances);
  gateway = await startGateway({ discoveryUrl: discovery.url });
});
afterEach(async () => {
  await gateway.close();
  await discovery.stop();
  for (const { socket } of joined) socket.destroy();
  await Promise.all(instances.map((instance) => instance.kill()));
});

async function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/ws?ticket=t`);
  await once(socket, 'open');
  return socket;
}
async function echo(socket: WebSocket, text: string): Promise<string> {
  const answer = once(socket, 'message');
  socket.send(text);
  return String(((await answer)[0] as MessageEvent).data);
}
const upgrade = (path: string, more = '') =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;

describe('a WebSocket', () => {
  test('is joined to an instance, which sees the gateway’s headers and not the client’s claims', async () => {
    const warning = vi.spyOn(process, 'emitWarning');
    const socket = await openSocket();
    expect(await echo(socket, 'hello')).toBe('hello');
    socket.close();
    await sendRaw(
      gateway.port,
      upgrade('/ws', 'X-Forwarded-For: 198.51.100.1\r\nX-Airside-Cluster-Secret: x\r\n'),
      200,
    );
    const { headers, url } = joined[0]?.request ?? expect.fail('nobody came');
    expect(url).toBe('/ws?ticket=t');
    expect(headers).toMatchObject({ 'x-airside-client-address': '127.0.0.1', upgrade: 'websocket' });
    expect(joined[1]?.request.headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(joined[1]?.request.headers).not.toHaveProperty('x-airside-cluster-secret');
    expect(warning.mock.calls.flat()).not.toContain('DEP0060');
  });

  test('goes to another instance when one cannot be reached', async () => {
    await instances[0]?.kill();
    for (let n = 0; n < 6; n += 1) {
      const socket = await openSocket();
      expect(await echo(socket, String(n))).toBe(String(n));
      socket.close();
    }
  });

  test('whose client stops reading is ended on both sides, and nothing piles up for it here', async () => {
    const client = connect(gateway.port, '127.0.0.1');
    client.on('error', () => undefined);
    client.write(upgrade('/ws?ticket=t'));
    await once(client, 'data');
    client.pause();
    const { socket } = joined[0] as Joined;
    let isClosed = false;
    socket.on('close', () => {
      isClosed = true;
    });
    // Until the kernel's buffers are full and the gateway takes no more.
    while (!isClosed && socket.writableLength < 1024 * 1024) {
      socket.write(Buffer.alloc(256 * 1024));
      await setImmediate();
    }
    await waitUntil('the end', () => isClosed, 10_000);
    client.destroy();
  });

  test('that one side cuts is cut on the other', async () => {
    const first = await openSocket();
    const closed = once(first, 'close');
    joined[0]?.socket.destroy();
    await closed;
    const client = sendRaw(gateway.port, upgrade('/ws'), 300);
    await waitUntil('it is joined', () => joined.length === 2);
    await client;
    await waitUntil('the instance’s side is gone', () => joined[1]?.socket.destroyed);
  });

  test('that the instance refuses brings the refusal to the client', async () => {
    const answer = await sendRaw(gateway.port, upgrade('/ws?refuse'));
    expect(answer).toMatch(/^HTTP\/1.1 401[^]*no$/);
  });

  test('is refused where nobody is there, or the path is another', async () => {
    await Promise.all(instances.map((instance) => instance.kill()));
    expect(await sendRaw(gateway.port, upgrade('/ws'))).toMatch(
      /^HTTP\/1.1 503[^]*notification_service is not available/,
    );
    expect(await sendRaw(gateway.port, upgrade('/api/auth/login'))).toMatch(/^HTTP\/1.1 404/);
    expect(await sendRaw(gateway.port, upgrade('/ws/../internal'))).toMatch(/^HTTP\/1.1 404/);
  });

  test('is ended when the gateway closes', async () => {
    const socket = await openSocket();
    const closed = once(socket, 'close');
    const closing = gateway.close();
    await closed;
    await closing;
    await waitUntil('the instance’s side is gone', () => joined[0]?.socket.destroyed);
  });
});

test('any other offer to upgrade is ignored, and the request served as it is', async () => {
  const answer = await sendRaw(
    gateway.port,
    'GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA\r\n\r\n',
    300,
  );
  expect(answer).toMatch(/^HTTP\/1.1 200/);
});
