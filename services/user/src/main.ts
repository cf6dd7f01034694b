import { figuresOfStream, startRelay } from '@airside/events';
import { connectCluster, migrate } from '@airside/postgres';
import { closeRedis, connectRedis, whenRedisReady } from '@airside/redis';
import {
  connectPlatform,
  createTokenVerifier,
  exitOnError,
  leaseOf,
  measureBus,
  measurePools,
  measureRedis,
  nameByHost,
  readConfig,
  run,
} from '@airside/service';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ensureStaffAccount } from './accounts/staff.ts';
import { buildApp } from './app.ts';
import { refuseUnsafe, userConfig } from './config.ts';
import { openKeyRing } from './keys/key-ring.ts';
import { defaultKeySchedule } from './keys/rules.ts';
import { createTokenOf } from './one-time-tokens/derive.ts';
import { createOneTimeTokens } from './one-time-tokens/one-time-tokens.ts';
import { createPasswordHasher } from './passwords/hasher.ts';
import { startSessionCleaning } from './sessions/cleaning.ts';
import { createLoginThrottle } from './sessions/throttle.ts';

async function main(): Promise<void> {
  const config = readConfig(userConfig, nameByHost('user_service', process.env, hostname()));
  refuseUnsafe(config);
  const { INSTANCE_NAME: instance, DATABASE_URLS: urls } = config;
  const platform = await connectPlatform('user_service', config);
  const { logger } = platform;
  const redis = connectRedis({
    urls: config.REDIS_URLS,
    name: instance,
    onDown: (err) => logger.warn({ err }, 'Redis does not answer; login limits hold per instance'),
    onUp: () => logger.info('Redis answers again'),
  });
  await migrate({ urls, folder: join(import.meta.dirname, '../migrations') });
  const cluster = await connectCluster({ name: 'users', urls, applicationName: instance });
  measurePools(platform.registry, 'users', cluster.pools);
  measureRedis(platform.registry, redis);
  const now = () => Temporal.Now.instant();
  const passwords = await createPasswordHasher({ pepper: config.PASSWORD_PEPPER, cost: config.BCRYPT_COST });
  await ensureStaffAccount(
    { cluster, passwords },
    { username: config.AIRSIDE_ADMIN_USERNAME, password: config.AIRSIDE_ADMIN_PASSWORD },
  );
  const keyRing = await openKeyRing({
    cluster,
    secret: config.SIGNING_KEY_SECRET,
    schedule: defaultKeySchedule,
    logger,
    now,
  });
  const oneTimeTokens = createOneTimeTokens({ tokenOf: createTokenOf(config.SIGNING_KEY_SECRET), now });
  const cleaning = startSessionCleaning({ cluster, logger, now });
  await whenRedisReady(redis, 1000);
  const stream = { cluster, redis, stream: 'accounts' };
  const relay = startRelay({ ...stream, holder: `${instance}/${randomUUID()}`, log: logger });
  measureBus(
    platform.registry,
    figuresOfStream(stream, () => relay),
  );
  const app = await buildApp(
    {
      instance,
      logger,
      registry: platform.registry,
      // Its own keys are at hand: no need to ask another instance for them.
      auth: {
        ...platform.auth,
        verifyToken: createTokenVerifier({ fetchJwks: () => Promise.resolve(keyRing.jwks()) }),
      },
      hasChaosEndpoints: config.CHAOS_ENDPOINTS,
    },
    { cluster, keyRing, passwords, throttle: createLoginThrottle({ redis }), oneTimeTokens, now },
  );
  await run({
    app,
    logger,
    host: config.HOST,
    port: config.PORT,
    lease: leaseOf(config, 'user_service'),
    onClose: [
      () => relay.stop(),
      () => cleaning.close(),
      () => keyRing.close(),
      () => platform.close(),
      () => cluster.close(),
      async () => closeRedis(redis),
    ],
  });
}

main().catch(exitOnError(undefined));
