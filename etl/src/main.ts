import { connectCluster, migrate } from '@airside/postgres';
import { closeRedis, connectRedis, whenRedisReady } from '@airside/redis';
import { connectPlatform, exitOnError, leaseOf, measurePools, measureRedis, readConfig, run } from '@airside/service';
import { buildApp } from './app.ts';
import { etlConfig } from './config.ts';
import { migrationsFolder } from './migrations.ts';
import { runOnce } from './run/run.ts';
import { readSchedule } from './schedule/rules.ts';

async function main(): Promise<void> {
  const config = readConfig(etlConfig, process.env);
  const { INSTANCE_NAME: instance, DATABASE_URLS: urls } = config;
  const schedule = readSchedule(config.ETL_TIME, config.ETL_TIME_ZONE);
  const { logger, registry, auth, close } = await connectPlatform('etl_service', config);
  const redis = connectRedis({
    urls: config.REDIS_URLS,
    name: instance,
    onDown: (error) => logger.warn({ err: error }, 'Redis is gone; events wait in the outbox'),
    onUp: () => logger.info('Redis is back'),
  });
  await migrate({ urls, folder: migrationsFolder });
  const warehouse = await connectCluster({ name: 'warehouse', urls, applicationName: instance, maxConnections: 10 });
  measurePools(registry, 'warehouse', warehouse.pools);
  measureRedis(registry, redis);
  await whenRedisReady(redis, 1000);
  const now = () => Temporal.Now.instant();
  const sourceUrls = { booking: config.SOURCE_BOOKING_URLS, users: config.SOURCE_USERS_URLS };
  const load = async () => {
    const { steps, checks, ...result } = await runOnce(
      { warehouseUrl: urls[0] ?? '', sourceUrls, now },
      { run: { kind: 'incremental' }, isDry: false, askedBy: 'schedule' },
    );
    const summary = { ...result, steps: steps.length, checks: checks.length };
    if (result.state === 'succeeded') logger.info(summary, 'the warehouse was loaded');
    else logger.error(summary, 'the load was refused; the figures of before stay');
  };
  const app = await buildApp({ instance, logger, registry, auth, warehouse, redis, nightly: { schedule, load }, now });
  await run({
    app,
    logger,
    host: config.HOST,
    port: config.PORT,
    lease: leaseOf(config, 'etl_service'),
    onClose: [close, () => warehouse.close(), async () => closeRedis(redis)],
  });
}

main().catch(exitOnError(undefined));
