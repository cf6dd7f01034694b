import { connectCluster, migrate } from '@airside/postgres';
import { closeRedis, connectRedis, whenRedisReady } from '@airside/redis';
import {
  connectPlatform,
  exitOnError,
  leaseOf,
  measurePools,
  measureRedis,
  nameByHost,
  readConfig,
  run,
} from '@airside/service';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { buildApp } from './app.ts';
import { bookingConfig, refuseUnsafe } from './config.ts';
import { writeHistory } from './orders/history.ts';
import { createPreferences } from './passengers/preferences.ts';
import { createHttpProvider } from './payments/http-provider.ts';
import { createPayments } from './payments/payments.ts';

async function main(): Promise<void> {
  const config = readConfig(bookingConfig, nameByHost('booking_service', process.env, hostname()));
  refuseUnsafe(config);
  const { INSTANCE_NAME: instance, DATABASE_URLS: urls, SEED_BASE_DATE: baseDate } = config;
  const { logger, registry, auth, callInternal, close } = await connectPlatform('booking_service', config);
  const redis = connectRedis({
    urls: config.REDIS_URLS,
    name: instance,
    onDown: (error) => logger.warn({ err: error }, 'Redis is gone; searches go to the database'),
    onUp: () => logger.info('Redis is back'),
  });
  await migrate({ urls, folder: join(import.meta.dirname, '../migrations') });
  const cluster = await connectCluster({ name: 'booking', urls, applicationName: instance });
  measurePools(registry, 'booking', cluster.pools);
  measureRedis(registry, redis);
  await whenRedisReady(redis, 1000);
  const provider = createHttpProvider({
    name: config.PAYMENT_PROVIDER_NAME,
    url: config.PAYMENT_PROVIDER_URL,
    secret: config.PAYMENT_PROVIDER_SECRET,
  });
  const pinnedDate = baseDate === undefined ? undefined : Temporal.PlainDate.from(baseDate);
  const app = await buildApp({
    instance,
    logger,
    registry,
    auth,
    cluster,
    redis,
    pinnedDate,
    payments: (desks) =>
      createPayments({ ...desks, cluster, provider, writeHistory, random: Math.random, logger, registry }),
    paymentProvider: { name: config.PAYMENT_PROVIDER_NAME, secret: config.PAYMENT_PROVIDER_SECRET },
    preferences: createPreferences(callInternal),
    isOpen: config.OPEN_READS,
    hasDemo: config.DEMO_ENDPOINTS,
  });
  await run({
    app,
    logger,
    host: config.HOST,
    port: config.PORT,
    lease: leaseOf(config, 'booking_service'),
    onClose: [close, () => cluster.close(), async () => closeRedis(redis)],
  });
}

main().catch(exitOnError(undefined));
