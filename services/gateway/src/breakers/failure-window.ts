/** api.md §2: so many failures within so many milliseconds open a breaker. */
export const tripRule = { failures: 3, windowMs: 17_500 } as const;

/** The failures to remember after one at `now` (monotonic milliseconds): those inside the window, oldest first. */
export function addFailure(earlier: readonly number[], now: number): number[] {
  return [...earlier.filter((at) => now - at < tripRule.windowMs), now].slice(-tripRule.failures);
}

/** Whether these failures open the breaker. */
export function isTripped(failures: readonly number[]): boolean {
  return failures.length >= tripRule.failures;
}
