/** How many retries recent requests allow. Times are monotonic milliseconds. */
export type RetryBudget = {
  countRequest(now: number): void;
  /** Takes one retry, if there is one left. */
  tryTake(now: number): boolean;
};

export const budgetRule = { windowMs: 10_000, share: 0.2, atLeast: 100 } as const;

type Slice = { second: number; requests: number; retries: number };

/** At most a share of the requests of the last seconds, and some more, so that a quiet system may retry at all. */
export function createRetryBudget(rule: typeof budgetRule = budgetRule): RetryBudget {
  const slices: Slice[] = [];
  const sliceMs = 1000;
  const count = rule.windowMs / sliceMs;

  function sliceAt(now: number): Slice {
    const second = Math.floor(now / sliceMs);
    const slot = second % count;
    let slice = slices[slot];
    if (slice === undefined || slice.second !== second) {
      slice = { second, requests: 0, retries: 0 };
      slices[slot] = slice;
    }
    return slice;
  }

  return {
    countRequest(now) {
      sliceAt(now).requests += 1;
    },
    tryTake(now) {
      const current = sliceAt(now);
      const recent = slices.filter((slice) => slice !== undefined && current.second - slice.second < count);
      const requests = recent.reduce((sum, slice) => sum + slice.requests, 0);
      const retries = recent.reduce((sum, slice) => sum + slice.retries, 0);
      if (retries >= Math.max(rule.atLeast, requests * rule.share)) return false;
      current.retries += 1;
      return true;
    },
  };
}
