import { connectCluster } from '@airside/postgres';
import { connectRedis } from '@airside/redis';
import { createApp, createLogger, createRegistry } from '@airside/service';
import { randomUUID } from 'node:crypto';
import { startBackgroundJobs } from '../src/background-jobs.ts';
import { createNotices } from '../src/deliveries/notices.ts';
import { sinkAccount } from './notice-sink.ts';

// The notices of an instance in a process of its own, there to be killed. Says its address once it listens.

type Given = {
  urls: string[];
  redisUrls: string[];
  keyPrefix: string;
  emailSink: string;
  smsSink: string;
  secret: string;
};

const given = JSON.parse(process.argv[2] ?? '{}') as Given;
const cluster = await connectCluster({
  name: 'test',
  urls: given.urls,
  applicationName: 'test child',
  probeEveryMs: 50,
});
const redis = connectRedis({ urls: given.redisUrls, name: 'child', keyPrefix: given.keyPrefix });
const log = createLogger({ service: 'test', instance: 'child', level: 'silent' });
const registry = createRegistry('notification_service', 'child');
const notices = createNotices({
  bus: { cluster, redis, consumer: 'child', holder: randomUUID(), log },
  channels: {
    email: [sinkAccount('asked', given.emailSink, true)],
    sms: [sinkAccount('not asked', given.smsSink, false)],
    fcm: [],
    webpush: [],
  },
  passengers: { passengerOf: async () => undefined },
  accounts: { emailOf: async () => undefined },
  publicUrl: 'http://localhost:4000',
  unsubscribeSecret: given.secret,
  registry,
  now: () => Temporal.Now.instant(),
  random: () => 0.5,
});
const app = await createApp({
  service: 'notification_service',
  instance: 'child',
  version: '0',
  logger: log,
  auth: { clusterSecret: given.secret, verifyToken: async () => undefined },
  registry,
});
notices.routes(app);
await startBackgroundJobs({ cluster, registry, log }, [notices]);
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
