import { Problem } from '@airside/contracts';

/** Bounds what may be under way at once, and what may wait for it. */
export type Slots = {
  readonly taken: number;
  readonly waiting: number;
  readonly isFull: boolean;
  /** Takes a slot if one is free. */
  tryTake(): boolean;
  /** Waits for a slot, first come first served. Throws OVERLOADED when the queue is full or after `timeoutMs`; rejects when `signal` aborts. */
  take(timeoutMs: number, signal: AbortSignal): Promise<void>;
  give(): void;
};

type Waiter = { resolve: () => void };

export function createSlots(limit: { most: number; queue: number }): Slots {
  let taken = 0;
  const waiters = new Set<Waiter>();

  function tryTake(): boolean {
    if (taken >= limit.most || waiters.size > 0) return false;
    taken += 1;
    return true;
  }

  return {
    get taken() {
      return taken;
    },
    get waiting() {
      return waiters.size;
    },
    get isFull() {
      return taken >= limit.most;
    },
    tryTake,
    take(timeoutMs, signal) {
      if (tryTake()) return Promise.resolve();
      if (waiters.size >= limit.queue) return Promise.reject(overloaded());
      return new Promise((resolve, reject) => {
        const leave = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          waiters.delete(waiter);
        };
        const waiter: Waiter = {
          resolve: () => {
            leave();
            resolve();
          },
        };
        const onAbort = () => {
          leave();
          reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        const timer = setTimeout(() => {
          leave();
          reject(overloaded());
        }, timeoutMs);
        signal.addEventListener('abort', onAbort, { once: true });
        waiters.add(waiter);
      });
    },
    give() {
      // The slot goes straight to whoever waits longest, so that nobody can slip in between.
      const [next] = waiters;
      if (next !== undefined) next.resolve();
      else taken -= 1;
    },
  };
}

function overloaded(): Problem {
  return new Problem('OVERLOADED', { retryAfterSeconds: 1 });
}
