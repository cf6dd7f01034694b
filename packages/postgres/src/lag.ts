import { hasReached, type Lsn } from './lsn.ts';

/** Where the primary's log was at a moment of a monotonic clock. */
export type Sample = { atMs: number; lsn: Lsn };

/** Enough to measure half a minute; who is further behind answers no reads in any case. */
const mostSamples = 100;

/** The samples with one more; those of another timeline count no more, since its positions are others. */
export function withSample(samples: readonly Sample[], sample: Sample, isNewTimeline: boolean): Sample[] {
  return [...(isNewTimeline ? [] : samples.slice(1 - mostSamples)), sample];
}

/**
 * How old the data of a standby was when the primary was last seen, in milliseconds. By positions alone: the clocks of
 * servers differ, and a standby that is cut off believes that it has everything.
 */
export function lagOf(samples: readonly Sample[], lsn: Lsn): number {
  const latest = samples.at(-1);
  const reached = samples.findLast((sample) => hasReached(lsn, sample.lsn));
  if (latest === undefined || reached === latest) return 0;
  return reached === undefined ? Number.POSITIVE_INFINITY : latest.atMs - reached.atMs;
}
