import { selfSigned } from '@airside/testing';
import type { Cluster } from 'ioredis';
import { connect, type AddressInfo } from 'node:net';
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

test('nodes that a cluster names by itself are spoken to as those in the URLs', () => {
  const tlsOf = (scheme: string) => {
    const cluster = connectRedis({ urls: [`${scheme}://127.0.0.1:9`, `${scheme}://127.0.0.1:10`], name: 'test' });
    closeRedis(cluster);
    return (cluster as Cluster).options.redisOptions?.tls;
  };
  expect([tlsOf('rediss'), tlsOf('redis')]).toEqual([{}, undefined]);
});
