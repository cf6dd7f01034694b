/** Failures of one key, newest last, as monotonic milliseconds. */
export type Failures = readonly number[];

/** Length of the window in which failures count, in milliseconds. */
export const throttleWindowMs = 60_000;
/** Failed logins a minute for one account from one address (quality.md S4). */
export const mostPerAccount = 10;
/** Failed logins a minute from one address over all accounts. */
export const mostPerAddress = 100;

export function recentFailures(failures: Failures, now: number): Failures {
  return failures.filter((at) => now - at < throttleWindowMs);
}

/** Seconds until another try is worth it, or undefined when one is allowed now. */
export function throttledSeconds(failures: Failures, limit: number, now: number): number | undefined {
  const recent = recentFailures(failures, now);
  if (recent.length < limit) return undefined;
  const freeAt = (recent[recent.length - limit] ?? now) + throttleWindowMs;
  return Math.max(1, Math.ceil((freeAt - now) / 1000));
}
