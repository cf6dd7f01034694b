import { Problem } from '@airside/contracts';
import type { RedisClient } from '@airside/redis';
import { askUnlessPaused, createPause } from '@airside/service';
import { createHash } from 'node:crypto';
import { mostPerAddress, mostWrong } from './rules.ts';

type Limit = { count: number; windowMs: number };
type Window = { count: number; endsAt: number };

/** Addresses and locators remembered by one instance; the one whose window began first is forgotten first. */
const mostKeys = 20_000;

/**
 * Counts look-ups by address and wrong names by locator, in Redis for all instances and in memory for this one: with Redis
 * gone the limits hold per instance. Whether a locator exists makes no difference to it.
 */
export type LookupThrottle = {
  /** Counts the call, as a wrong one until it is `right`: a volley of guesses cannot pass before the first has failed. Throws TOO_MANY_REQUESTS. */
  enter(address: string, locator: string): Promise<void>;
  /** Takes back that the call was counted as a wrong one. */
  right(locator: string): Promise<void>;
};

/** `now` is monotonic milliseconds. */
export function createLookupThrottle({
  redis,
  now = () => performance.now(),
}: {
  redis: RedisClient;
  now?: () => number;
}): LookupThrottle {
  const local = new Map<string, Window>();
  const pause = createPause(now);

  function windowOf(key: string): Window | undefined {
    const known = local.get(key);
    return known !== undefined && known.endsAt > now() ? known : undefined;
  }

  function countHere(key: string, { windowMs }: Limit): Window {
    const known = windowOf(key);
    const counted = known ?? { count: 0, endsAt: now() + windowMs };
    counted.count += 1;
    if (known === undefined) {
      // Written again at the end of the map, so that its order is that of the beginnings.
      local.delete(key);
      for (const oldest of local.keys()) {
        if (local.size < mostKeys) break;
        local.delete(oldest);
      }
      local.set(key, counted);
    }
    return counted;
  }

  /** Without Redis the local count decides alone, and nobody waits for it. */
  const askRedis = <T>(ask: () => Promise<T>) => askUnlessPaused(pause, ask);

  /** Counts in both places; the count and the milliseconds left, whichever is the greater. */
  async function count(key: string, limit: Limit): Promise<{ count: number; leftMs: number }> {
    // As they are now: others may count on while Redis is asked.
    const here = { ...countHere(key, limit) };
    const answers = await askRedis(() =>
      redis.multi().set(key, 0, 'PX', limit.windowMs, 'NX').incr(key).pttl(key).exec(),
    );
    const [shared, leftMs] = [Number(answers?.[1]?.[1] ?? 0), Number(answers?.[2]?.[1] ?? 0)];
    return shared > here.count ? { count: shared, leftMs } : { count: here.count, leftMs: here.endsAt - now() };
  }

  return {
    async enter(address, locator) {
      const called = await count(addressKey(address), mostPerAddress);
      if (called.count > mostPerAddress.count) throw tooMany(called.leftMs);
      const guessed = await count(locatorKey(locator), mostWrong);
      if (guessed.count > mostWrong.count) throw tooMany(guessed.leftMs);
    },
    async right(locator) {
      const key = locatorKey(locator);
      const here = windowOf(key);
      if (here !== undefined) here.count -= 1;
      // With an end also where the window has ended meanwhile.
      await askRedis(() => redis.multi().set(key, 0, 'PX', mostWrong.windowMs, 'NX').decr(key).exec());
    },
  };
}

function tooMany(leftMs: number): Problem {
  return new Problem('TOO_MANY_REQUESTS', { retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)) });
}

function addressKey(address: string): string {
  return `pnr:address:${address}`;
}

/** Locators are not left lying about in the clear. */
function locatorKey(locator: string): string {
  return `pnr:locator:${createHash('sha256').update(locator).digest('base64url')}`;
}
