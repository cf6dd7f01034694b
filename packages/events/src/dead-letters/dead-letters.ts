import type { Db } from '@airside/postgres';
import { type DeadLetterRow, discard, markForReplay, selectDeadLetters } from './queries.ts';

export type DeadLetter = DeadLetterRow;

/** Events that were given up after five failures, newest first; `before` is the id of the last one of the page before. */
export function listDeadLetters(db: Db, page: { limit: number; before?: number }): Promise<DeadLetter[]> {
  return selectDeadLetters(db, page.before, page.limit);
}

/**
 * Asks the group's consumer to handle a dead event again, and then what is parked behind it, in order. Returns at once:
 * false when there is no such dead letter (any more).
 */
export function replayDeadLetter(db: Db, id: number): Promise<boolean> {
  return markForReplay(db, id);
}

/** Gives a dead event up for good, so that later events of its subject go on without it; false when there is none. */
export function discardDeadLetter(db: Db, id: number): Promise<boolean> {
  return discard(db, id);
}
