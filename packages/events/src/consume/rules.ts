import { Problem } from '@airside/contracts';

/** An event that has failed so many times goes to the dead letters. */
export const mostAttempts = 5;

/** What becomes of an event after its `attempts`-th failure. */
export function afterFailure(attempts: number): { state: 'dead' } | { state: 'retrying'; waitMs: number } {
  if (attempts >= mostAttempts) return { state: 'dead' };
  return { state: 'retrying', waitMs: 100 * 4 ** (attempts - 1) };
}

/**
 * Milliseconds to wait for the bell after so many faults in a row. All partitions of all groups meet a Redis that is gone:
 * asking ten times a second each of them kept the machine busy.
 */
export function waitAfterFaults(inARow: number): number {
  return Math.min(50 * 2 ** Math.min(inARow, 10), 2000);
}

const outages = new Set(['DATABASE_UNAVAILABLE', 'OUTCOME_UNKNOWN', 'OVERLOADED']);
/** Serialization failure and deadlock. */
const conflicts = new Set(['40001', '40P01']);

/** The event is not to blame: our database is away, or two transactions met. It is handled again and not counted. */
export function isOutage(error: unknown): boolean {
  if (error instanceof Problem) return outages.has(error.code);
  return conflicts.has(String((error as { code?: unknown } | null)?.code));
}

/** How many partitions a member of a group should hold: its even share, rounded up. */
export function fairShare(partitions: number, members: number): number {
  return Math.ceil(partitions / Math.max(1, members));
}

/** The reason as the dead letters show it. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 1000);
}
