import { isAfter, type Position } from './position.ts';

/** Whoever missed more than this is faster to load the flights anew. */
export const mostMissed = 5000;

/** What of the board can be read: everything after `horizon` is kept, and nothing new can appear up to `end`. */
export type BoardRange = { horizon: Position; end: Position };

/** The position after which a reader goes on; undefined where what it missed is not known, or not kept. */
export function decideResume(after: Position | undefined, { horizon, end }: BoardRange): Position | undefined {
  if (after === undefined || isAfter(after, end) || isAfter(horizon, after)) return undefined;
  return after;
}
