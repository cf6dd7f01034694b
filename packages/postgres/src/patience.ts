/** Until when work waits for a primary, and for a standby that confirms; in milliseconds of `performance.now()`. */
export type Patience = { primaryMs: number; standbyMs: number };

/** How long writes wait for a standby to come back, in milliseconds: after a change of the primary it takes a moment. */
const longestWaitForStandbyMs = 1500;

/**
 * The patience of work that begins now. What one session has to wait for several times it waits for once: its patience runs
 * from its first wait on, so that a request of many commits is answered as soon as one of a single commit.
 */
export function patienceOf(ofSession: Patience | undefined, nowMs: number, patienceMs: number): Patience {
  const standbyMs = nowMs + Math.min(patienceMs, longestWaitForStandbyMs);
  return ofSession ?? { primaryMs: nowMs + patienceMs, standbyMs };
}
