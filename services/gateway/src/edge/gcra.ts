/** A rate in the terms of the generic cell rate algorithm: one request per `intervalMs` in the long run, `burst` at once. */
export type Rate = { intervalMs: number; burst: number };

export type RateDecision =
  /** `arrivalMs`: the theoretical arrival time to remember for the key. */
  { isAllowed: true; arrivalMs: number } | { isAllowed: false; retryAfterMs: number };

/** Decides one request at `now`; `arrivalMs` is what the last allowed one left behind, undefined for a new key. */
export function decideRate(arrivalMs: number | undefined, now: number, rate: Rate): RateDecision {
  const due = Math.max(arrivalMs ?? now, now);
  const earliest = due - (rate.burst - 1) * rate.intervalMs;
  if (now < earliest) return { isAllowed: false, retryAfterMs: earliest - now };
  return { isAllowed: true, arrivalMs: due + rate.intervalMs };
}
