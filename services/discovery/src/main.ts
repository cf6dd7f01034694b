import { closeRedis, connectRedis, whenRedisReady } from '@airside/redis';
import {
  collectRuntimeMetrics,
  createLogger,
  createRegistry as createMetrics,
  exitOnError,
  measureRedis,
  nameByHost,
  readConfig,
  run,
  startTracing,
} from '@airside/service';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { buildApp } from './app.ts';
import { discoveryServerConfig } from './config.ts';
import { measureRedisNodes } from './redis/nodes.ts';
import { createLeaseStore } from './registry/lease-store.ts';
import { createRegistry } from './registry/registry.ts';

async function main(): Promise<void> {
  const config = readConfig(discoveryServerConfig, nameByHost('discovery', process.env, hostname()));
  const tracing = await startTracing('discovery', config);
  const logger = createLogger({ service: 'discovery', instance: config.INSTANCE_NAME, level: config.LOG_LEVEL });
  const redis = connectRedis({ urls: config.REDIS_URLS, name: config.INSTANCE_NAME });
  await whenRedisReady(redis, 2000);
  const registry = createRegistry({ store: createLeaseStore(redis), logger, epoch: randomUUID() });
  const metrics = createMetrics('discovery', config.INSTANCE_NAME);
  collectRuntimeMetrics(metrics);
  measureRedis(metrics, redis);
  measureRedisNodes(metrics, redis, config.REDIS_URLS);
  const app = await buildApp({
    instance: config.INSTANCE_NAME,
    clusterSecret: config.CLUSTER_SECRET,
    logger,
    registry,
    metrics,
  });
  // Watches are held open; they must end before the server can.
  app.addHook('preClose', () => registry.close());
  await run({
    app,
    logger,
    host: config.HOST,
    port: config.PORT,
    onClose: [async () => closeRedis(redis), () => tracing.close()],
  });
}

main().catch(exitOnError(undefined));
