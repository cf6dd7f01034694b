import type { RedisClient } from '@airside/redis';
import { createHash } from 'node:crypto';
import type { Rate } from './gcra.ts';

/** Decides requests for all gateways together. Rejects when Redis does not answer in time. */
export type SharedLimiter = { decide(key: string): Promise<{ isAllowed: boolean; retryAfterMs: number }> };

/**
 * GCRA (see gcra.ts) on Redis's own clock, so that gateways need not agree on the time.
 * In microseconds; answers 0 for an allowed request, else the wait.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval = tonumber(ARGV[1])
local arrival = tonumber(redis.call('GET', KEYS[1]) or now)
local due = math.max(arrival, now)
local earliest = due - (tonumber(ARGV[2]) - 1) * interval
if now < earliest then return earliest - now end
local next = due + interval
redis.call('SET', KEYS[1], string.format('%d', next), 'PX', math.ceil((next - now) / 1000) + 1)
return 0`;
const digest = createHash('sha1').update(script).digest('hex');

export function createSharedLimiter(redis: RedisClient, rate: Rate): SharedLimiter {
  const intervalUs = String(Math.round(rate.intervalMs * 1000));
  const burst = String(rate.burst);

  async function run(key: string): Promise<number> {
    try {
      return Number(await redis.evalsha(digest, 1, key, intervalUs, burst));
    } catch (error) {
      // A restarted server has forgotten the script; `eval` brings it back.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return Number(await redis.eval(script, 1, key, intervalUs, burst));
    }
  }

  return {
    async decide(key) {
      const waitUs = await run(`gateway:rate:${key}`);
      return { isAllowed: waitUs === 0, retryAfterMs: waitUs / 1000 };
    },
  };
}
