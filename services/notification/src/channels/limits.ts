import { setTimeout as delay } from 'node:timers/promises';
import type { Account, Turn } from './channel.ts';

export type Limits = {
  /** Messages a second that the provider allows to this process; also how many may leave at once after a rest. */
  perSecond: number;
  /** Sends in hand at once. */
  concurrency: number;
};

/** The longest that a message waits for its turn, in milliseconds; one that would wait longer is told to come back. */
const longestWaitMs = 3000;

/**
 * An account within the limits of its provider: a token bucket, and a bound on what is in hand. Whoever would wait for long
 * is told so at once, so that another account can be tried. `now` is monotonic milliseconds.
 */
export function limited(account: Account, { perSecond, concurrency }: Limits, now: () => number): Account {
  /** When the bucket is as full as it gets, were nothing more taken. */
  let fullAt = 0;
  let inHand = 0;
  const waiting = new Set<() => void>();
  const tokenMs = 1000 / perSecond;

  /** Takes a token; milliseconds until it is there, or undefined where that is too long. */
  function reserve(): number | undefined {
    const next = Math.max(fullAt, now()) + tokenMs;
    const waitMs = Math.max(0, next - now() - perSecond * tokenMs);
    if (waitMs > longestWaitMs) return undefined;
    fullAt = next;
    return waitMs;
  }

  /** Whether a slot came free in time. */
  async function takeSlot(signal: AbortSignal): Promise<boolean> {
    if (inHand < concurrency) {
      inHand++;
      return true;
    }
    const freed = Promise.withResolvers<boolean>();
    const take = () => freed.resolve(true);
    const giveUp = () => {
      // At once: a slot handed to somebody who has gone would be lost.
      waiting.delete(take);
      freed.resolve(false);
    };
    const timer = setTimeout(giveUp, longestWaitMs);
    signal.addEventListener('abort', giveUp, { once: true });
    waiting.add(take);
    const hasSlot = await freed.promise;
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    return hasSlot;
  }

  /** Hands the slot to whoever has waited longest. */
  function leave(): void {
    const [next] = waiting;
    if (next === undefined) inHand--;
    else {
      waiting.delete(next);
      next();
    }
  }

  return {
    ...account,
    async enter(signal) {
      const waitMs = reserve();
      if (waitMs === undefined) return busy('its rate limit is reached');
      if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return busy('stopped before its turn came');
      return (await takeSlot(signal)) ? { kind: 'granted', leave } : busy('too much is in hand');
    },
  };
}

/** Without a time to come back at: the provider has not asked for any rest. */
function busy(reason: string): Turn {
  return { kind: 'unavailable', reason };
}
