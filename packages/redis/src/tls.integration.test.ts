import { startRedis } from '@airside/local-stack';
import { selfSigned, testPorts, waitUntil } from '@airside/testing';
import { type Cluster, Redis } from 'ioredis';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, inject, test } from 'vitest';
import { closeRedis, connectRedis, whenRedisReady } from './connect.ts';

/** The run's Redis behind a door with a certificate. */
async function startDoor(certificate: ReturnType<typeof selfSigned>) {
  const { hostname, port } = new URL(inject('servers').redisUrls[0] ?? '');
  const server = createServer(certificate, (socket) => {
    const redis = connect(Number(port), hostname);
    for (const end of [socket, redis]) end.on('error', () => undefined);
    socket.pipe(redis).pipe(socket);
    socket.once('close', () => redis.destroy());
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

test('rediss is TLS, with a certificate that is checked', async () => {
  const certificate = selfSigned();
  const door = await startDoor(certificate);
  const urls = [`rediss://localhost:${door.port}`];
  const reasons: string[] = [];
  const distrusting = connectRedis({ urls, name: 'test', onDown: ({ message }) => reasons.push(message) });
  expect(await whenRedisReady(distrusting, 1000)).toBe(false);
  expect(reasons[0]).toMatch(/certificate/i);
  closeRedis(distrusting);

  const before = getCACertificates('default');
  setDefaultCACertificates([...before, certificate.cert]);
  const trusting = connectRedis({ urls, name: 'test', commandTimeoutMs: 2000 });
  expect(await whenRedisReady(trusting, 5000)).toBe(true);
  expect(await trusting.ping()).toBe('PONG');
  closeRedis(trusting);
  setDefaultCACertificates(before);

  const open = connectRedis({ urls: [`redis://127.0.0.1:${door.port}`], name: 'test', onDown: () => undefined });
  expect(await whenRedisReady(open, 500)).toBe(false);
  closeRedis(open);
  door.close();
});

/** Three masters that speak TLS, to clients and among themselves. */
async function startTlsCluster(dir: string, { cert, key }: ReturnType<typeof selfSigned>) {
  const files = { cert: join(dir, 'tls.crt'), key: join(dir, 'tls.key') };
  writeFileSync(files.cert, cert);
  // Redis runs as somebody else.
  writeFileSync(files.key, key, { mode: 0o644 });
  const ports = await testPorts(6);
  const [plain, secure] = [ports.slice(0, 3), ports.slice(3)];
  const server = await startRedis({ dir, ports: plain });
  for (const [index, port] of plain.entries()) {
    const node = new Redis(port, '127.0.0.1');
    const settings = {
      'tls-cert-file': files.cert,
      'tls-key-file': files.key,
      'tls-ca-cert-file': files.cert,
      'tls-auth-clients': 'no',
      'tls-cluster': 'yes',
      'tls-port': secure[index],
      'cluster-announce-tls-port': secure[index],
      'cluster-announce-port': port,
      'cluster-announce-bus-port': port + 10_000,
    };
    await node.call('CONFIG', 'SET', ...Object.entries(settings).flat().map(String));
    await waitUntil('its neighbours are reached', async () =>
      String(await node.cluster('NODES'))
        .split('\n')
        .every((line) => !line.includes('disconnected')),
    );
    node.disconnect();
  }
  return { urls: secure.map((port) => `rediss://127.0.0.1:${port}`), server };
}

test('a cluster of which every node speaks TLS is reached at each of its nodes', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'airside-redis-tls-'));
  chmodSync(dir, 0o711);
  const certificate = selfSigned();
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, certificate.cert]);
  const { urls, server } = await startTlsCluster(dir, certificate);
  const client = connectRedis({ urls: urls.slice(0, 2), name: 'test', commandTimeoutMs: 2000 }) as Cluster;
  try {
    const securePorts = urls.map((url) => new URL(url).port).toSorted();
    await waitUntil('the nodes are known by their ports with TLS', () => {
      const ports = client.nodes('master').map(({ options }) => String(options.port));
      return ports.toSorted().join() === securePorts.join();
    });
    expect(await whenRedisReady(client, 10_000)).toBe(true);
    for (let n = 0; n < 50; n += 1) await client.set(`key-${n}`, n);
    expect(await client.get('key-42')).toBe('42');
    const keys = await Promise.all(client.nodes('master').map((node) => node.dbsize()));
    expect([Math.min(...keys) > 0, keys.reduce((sum, count) => sum + count, 0)]).toEqual([true, 50]);
  } finally {
    closeRedis(client);
    setDefaultCACertificates(before);
    await server.stop();
    rmSync(dir, { recursive: true });
  }
});

test('nodes that a cluster names by itself are spoken to as those in the URLs', () => {
  const tlsOf = (scheme: string) => {
    const cluster = connectRedis({ urls: [`${scheme}://127.0.0.1:9`, `${scheme}://127.0.0.1:10`], name: 'test' });
    closeRedis(cluster);
    return (cluster as Cluster).options.redisOptions?.tls;
  };
  expect([tlsOf('rediss'), tlsOf('redis')]).toEqual([{}, undefined]);
});
