/** Wait before the first restart, in milliseconds; it doubles with each crash in a row. */
const firstDelayMs = 200;
const longestDelayMs = 10_000;
/** A process that lived this long has proven itself: its next crash counts as the first. */
const provenAfterMs = 30_000;

/** How many crashes in a row this one makes, and how long to wait before the restart. */
export function decideRestart(crash: { crashesInARow: number; livedMs: number }): {
  crashesInARow: number;
  delayMs: number;
} {
  const crashesInARow = crash.livedMs >= provenAfterMs ? 1 : crash.crashesInARow + 1;
  const delayMs = Math.min(firstDelayMs * 2 ** Math.min(crashesInARow - 1, 20), longestDelayMs);
  return { crashesInARow, delayMs };
}
