import { decideRate, type Rate, type RateDecision } from './gcra.ts';

/** Decides requests by what this process has seen. */
export type LocalLimiter = { decide(key: string, nowMs: number): RateDecision };

/** Keys remembered; a forgotten one begins anew with a full burst. */
const mostKeys = 50_000;

export function createLocalLimiter(rate: Rate): LocalLimiter {
  const arrivals = new Map<string, number>();

  /** Forgets the keys that have recovered (they would decide like new ones), else those written longest ago. */
  function makeRoom(nowMs: number): void {
    for (const [key, arrivalMs] of arrivals) if (arrivalMs <= nowMs) arrivals.delete(key);
    for (const key of arrivals.keys()) {
      if (arrivals.size < mostKeys) return;
      arrivals.delete(key);
    }
  }

  return {
    decide(key, nowMs) {
      const decision = decideRate(arrivals.get(key), nowMs, rate);
      if (!decision.isAllowed) return decision;
      // Written again at the end of the map, so that its order is the order of use.
      arrivals.delete(key);
      if (arrivals.size >= mostKeys) makeRoom(nowMs);
      arrivals.set(key, decision.arrivalMs);
      return decision;
    },
  };
}
