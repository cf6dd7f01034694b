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
import { operationsConfig } from './config.ts';

async function main(): Promise<void> {
  const config = readConfig(operationsConfig, nameByHost('operations_service', process.env, hostname()));
  const { INSTANCE_NAME: instance, DATABASE_URLS: urls } = config;
  const { logger, registry, auth, callInternal, close } = await connectPlatform('operations_service', config);
  const redis = connectRedis({
    urls: config.REDIS_URLS,
    name: instance,
    onDown: (error) => logger.warn({ err: error }, 'Redis is gone; events wait in the outbox'),
    onUp: () => logger.info('Redis is back'),
  });
  await migrate({ urls, folder: join(import.meta.dirname, '../migrations') });
  const cluster = await connectCluster({ name: 'booking', urls, applicationName: instance });
  measurePools(registry, 'booking', cluster.pools);
  measureRedis(registry, redis);
  await whenRedisReady(redis, 1000);
  const app = await buildApp({
    instance,
    logger,
    registry,
    auth,
    cluster,
    redis,
    callInternal,
    brokers: { kafka: config.KAFKA_BROKERS, rabbitMqUrl: config.RABBITMQ_URL },
  });
  await run({
    app,
    logger,
    host: config.HOST,
    port: config.PORT,
    lease: leaseOf(config, 'operations_service'),
    onClose: [close, () => cluster.close(), async () => closeRedis(redis)],
  });
}

main().catch(exitOnError(undefined));
