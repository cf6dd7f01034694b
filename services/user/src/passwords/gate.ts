import { Problem } from '@airside/contracts';

/** Lets at most `atOnce` pieces of work run and `waiting` wait; more are refused with OVERLOADED, and so is who waited too long. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

export type GateOptions = {
  atOnce: number;
  waiting: number;
  /** Longest wait for a place, in milliseconds; shorter than the gateway waits, so that no work is done for nobody. */
  longestWaitMs?: number;
};

export function createGate({ atOnce, waiting, longestWaitMs = 5000 }: GateOptions): Gate {
  const queue = new Set<() => void>();
  let running = 0;

  function takePlace(): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return Promise.resolve();
    }
    if (queue.size >= waiting) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        queue.delete(enter);
        reject(overloaded());
      }, longestWaitMs);
      queue.add(enter);
    });
  }

  /** Whoever finishes hands its place on, so `running` stays as it is. */
  function leavePlace(): void {
    const [next] = queue;
    if (next === undefined) running -= 1;
    else {
      queue.delete(next);
      next();
    }
  }

  return async (work) => {
    await takePlace();
    try {
      return await work();
    } finally {
      leavePlace();
    }
  };
}

function overloaded(): Problem {
  return new Problem('OVERLOADED', { retryAfterSeconds: 1 });
}
