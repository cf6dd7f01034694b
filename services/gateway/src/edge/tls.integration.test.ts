import { selfSigned, silentLogger, testPorts, waitUntil } from '@airside/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type FakeInstance,
  type GatewaySetup,
  json,
  type RunningGateway,
  sendRaw,
  startDiscovery,
  startGateway,
  startInstance,
} from '../../tests/harness.ts';
import { createServer } from './server.ts';
import { type TlsFiles, tlsOptions, watchCertificate } from './tls.ts';

let folder: string;
let files: TlsFiles;
let certificate: ReturnType<typeof selfSigned>;

function writeCertificate(next: ReturnType<typeof selfSigned>): void {
  certificate = next;
  writeFileSync(files.certFile, next.cert);
  writeFileSync(files.keyFile, next.key);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airside-tls-'));
  files = { certFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key') };
  writeCertificate(selfSigned());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A connection that trusts the certificate of the test alone. */
async function handshake(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', ca: certificate.cert, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

describe('a gateway with a certificate', () => {
  let instance: FakeInstance;
  let gateway: RunningGateway;
  let discovery: Awaited<ReturnType<typeof startDiscovery>>;

  async function setUp(options: NonNullable<GatewaySetup['options']>): Promise<void> {
    instance = await startInstance('notification_service_1', json(200, { ok: true }));
    discovery = await startDiscovery([instance]);
    gateway = await startGateway({ discoveryUrl: discovery.url, options });
  }
  afterEach(async () => {
    await gateway.close();
    await discovery.stop();
    await instance.kill();
  });

  function get(path: string, headers: Record<string, string> = {}) {
    return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
      request(`https://localhost:${gateway.port}${path}`, { ca: certificate.cert, headers, agent: false }, (answer) => {
        answer.resume().on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
      })
        .on('error', reject)
        .end();
    });
  }

  test('forwards what comes by https, says so to services, and tells browsers to stay with it', async () => {
    await setUp({ tls: files });
    const answer = await get('/api/notifications/x', { 'x-forwarded-proto': 'http' });
    expect(answer.status).toBe(200);
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    expect(instance.seen[0]?.headers['x-forwarded-proto']).toBe('https');
    // Refusals and the gateway's own answers too.
    expect((await get('/nowhere')).headers['strict-transport-security']).toBeDefined();
    expect((await get('/health')).headers['strict-transport-security']).toBeDefined();
  });

  test('speaks HTTP/1.1 over TLS 1.2 or newer, and nothing else', async () => {
    await setUp({ tls: files });
    const newest = await handshake(gateway.port, { ALPNProtocols: ['h2', 'http/1.1'] });
    expect([newest.getProtocol(), newest.alpnProtocol]).toEqual(['TLSv1.3', 'http/1.1']);
    newest.destroy();
    const older = await handshake(gateway.port, { maxVersion: 'TLSv1.2' });
    expect(older.getProtocol()).toBe('TLSv1.2');
    older.destroy();
    const oldest = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(handshake(gateway.port, oldest)).rejects.toThrow(/protocol version|unsupported protocol/i);
    expect(await sendRaw(gateway.port, 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n', 500)).not.toMatch(/ 200 /);
    expect(instance.seen).toHaveLength(0);
  });

  test('joins WebSockets over wss to an instance, which hears that the page came by https', async () => {
    await setUp({ tls: files });
    const upgrades: NodeJS.Dict<string | string[]>[] = [];
    instance.server.on('upgrade', (incoming, socket) => {
      upgrades.push(incoming.headers);
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      socket.on('data', (bytes: Buffer) => socket.write(bytes));
    });
    const socket = await handshake(gateway.port);
    let received = '';
    socket.on('data', (bytes: Buffer) => (received += bytes.toString('latin1')));
    socket.write('GET /ws HTTP/1.1\r\nHost: fly.example.org\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await waitUntil('the upgrade', () => received.startsWith('HTTP/1.1 101 '));
    socket.write('there and back');
    await waitUntil('the echo', () => received.endsWith('there and back'));
    socket.destroy();
    expect(upgrades[0]).toMatchObject({ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'fly.example.org' });
  });

  test('one that something with a certificate stands before says the same, by plain HTTP', async () => {
    await setUp({ isTlsTerminatedBefore: true });
    const answer = await fetch(`${gateway.url}/api/notifications/x`);
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(instance.seen[0]?.headers['x-forwarded-proto']).toBe('https');
  });

  test('one without any of it says nothing of https, whatever a client claims', async () => {
    await setUp({});
    const answer = await fetch(`${gateway.url}/api/notifications/x`, { headers: { 'x-forwarded-proto': 'https' } });
    expect(answer.headers.get('strict-transport-security')).toBeNull();
    expect(instance.seen[0]?.headers['x-forwarded-proto']).toBe('http');
  });
});

describe('a certificate that is replaced', () => {
  test('is used for new connections from then on; a wrong one never, and the old one stays', async () => {
    const app = createServer(silentLogger(), files);
    app.get('/', async () => 'x');
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as { port: number };
    const watch = watchCertificate(app.server, files, silentLogger(), 10);
    const serial = async () => {
      const socket = await handshake(port, { rejectUnauthorized: false });
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const first = await serial();
    const open = await handshake(port);
    writeCertificate(selfSigned());
    await waitUntil('the new certificate', async () => (await serial()) !== first);
    expect(open.destroyed).toBe(false);
    open.destroy();
    const second = await serial();
    // Half a replacement: the key is another's.
    writeFileSync(files.keyFile, selfSigned().key);
    watch.reload();
    expect(await serial()).toBe(second);
    watch.stop();
    await app.close();
  });

  test('is taken by a running gateway at once, when it is asked to by SIGHUP', async () => {
    const [port = 0] = await testPorts(1);
    const gateway = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
      env: {
        PORT: String(port),
        DATA_DIR: folder,
        CLUSTER_SECRET: 'a-secret-of-the-test',
        DISCOVERY_URLS: 'http://127.0.0.1:9',
        REDIS_URLS: 'redis://127.0.0.1:9',
        TLS_CERT_FILE: files.certFile,
        TLS_KEY_FILE: files.keyFile,
      },
      stdio: 'ignore',
    });
    const ended = once(gateway, 'exit');
    try {
      const trusts = () => handshake(port).then((socket) => socket.destroy());
      await waitUntil('it speaks TLS', () => trusts().then(() => true), 20_000);
      writeCertificate(selfSigned());
      await expect(trusts()).rejects.toThrow(/self-signed/);
      gateway.kill('SIGHUP');
      await waitUntil('the new certificate', () => trusts().then(() => true));
    } finally {
      gateway.kill('SIGTERM');
    }
    expect((await ended)[0]).toBe(0);
  }, 40_000);

  test('a start with files that do not belong together fails', () => {
    writeFileSync(files.keyFile, selfSigned().key);
    expect(() => tlsOptions(files)).toThrow(/key values mismatch/i);
    expect(() => tlsOptions({ ...files, certFile: join(folder, 'none') })).toThrow(/ENOENT/);
  });
});
