import { closeRedis, connectRedis, type RedisClient, whenRedisReady } from '@airside/redis';
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';

/** A connection to the run's Redis Cluster in which no other test file's keys are seen. */
export async function connectTestRedis(): Promise<{ redis: RedisClient; close(): void }> {
  const redis = connectRedis({
    urls: inject('servers').redisUrls,
    name: 'test',
    keyPrefix: `${randomBytes(4).toString('hex')}:`,
    commandTimeoutMs: 2000,
  });
  if (!(await whenRedisReady(redis, 5000))) throw new Error("the test run's Redis does not answer");
  return { redis, close: () => closeRedis(redis) };
}
