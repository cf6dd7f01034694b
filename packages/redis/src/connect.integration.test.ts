import { connectTestRedis } from '@airside/testing';
import { expect, test } from 'vitest';
import { closeRedis, connectRedis, whenRedisReady } from './connect.ts';

test('a Redis that is not there fails a command promptly, and is reported once', async () => {
  const reasons: string[] = [];
  const redis = connectRedis({
    urls: ['redis://127.0.0.1:9'],
    name: 'test',
    onDown: ({ message }) => reasons.push(message),
  });
  expect(await whenRedisReady(redis, 100)).toBe(false);
  await expect(redis.get('x')).rejects.toThrow();
  closeRedis(redis);
  expect(reasons).toHaveLength(1);
});

test('two connections with different prefixes do not see each other', async () => {
  const [one, two] = [await connectTestRedis(), await connectTestRedis()];
  await one.redis.set('key', 'value');
  expect([await one.redis.get('key'), await two.redis.get('key')]).toEqual(['value', null]);
  one.close();
  two.close();
});
