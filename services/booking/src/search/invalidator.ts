import type { Lsn } from '@airside/postgres';
import type { Logger } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import type { SearchCache } from './cache.ts';

export type Invalidator = {
  /** Notes that a market has changed (call it after the commit) and returns at once. */
  changed(market: string): void;
  /** Tells the rest, once, and ends. */
  close(): Promise<void>;
};

/**
 * Tells the cache what changed, off the request path and at most once per `everyMs` however much is sold. What could not be
 * told (Redis is gone) is told when it can be.
 */
export function createInvalidator(deps: {
  cache: SearchCache;
  /** Position of the log now, hence after every commit that was noted before. */
  position: () => Promise<Lsn>;
  logger: Logger;
  everyMs?: number;
}): Invalidator {
  const { cache, position, logger, everyMs = 250 } = deps;
  let pending = new Set<string>();
  let working: Promise<void> | undefined;
  const stopped = new AbortController();

  async function tell(): Promise<boolean> {
    const markets = pending;
    pending = new Set();
    try {
      const now = await position();
      const results = await Promise.allSettled(
        [...markets].map(async (market) => {
          await cache.invalidate(market, now);
          markets.delete(market);
        }),
      );
      const failed = results.find((result) => result.status === 'rejected');
      if (failed === undefined) return true;
      throw failed.reason;
    } catch (error) {
      for (const market of markets) pending.add(market);
      logger.debug({ err: error, markets: markets.size }, 'search cache could not be told of changes');
      return false;
    }
  }

  async function work(): Promise<void> {
    while (pending.size > 0 && !stopped.signal.aborted) {
      await tell();
      await delay(everyMs, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
    }
    working = undefined;
  }

  return {
    changed(market) {
      pending.add(market);
      working ??= work();
    },
    async close() {
      stopped.abort();
      await working;
      if (pending.size > 0) await tell();
    },
  };
}
