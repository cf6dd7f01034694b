import { hasReached, type Lsn } from './lsn.ts';

/** What the last probe of a node found. */
export type NodeView =
  | { state: 'unreachable'; error: string }
  | { state: 'primary'; lsn: Lsn; timeline: number }
  | { state: 'standby'; lsn: Lsn; timeline: number; lagMs: number };

/** Index of the node that takes writes: a primary, and among several (an old one came back) the one on the highest timeline. */
export function chooseWriter(views: readonly NodeView[]): number | undefined {
  let best: { index: number; timeline: number } | undefined;
  for (const [index, view] of views.entries()) {
    if (view.state === 'primary' && (best === undefined || view.timeline > best.timeline))
      best = { index, timeline: view.timeline };
  }
  return best?.index;
}

/** Indexes of the standbys that may answer reads: within the lag bound, and past `after` where a caller asks for it. */
export function readableStandbys(views: readonly NodeView[], longestLagMs: number, after?: Lsn): number[] {
  const indexes: number[] = [];
  for (const [index, view] of views.entries()) {
    if (view.state === 'standby' && view.lagMs <= longestLagMs && (after === undefined || hasReached(view.lsn, after)))
      indexes.push(index);
  }
  return indexes;
}
