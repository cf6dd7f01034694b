import { closeRedis, connectRedis } from '@airside/redis';
import { connectTestRedis, silentLogger } from '@airside/testing';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalLimiter } from './local-limiter.ts';
import { createRateLimit } from './rate-limit.ts';
import { createSharedLimiter } from './redis-limiter.ts';

const rate = { intervalMs: 60_000, burst: 4 };
const request = { headers: {} } as IncomingMessage;
let shared: Awaited<ReturnType<typeof connectTestRedis>>;
beforeAll(async () => {
  shared = await connectTestRedis();
});
afterAll(() => shared.close());

const limitOver = (redis: typeof shared.redis) =>
  createRateLimit({
    local: createLocalLimiter(rate),
    shared: createSharedLimiter(redis, rate),
    verifyToken: () => Promise.resolve(undefined),
    isLoopbackExempt: false,
    logger: silentLogger(),
    now: () => performance.now(),
  });

describe('the rate limit', () => {
  test('is one for all gateways on the same Redis, and says when to come again', async () => {
    const gateways = [limitOver(shared.redis), limitOver(shared.redis)];
    const answers = [];
    for (let n = 0; n < 6; n += 1) answers.push(await gateways[n % 2]?.(request, '192.0.2.1'));
    expect(answers.map((problem) => problem?.status)).toEqual([undefined, undefined, undefined, undefined, 429, 429]);
    expect(answers[4]?.retryAfterSeconds).toBeGreaterThan(50);
    expect(answers[4]?.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(await gateways[0]?.(request, '192.0.2.2')).toBeUndefined();
  });

  test('lets requests at once through only as many as the burst', async () => {
    const limit = limitOver(shared.redis);
    const answers = await Promise.all(Array.from({ length: 50 }, async () => limit(request, '192.0.2.3')));
    expect(answers.filter((problem) => problem === undefined)).toHaveLength(rate.burst);
  });

  test('survives a Redis that has forgotten the script', async () => {
    const limit = limitOver(shared.redis);
    expect(await limit(request, '192.0.2.4')).toBeUndefined();
    if ('nodes' in shared.redis) await Promise.all(shared.redis.nodes('master').map((node) => node.script('FLUSH')));
    else await shared.redis.script('FLUSH');
    for (let n = 0; n < 3; n += 1) expect(await limit(request, '192.0.2.4')).toBeUndefined();
    expect((await limit(request, '192.0.2.4'))?.status).toBe(429);
  });

  test('goes on in this process when Redis is gone, and waits for it no longer than one command may take', async () => {
    const gone = connectRedis({ urls: ['redis://127.0.0.1:1'], name: 'gone', onDown: () => undefined });
    const limit = limitOver(gone);
    const startedAt = performance.now();
    const answers = [];
    for (let n = 0; n < 6; n += 1) answers.push((await limit(request, '192.0.2.5'))?.status);
    expect(answers).toEqual([undefined, undefined, undefined, undefined, 429, 429]);
    expect(performance.now() - startedAt).toBeLessThan(600);
    closeRedis(gone);
  });
});
