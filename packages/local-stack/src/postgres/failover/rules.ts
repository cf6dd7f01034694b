/** What a probe of one node found. Positions are in bytes of the write-ahead log. */
export type Sight =
  | { state: 'silent'; reason: string }
  | { state: 'primary'; timeline: number; position: bigint }
  | {
      state: 'standby';
      timeline: number;
      /** All it has, whether replayed or not. */
      position: bigint;
      isStreaming: boolean;
      /** Port of the node that it is told to follow; undefined where it is told to follow nobody. */
      source: number | undefined;
    };

/** One node as the guard knows it. */
export type NodeSight = {
  name: string;
  port: number;
  /** `ended`: crashed, and not to be started again by itself. */
  process: 'running' | 'ended';
  sight: Sight;
  /** Probes in a row without an answer. */
  misses: number;
  /** For how long it has not been what it should be, in milliseconds: a standby that streams. */
  unwellMs: number;
  /** Whether its folder is being made anew at this moment. */
  isBeingSeeded: boolean;
};

export type Step =
  | { kind: 'none' }
  | { kind: 'failOver'; reason: string }
  /** The decision fell; the node has not become the primary yet. */
  | { kind: 'promote' }
  /**
   * Needs a person, or another node to come back. `isRestartSafe`: the primary crashed and nobody was promoted in its place, so
   * that with the data it has it may go on as what it was.
   */
  | { kind: 'stuck'; reason: string; isRestartSafe: boolean }
  /** Let the standby follow the primary of today. */
  | { kind: 'follow'; node: number }
  /** Make the node a standby with a new copy of the primary. */
  | { kind: 'seed'; node: number; reason: string };

/** So many probes in a row must fail before a primary whose process lives counts as hung. */
const mostMisses = 3;
/** A standby that has not streamed for so long is made anew, in milliseconds. */
const longestUnwellMs = 30_000;

/** What to do about a cluster. */
export function decideStep(primary: number, nodes: readonly NodeSight[]): Step {
  const own = nodes[primary];
  if (own === undefined) return { kind: 'none' };
  const others = nodes.filter((node) => node !== own);
  const rival = others.find((node) => node.sight.state === 'primary');
  if (rival !== undefined)
    return { kind: 'stuck', reason: `${rival.name} was promoted by somebody else`, isRestartSafe: false };
  const loss = lossOf(own);
  if (loss !== undefined) return stepAfterLoss(loss, others, own.process === 'ended');
  if (own.sight.state === 'standby') return { kind: 'promote' };
  if (own.sight.state === 'silent') return { kind: 'none' };
  return stepForStandbys(own, nodes);
}

function lossOf(primary: NodeSight): string | undefined {
  if (primary.process === 'ended') return 'its process ended';
  return primary.misses >= mostMisses ? `it answered none of ${mostMisses} probes` : undefined;
}

/**
 * A commit is acknowledged when any one standby has it. Only with all of them in sight is it certain that the most advanced
 * one has every such commit; with one missing, that might be the one.
 */
function stepAfterLoss(loss: string, standbys: readonly NodeSight[], isRestartSafe: boolean): Step {
  if (standbys.length === 0) return { kind: 'stuck', reason: `${loss}, and it has no standby`, isRestartSafe };
  const hidden = standbys.filter((node) => node.sight.state !== 'standby' || node.isBeingSeeded);
  if (hidden.length === 0) return { kind: 'failOver', reason: loss };
  const names = hidden.map((node) => node.name).join(' and ');
  return { kind: 'stuck', reason: `${loss}; ${names} might hold the last commits and cannot be asked`, isRestartSafe };
}

function stepForStandbys(primary: NodeSight, nodes: readonly NodeSight[]): Step {
  for (const [index, node] of nodes.entries()) {
    if (node === primary || node.isBeingSeeded) continue;
    if (node.process === 'ended') return { kind: 'seed', node: index, reason: 'it was the primary, or lost its data' };
    if (node.unwellMs > longestUnwellMs) return { kind: 'seed', node: index, reason: 'it does not stream' };
    if (node.sight.state === 'standby' && node.sight.source !== primary.port) return { kind: 'follow', node: index };
  }
  return { kind: 'none' };
}

/** Where a standby's log ends. */
export type End = { timeline: number; position: bigint };

/** Index of the standby that has everything the others have: on the latest timeline, the furthest. */
export function chooseTarget(ends: readonly End[]): number {
  let best = 0;
  for (const [index, end] of ends.entries()) {
    const leader = ends[best];
    if (leader === undefined || isAhead(end, leader)) best = index;
  }
  return best;
}

function isAhead(one: End, other: End): boolean {
  return one.timeline === other.timeline ? one.position > other.position : one.timeline > other.timeline;
}
