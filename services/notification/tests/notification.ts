import { type AirsideEvent, Problem } from '@airside/contracts';
import { publish, type Relay, startRelay } from '@airside/events';
import { closeRedis, connectRedis, whenRedisReady } from '@airside/redis';
import type { App } from '@airside/service';
import { createTestDatabase, createTestTokens, silentLogger, type TestDatabase } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inject } from 'vitest';
import { buildApp } from '../src/app.ts';
import { followFlights } from '../src/flight-updates/tell-rooms.ts';
import { createRooms } from '../src/rooms/rooms.ts';
import { connectRoomSignals, type RoomSignals } from '../src/rooms/signals.ts';

export const tokens = createTestTokens();

export type TestInstance = { app: App; url: string; close(): Promise<void> };

export type TestNotification = {
  database: TestDatabase;
  /** Writes events as their owner would, and relays them. */
  emit(events: readonly AirsideEvent[]): Promise<void>;
  addInstance(options?: { isOpen?: boolean; hasRedis?: boolean }): Promise<TestInstance>;
  close(): Promise<void>;
};

/** Instances of the notification service on one database and one Redis, each listening on a port of its own. FL001 to FL009 exist. */
export async function startNotification(): Promise<TestNotification> {
  const database = await createTestDatabase({
    role: 'notification_service',
    migrations: join(import.meta.dirname, '../migrations'),
  });
  const instances: TestInstance[] = [];
  // Streams of other test files lie on the same servers.
  const keyPrefix = `${randomUUID()}:`;
  const redis = connectRedis({ urls: inject('servers').redisUrls, name: 'test relay', keyPrefix });
  await whenRedisReady(redis, 5000);
  let relay: Relay | undefined;
  return {
    database,
    async emit(events) {
      relay ??= startRelay({
        cluster: database.cluster,
        redis,
        stream: 'flights',
        holder: 'test',
        log: silentLogger(),
      });
      await database.cluster.transaction((tx) => publish(tx, events));
    },
    async addInstance({ isOpen = false, hasRedis = true } = {}) {
      const instance = await startInstance(database, keyPrefix, {
        name: `notification_service_${instances.length + 1}`,
        isOpen,
        hasRedis,
      });
      instances.push(instance);
      return instance;
    },
    async close() {
      await Promise.all(instances.map((instance) => instance.close()));
      await relay?.stop();
      closeRedis(redis);
      await database.drop();
    },
  };
}

async function startInstance(
  { cluster }: TestDatabase,
  keyPrefix: string,
  options: { name: string; isOpen: boolean; hasRedis: boolean },
): Promise<TestInstance> {
  const logger = silentLogger();
  // A port where nothing listens stands for a Redis that is gone.
  const urls = options.hasRedis ? inject('servers').redisUrls : ['redis://127.0.0.1:9'];
  const [publisher, subscriber] = [
    connectRedis({ urls, name: 'test', keyPrefix }),
    connectRedis({ urls, name: 'test rooms' }),
  ];
  let signals: RoomSignals | undefined;
  const now = () => Temporal.Now.instant();
  const rooms = createRooms({ cluster, signals: () => signals, logger, now });
  signals = connectRoomSignals({ publisher, subscriber, onSignal: (flightCode) => rooms.onSignal(flightCode), logger });
  if (options.hasRedis) await Promise.all([publisher, subscriber].map((redis) => whenRedisReady(redis, 5000)));
  const app = await buildApp({
    instance: options.name,
    logger,
    auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: tokens.verifyToken },
    cluster,
    rooms,
    flights: {
      async ensureKnown(flightCode) {
        if (!/^FL00[1-9]$/.test(flightCode)) throw new Problem('FLIGHT_NOT_FOUND');
      },
    },
    isOpen: options.isOpen,
    now,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const updates = options.hasRedis
    ? followFlights({
        cluster,
        redis: publisher,
        instance: options.name,
        onTold: (code) => rooms.announce(code),
        logger,
      })
    : undefined;
  let closing: Promise<void> | undefined;
  return {
    app,
    url: `ws://127.0.0.1:${(app.server.address() as AddressInfo).port}/ws`,
    close() {
      closing ??= app.close().then(async () => {
        await updates?.stop();
        closeRedis(publisher);
        closeRedis(subscriber);
      });
      return closing;
    },
  };
}
