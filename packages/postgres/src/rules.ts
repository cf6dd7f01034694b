import { hasReached, type Lsn } from './lsn.ts';

/** What the last probe of a node found. */
export type NodeView =
  | { state: 'unreachable'; error: string }
  | {
      state: 'primary';
      lsn: Lsn;
      timeline: number;
      /** It refuses writes: its place is about to be given to another node. */
      isReadOnly: boolean;
      /** Whether a commit would be confirmed: a standby is attached, or none is asked for. */
      canCommit: boolean;
    }
  | { state: 'standby'; lsn: Lsn; timeline: number; lagMs: number };

/**
 * Index of the primary: among several (an old one came back) the one on the highest timeline, and none below `atLeast`, the
 * highest timeline ever seen: what an old primary says while the new one is out of sight is not to be trusted.
 */
export function choosePrimary(views: readonly NodeView[], atLeast = 0): number | undefined {
  let best: { index: number; timeline: number } | undefined;
  for (const [index, view] of views.entries()) {
    if (view.state === 'primary' && view.timeline >= atLeast && (best === undefined || view.timeline > best.timeline))
      best = { index, timeline: view.timeline };
  }
  return best?.index;
}

/** Highest timeline among the views and `before`. */
export function highestTimeline(views: readonly NodeView[], before: number): number {
  const seen = views.map((view) => (view.state === 'unreachable' ? 0 : view.timeline));
  return Math.max(before, ...seen);
}

/** Whether a write can begin on it now. */
export function isWritable(view: NodeView): boolean {
  return view.state === 'primary' && !view.isReadOnly && view.canCommit;
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
