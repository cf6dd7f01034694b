import { Problem } from '@airside/contracts';
import type { RedisClient } from '@airside/redis';
import { askUnlessPaused, createPause } from '@airside/service';
import { LRUCache } from 'lru-cache';
import { createGate } from '../passwords/gate.ts';
import {
  type Failures,
  mostPerAccount,
  mostPerAddress,
  recentFailures,
  throttledSeconds,
  throttleWindowMs,
} from './rules.ts';

/** One attempt that was let through. */
export type LoginAttempt = {
  /** Counts it as a failure. */
  failed(): Promise<void>;
  /** Lets the next attempt for this account and address begin; call it when the password has been looked at. */
  release(): void;
};

/**
 * Counts failed logins per account and address, and per address, in Redis for all instances and in memory for this one:
 * with Redis gone the limit holds per instance. Attempts for one account from one address take turns, so that a volley
 * of them cannot pass before the first has failed.
 */
export type LoginThrottle = {
  /** Throws TOO_MANY_LOGINS where the limit is reached. */
  begin(username: string, address: string): Promise<LoginAttempt>;
};

type Key = { key: string; limit: number };
/** Accounts and addresses remembered by one instance; the least recently seen are forgotten first. */
const mostKeys = 20_000;
const mostAttemptsWaiting = 20;

export function createLoginThrottle({
  redis,
  now = () => performance.now(),
}: {
  redis: RedisClient;
  now?: () => number;
}): LoginThrottle {
  const local = new LRUCache<string, Failures>({ max: mostKeys });
  const pause = createPause(now);
  const turns = new LRUCache<string, ReturnType<typeof createGate>>({ max: mostKeys });

  function refuseIfThrottled(keys: Key[]): void {
    for (const { key, limit } of keys) {
      const seconds = throttledSeconds(local.get(key) ?? [], limit, now());
      if (seconds !== undefined) throw new Problem('TOO_MANY_LOGINS', { retryAfterSeconds: seconds });
    }
  }

  /** Redis is a second pair of eyes: without it the local count decides alone, and nobody waits for it. */
  const askRedis = <T>(ask: () => Promise<T>) => askUnlessPaused(pause, ask);

  async function refuseIfShared(keys: Key[]): Promise<void> {
    const counts = await askRedis(() =>
      Promise.all(keys.map(({ key }) => Promise.all([redis.get(key), redis.pttl(key)]))),
    );
    for (const [index, { limit }] of keys.entries()) {
      const [count, ttlMs] = counts?.[index] ?? [null, 0];
      if (Number(count ?? 0) >= limit) {
        throw new Problem('TOO_MANY_LOGINS', { retryAfterSeconds: Math.max(1, Math.ceil(ttlMs / 1000)) });
      }
    }
  }

  async function countFailure({ key }: Key): Promise<void> {
    local.set(key, [...recentFailures(local.get(key) ?? [], now()), now()].slice(-mostPerAddress));
    // Both or neither: a count without an end would lock the account out for good.
    await askRedis(() => redis.multi().set(key, 0, 'PX', throttleWindowMs, 'NX').incr(key).exec());
  }

  function turnOf(key: string): ReturnType<typeof createGate> {
    const known = turns.get(key);
    if (known !== undefined) return known;
    const gate = createGate({ atOnce: 2, waiting: mostAttemptsWaiting });
    turns.set(key, gate);
    return gate;
  }

  return {
    async begin(username, address) {
      const account = { key: `login:{${address}}:${username.toLowerCase()}`, limit: mostPerAccount };
      const keys = [account, { key: `login:{${address}}`, limit: mostPerAddress }];
      refuseIfThrottled(keys);
      const release = await takeTurn(turnOf(account.key));
      try {
        refuseIfThrottled(keys);
        await refuseIfShared(keys);
      } catch (error) {
        release();
        throw error;
      }
      return {
        release,
        async failed() {
          await Promise.all(keys.map(countFailure));
        },
      };
    },
  };
}

/** Waits for a place behind the gate and keeps it until released. */
function takeTurn(gate: ReturnType<typeof createGate>): Promise<() => void> {
  return new Promise((resolve, reject) => {
    gate(() => new Promise<void>((release) => resolve(release))).catch(reject);
  });
}
