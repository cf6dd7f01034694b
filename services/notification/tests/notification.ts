import { type AirsideEvent, Problem } from '@airside/contracts';
import { publish, type Relay, startRelay } from '@airside/events';
import { closeRedis, connectRedis, whenRedisReady } from '@airside/redis';
import { type App, createRegistry } from '@airside/service';
import { createTestDatabase, createTestTokens, silentLogger, type TestDatabase } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inject } from 'vitest';
import { buildApp } from '../src/app.ts';
import { startBackgroundJobs } from '../src/background-jobs.ts';
import { createBoard } from '../src/board/board.ts';
import type { Channels } from '../src/channels/channel.ts';
import { createNotices } from '../src/deliveries/notices.ts';
import type { PushService } from '../src/devices/routes.ts';
import { followFlights } from '../src/flight-updates/tell-rooms.ts';
import { followAccounts } from '../src/subscriptions/forget-account.ts';
import { createRooms } from '../src/rooms/rooms.ts';
import { connectRoomSignals, type RoomSignals } from '../src/rooms/signals.ts';
import { createWebhooks, type WebhookOptions } from '../src/webhooks/webhooks.ts';

export const tokens = createTestTokens();

/** Where an instance may send webhooks; without it, it has the routes only. */
type Targets = Pick<WebhookOptions, 'allowedHosts' | 'resolve'>;

/** What an instance sends notices with; without it, it has the routes only. */
type Sending = {
  channels: Partial<Channels>;
  push?: PushService;
  passengers?: ReadonlyMap<number, string>;
  emails?: ReadonlyMap<number, string>;
  sendTimeoutMs?: number;
};

export const clusterSecret = 'a-secret-of-the-test';

export type TestInstance = { app: App; url: string; close(): Promise<void> };

type InstanceOptions = { isOpen?: boolean; hasRedis?: boolean; targets?: Targets; sending?: Sending };

export type TestNotification = {
  database: TestDatabase;
  /** Writes events as their owner would, and relays them. */
  emit(events: readonly AirsideEvent[]): Promise<void>;
  addInstance(options?: InstanceOptions): Promise<TestInstance>;
  close(): Promise<void>;
};

/**
 * Instances of the notification service on one database and one Redis, each listening on a port of its own. FL001 to FL009
 * exist. What the test emits comes on `stream`.
 */
export async function startNotification({ stream = 'flights' } = {}): Promise<TestNotification> {
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
        stream,
        holder: 'test',
        log: silentLogger(),
      });
      await database.cluster.transaction((tx) => publish(tx, events));
    },
    async addInstance({ isOpen = false, hasRedis = true, targets, sending } = {}) {
      const instance = await startInstance(database, keyPrefix, {
        name: `notification_service_${instances.length + 1}`,
        isOpen,
        hasRedis,
        targets,
        sending,
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
  options: {
    name: string;
    isOpen: boolean;
    hasRedis: boolean;
    targets: Targets | undefined;
    sending: Sending | undefined;
  },
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
  const board = createBoard({ db: cluster.writer, logger, now });
  const onSignal = (flightCode: string) => {
    rooms.onSignal(flightCode);
    board.wake();
  };
  signals = connectRoomSignals({ publisher, subscriber, onSignal, logger });
  if (options.hasRedis) await Promise.all([publisher, subscriber].map((redis) => whenRedisReady(redis, 5000)));
  const member = { cluster, redis: publisher, consumer: options.name, holder: randomUUID(), log: logger };
  const registry = createRegistry('notification_service', options.name);
  const webhooks = createWebhooks({
    bus: member,
    registry,
    now,
    streams: ['flights'],
    allowedHosts: [],
    ...options.targets,
  });
  const { sending } = options;
  const notices = createNotices({
    bus: member,
    channels: { email: [], sms: [], fcm: [], webpush: [], ...sending?.channels },
    passengers: { passengerOf: async (accountId) => sending?.passengers?.get(accountId) },
    accounts: { emailOf: async (accountId) => sending?.emails?.get(accountId) },
    publicUrl: 'http://localhost:4000',
    unsubscribeSecret: clusterSecret,
    push: sending?.push,
    registry,
    now,
    random: () => 0.5,
    ...(sending?.sendTimeoutMs === undefined ? {} : { sendTimeoutMs: sending.sendTimeoutMs }),
  });
  const working = [...(options.targets === undefined ? [] : [webhooks]), ...(sending === undefined ? [] : [notices])];
  const app = await buildApp({
    instance: options.name,
    logger,
    registry,
    auth: { clusterSecret, verifyToken: tokens.verifyToken },
    cluster,
    rooms,
    board,
    flights: {
      async ensureKnown(flightCode) {
        if (!/^FL00[1-9]$/.test(flightCode)) throw new Problem('FLIGHT_NOT_FOUND');
      },
    },
    webhooks,
    notices,
    isOpen: options.isOpen,
    now,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const jobs =
    working.length === 0 ? undefined : await startBackgroundJobs({ cluster, registry, log: logger }, working);
  const followed = options.hasRedis
    ? [
        followFlights(member, (flightCode) => {
          rooms.announce(flightCode);
          board.wake();
        }),
        followAccounts(member),
      ]
    : [];
  let closing: Promise<void> | undefined;
  return {
    app,
    url: `ws://127.0.0.1:${(app.server.address() as AddressInfo).port}/ws`,
    close() {
      closing ??= app.close().then(async () => {
        await Promise.all([...followed, webhooks].map((each) => each.stop()));
        await jobs?.stop();
        await Promise.all([notices.stop(), webhooks.close()]);
        closeRedis(publisher);
        closeRedis(subscriber);
      });
      return closing;
    },
  };
}
