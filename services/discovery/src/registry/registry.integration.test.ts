import { headers, type LeaseRequest } from '@airside/contracts';
import { connectTestRedis, silentLogger, waitUntil } from '@airside/testing';
import { createRegistry as createRegistryOfMetrics } from '@airside/service';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildApp } from '../app.ts';
import { createLeaseStore, type LeaseStore } from './lease-store.ts';
import { createRegistry, type Registry } from './registry.ts';

const clusterSecret = 'a-secret-of-the-test';
const trusted = { [headers.clusterSecret]: clusterSecret };
const lease: LeaseRequest = {
  service: 'user_service',
  url: 'http://127.0.0.1:5001',
  incarnation: 'a',
  version: '1',
  state: 'up',
};

let closers: (() => void | Promise<void>)[] = [];
let shared: Awaited<ReturnType<typeof connectTestRedis>>;

beforeEach(async () => {
  shared = await connectTestRedis();
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
  shared.close();
});

async function startDiscovery(store: LeaseStore = createLeaseStore(shared.redis), now = () => performance.now()) {
  const registry: Registry = createRegistry({
    store,
    logger: silentLogger(),
    epoch: crypto.randomUUID(),
    syncEveryMs: 30,
    now,
  });
  const app = await buildApp({
    instance: 'discovery_1',
    clusterSecret,
    logger: silentLogger(),
    registry,
    metrics: createRegistryOfMetrics('discovery', 'discovery_1'),
  });
  closers.push(
    () => app.close(),
    () => registry.close(),
  );
  return { app, registry };
}

describe('discovery', () => {
  test('registration and the list need the cluster secret, and look like nothing without it', async () => {
    const { app } = await startDiscovery();
    for (const given of [{}, { [headers.clusterSecret]: 'wrong' }]) {
      expect(
        (await app.inject({ method: 'PUT', url: '/leases/user_service_1', headers: given, payload: lease })).statusCode,
      ).toBe(404);
      expect((await app.inject({ url: '/services', headers: given })).statusCode).toBe(404);
      expect((await app.inject({ method: 'DELETE', url: '/leases/user_service_1', headers: given })).statusCode).toBe(
        404,
      );
    }
  });

  test('a bad registration is refused with the field named', async () => {
    const { app } = await startDiscovery();
    const put = (instance: string, payload: object) =>
      app.inject({ method: 'PUT', url: `/leases/${instance}`, headers: trusted, payload });
    expect((await put('user_service_1', { ...lease, service: 'warp_service' })).json()).toMatchObject({
      errors: [{ field: 'service' }],
    });
    expect((await put('user_service_1', { ...lease, url: 'ftp://x' })).json()).toMatchObject({
      errors: [{ field: 'url' }],
    });
    expect((await put('User Service', lease)).json()).toMatchObject({ errors: [{ field: 'instance' }] });
  });

  test('what one process hears, another lists; a farewell too', async () => {
    const [one, two] = [await startDiscovery(), await startDiscovery()];
    await one.app.inject({ method: 'PUT', url: '/leases/user_service_1', headers: trusted, payload: lease });
    await waitUntil(
      'the other process lists it',
      () => two.registry.directory().services['user_service']?.length === 1,
    );
    await two.app.inject({ method: 'DELETE', url: '/leases/user_service_1', headers: trusted });
    await waitUntil(
      'the first process forgets it',
      () => one.registry.directory().services['user_service'] === undefined,
    );
  });

  test('a watch answers as soon as the list changes', async () => {
    const { app, registry } = await startDiscovery();
    await waitUntil('the registry has looked', () => registry.directory());
    const { revision } = registry.directory();
    const watching = app.inject({ url: `/services?revision=${revision}&waitSeconds=20`, headers: trusted });
    await app.inject({ method: 'PUT', url: '/leases/user_service_1', headers: trusted, payload: lease });
    const answer = (await watching).json<{ services: Record<string, unknown[]> }>();
    expect(answer.services['user_service']).toHaveLength(1);
  });

  test('Redis gone and back empty: every route stays, and Redis is filled again by the heartbeats', async () => {
    const real = createLeaseStore(shared.redis);
    let isDown = false;
    const fails = () => Promise.reject(new Error('down'));
    const { app, registry } = await startDiscovery({
      save: (record) => (isDown ? fails() : real.save(record)),
      load: () => (isDown ? fails() : real.load()),
    });
    const beat = () => app.inject({ method: 'PUT', url: '/leases/user_service_1', headers: trusted, payload: lease });
    await beat();
    isDown = true;
    expect((await beat()).statusCode).toBe(200);
    expect(registry.directory().services['user_service']).toHaveLength(1);
    await shared.redis.del('{airside:discovery}:lease:user_service_1', '{airside:discovery}:instances');
    isDown = false;
    expect(registry.directory().services['user_service']).toHaveLength(1);
    await beat();
    await waitUntil('the lease is in Redis again', async () => (await real.load()).length === 1);
  });

  test('a process that restarts without Redis says that its list is not settled yet', async () => {
    const { registry } = await startDiscovery({
      save: () => Promise.reject(new Error('down')),
      load: () => Promise.reject(new Error('down')),
    });
    expect(registry.directory().settled).toBe(false);
  });

  test('Prometheus finds every instance', async () => {
    const { app } = await startDiscovery();
    await app.inject({ method: 'PUT', url: '/leases/user_service_1', headers: trusted, payload: lease });
    expect((await app.inject({ url: '/prometheus/targets' })).json()).toEqual([
      { targets: ['127.0.0.1:5001'], labels: { service: 'user_service', instance: 'user_service_1' } },
    ]);
  });

  test('Prometheus goes on asking one that is gone without a word, and not one that said farewell', async () => {
    let now = 0;
    const { app } = await startDiscovery({ save: () => Promise.resolve(), load: () => Promise.resolve([]) }, () => now);
    const names = ['user_service_1', 'user_service_2'];
    for (const [index, name] of names.entries())
      await app.inject({
        method: 'PUT',
        url: `/leases/${name}`,
        headers: trusted,
        payload: { ...lease, url: `http://127.0.0.1:${5001 + index}` },
      });
    const targets = async () =>
      (await app.inject({ url: '/prometheus/targets' }))
        .json<{ labels: { instance: string } }[]>()
        .map(({ labels }) => labels.instance);
    const listed = async () => Object.keys((await app.inject({ url: '/services', headers: trusted })).json().services);
    await app.inject({ method: 'DELETE', url: '/leases/user_service_2', headers: trusted });
    now = 60_000;
    await waitUntil('nobody is listed', async () => (await listed()).length === 0);
    expect(await targets()).toEqual(['user_service_1']);
    await app.inject({ method: 'DELETE', url: '/leases/user_service_1', headers: trusted });
    expect(await targets()).toEqual([]);
  });
});
