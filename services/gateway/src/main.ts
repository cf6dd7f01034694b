import { closeRedis, connectRedis, whenRedisReady } from '@airside/redis';
import {
  collectRuntimeMetrics,
  createInternalClient,
  createLogger,
  createRegistry,
  exitOnError,
  measureRedis,
  nameByHost,
  readConfig,
  run,
  startTracing,
  verifierOver,
} from '@airside/service';
import { hostname } from 'node:os';
import { buildApp } from './app.ts';
import { GatewayConfig, refuseUnsafe, tlsFilesOf } from './config.ts';
import { watchCertificate } from './edge/tls.ts';
import { connectLocalStack } from './status/local-stack.ts';
import { followDirectory } from './upstreams/directory.ts';

async function main(): Promise<void> {
  const config = readConfig(GatewayConfig, nameByHost('gateway', process.env, hostname()));
  refuseUnsafe(config);
  const tls = tlsFilesOf(config);
  const { INSTANCE_NAME: instance, CLUSTER_SECRET: clusterSecret } = config;
  const tracing = await startTracing('gateway', config);
  const logger = createLogger({ service: 'gateway', instance, level: config.LOG_LEVEL });
  const registry = createRegistry('gateway', instance);
  collectRuntimeMetrics(registry);
  const redis = connectRedis({
    urls: config.REDIS_URLS,
    name: instance,
    onDown: (error) => logger.warn({ err: error }, 'Redis is gone'),
    onUp: () => logger.info('Redis is back'),
  });
  measureRedis(registry, redis);
  const directory = await followDirectory({
    discoveryUrls: config.DISCOVERY_URLS,
    clusterSecret,
    dataDir: config.DATA_DIR,
    logger,
  });
  await Promise.all([directory.whenKnown(2000), whenRedisReady(redis, 2000)]);
  const app = await buildApp(
    {
      clusterSecret,
      rate: { intervalMs: 1000 / config.RATE_LIMIT_PER_SECOND, burst: config.RATE_LIMIT_BURST },
      isLoopbackExempt: config.RATE_LIMIT_EXEMPT_LOOPBACK,
      isChaosAllowed: config.CHAOS_ENDPOINTS,
      corsOrigins: config.CORS_ORIGINS,
      ...(config.WEB_DIR === undefined ? {} : { webDir: config.WEB_DIR }),
      ...(tls === undefined ? {} : { tls }),
      isTlsTerminatedBefore: config.TLS_TERMINATED_BEFORE,
    },
    {
      logger,
      registry,
      directory,
      verifyToken: verifierOver(createInternalClient({ directory, clusterSecret })),
      redis,
      localStack:
        config.LOCAL_STACK_URL === undefined ? undefined : connectLocalStack(config.LOCAL_STACK_URL, clusterSecret),
      now: () => performance.now(),
      random: Math.random,
    },
  );
  if (tls !== undefined) {
    const certificate = watchCertificate(app.server, tls, logger);
    process.on('SIGHUP', certificate.reload);
    app.addHook('onClose', async () => certificate.stop());
  }
  await run({
    app,
    logger,
    host: config.HOST,
    port: config.PORT,
    onClose: [() => directory.close(), async () => closeRedis(redis), () => tracing.close()],
  });
}

main().catch(exitOnError(undefined));
