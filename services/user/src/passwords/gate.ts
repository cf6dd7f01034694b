import { Problem } from '@airside/contracts';

/** Lets at most `atOnce` pieces of work run and `waiting` wait; more are refused with OVERLOADED. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

export function createGate({ atOnce, waiting }: { atOnce: number; waiting: number }): Gate {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw new Problem('OVERLOADED', { retryAfterSeconds: 1 });
      // Whoever finishes hands its place on, so `running` stays as it is.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
