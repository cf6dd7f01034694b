import { connectCluster } from '@airside/postgres';
import { connectRedis, whenRedisReady } from '@airside/redis';
import { createLogger } from '@airside/service';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { startRelay, subscribe } from '../src/index.ts';

// A process that relays or consumes until it is killed: what a crash is can only be tried on a real one.

/** First argument, as JSON. */
type Settings = {
  role: 'relay' | 'consumer';
  databaseUrls: string[];
  redisUrls: string[];
  keyPrefix: string;
  stream: string;
};

const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
const cluster = await connectCluster({
  name: 'test',
  urls: settings.databaseUrls,
  applicationName: 'test child',
});
const redis = connectRedis({
  urls: settings.redisUrls,
  name: 'test child',
  keyPrefix: settings.keyPrefix,
  commandTimeoutMs: 2000,
});
await whenRedisReady(redis, 5000);
const shared = {
  cluster,
  redis,
  stream: settings.stream,
  holder: randomUUID(),
  leaseMs: 600,
  log: createLogger({ service: 'test', instance: 'child', level: 'silent' }),
};

if (settings.role === 'relay') {
  startRelay(shared);
} else {
  subscribe({
    ...shared,
    group: 'test',
    consumer: 'test_child',
    handle: async (event, tx) => {
      await tx.query('insert into effect (event_id, subject, version) values ($1, $2, $3)', [
        event.id,
        event.subject,
        event.flightversion,
      ]);
      // Slow enough that the kill finds something in hand.
      await delay(20);
    },
  });
}
