import { Problem } from '@airside/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import { CommitHeld, NodeLost, unavailable } from './errors.ts';
import { lagOf, type Sample, withSample } from './lag.ts';
import type { Lsn } from './lsn.ts';
import type { Node, WaitKind } from './node.ts';
import type { Patience } from './patience.ts';
import type { Self } from './queries.ts';
import { choosePrimary, highestTimeline, isWritable, type NodeView, readableStandbys } from './rules.ts';

export type WatchOptions = {
  name: string;
  nodes: readonly Node[];
  /** Milliseconds between two probes of a node; while there is no primary they are more frequent. */
  probeEveryMs: number;
  longestLagMs: number;
};

/** Who is what in a cluster, as of the last probes. */
export type Watch = {
  view(node: Node): NodeView;
  primary(): Node | undefined;
  /** Standbys that may answer a read now. */
  readers(after: Lsn | undefined): Node[];
  /** The primary, if there is one now that can be read, or written. */
  primaryFor(kind: 'read' | 'write'): Node | undefined;
  /**
   * The same, as soon as there is one. Throws DATABASE_UNAVAILABLE where patience ends, sooner for a write where no standby
   * is there to confirm it, and OVERLOADED where too many wait.
   */
  whenPrimary(kind: 'read' | 'write', patience: Patience): Promise<Node>;
  /** Something went wrong with a node: looks at all of them at once. Ends after a probe of each, or their time-outs. */
  lookNow(): Promise<void>;
  /** A commit was not answered: no other is sent until one has been. */
  doubtCommits(node: Node): void;
  /** How often the primary changed since the start. */
  failovers(): number;
  close(): Promise<void>;
};

const hurriedProbeMs = 100;
/** Probes in a row without an answer after which a write's answer is not waited for either; a read is asked elsewhere after one. */
const mostMisses = 3;
/** Probes in a row without an answer of every standby after which no commit is expected to be confirmed. */
const mostStandbyMisses = 2;
const everything: readonly WaitKind[] = ['anywhere', 'read', 'write'];
const mostWaiting = 1000;
const tooManyConnections = '53300';

type Watched = {
  node: Node;
  view: NodeView;
  misses: number;
  /** What it was when it last answered. */
  isStandby: boolean;
  /** A commit there was not answered. */
  isDoubted: boolean;
  looking?: Promise<void> | undefined;
};

/** Returns after the first probe of every node. */
export async function watchNodes(options: WatchOptions): Promise<Watch> {
  const watched: Watched[] = options.nodes.map((node) => ({
    node,
    view: { state: 'unreachable', error: 'not probed yet' },
    misses: 0,
    isStandby: false,
    isDoubted: false,
  }));
  const stopped = new AbortController();
  let samples: Sample[] = [];
  let timeline = 0;
  let identifier: string | undefined;
  let lastPrimary: Node | undefined;
  let failovers = 0;
  let waiting = 0;
  let news = Promise.withResolvers<void>();

  const views = () => watched.map(({ view }) => view);
  const primary = () => watched[choosePrimary(views(), timeline) ?? -1];
  const writable = () => {
    const one = primary();
    const isHeld = one?.isDoubted === true || areStandbysSilent(watched);
    return one !== undefined && isWritable(one.view) && !isHeld ? one.node : undefined;
  };

  /** Two looks at once are one, so that one silence counts once. */
  function look(one: Watched): Promise<void> {
    one.looking ??= lookOnce(one).finally(() => {
      one.looking = undefined;
    });
    return one.looking;
  }

  async function lookOnce(one: Watched): Promise<void> {
    try {
      const self = await one.node.probe();
      identifier ??= self.systemIdentifier;
      if (self.systemIdentifier !== identifier) throw new Error('a server of another cluster answers here');
      one.misses = 0;
      one.isStandby = self.isStandby;
      learn(one, self);
    } catch (error) {
      // It lives, and has no connection left for us.
      if ((error as { code?: string }).code === tooManyConnections) return;
      one.view = { state: 'unreachable', error: error instanceof Error ? error.message : String(error) };
      one.misses += 1;
      one.node.giveUp(one.misses < mostMisses ? ['anywhere'] : everything, new NodeLost(one.node.name));
      if (areStandbysSilent(watched)) primary()?.node.giveUp(['write'], new CommitHeld());
    }
    news.resolve();
    news = Promise.withResolvers();
  }

  function learn(one: Watched, { isStandby, lsn, timeline: own, isReadOnly, canCommit }: Self): void {
    one.view = isStandby
      ? { state: 'standby', lsn, timeline: own, lagMs: lagOf(samples, lsn) }
      : { state: 'primary', lsn, timeline: own, isReadOnly, canCommit };
    const before = timeline;
    timeline = highestTimeline([one.view], timeline);
    if (isStandby || own < timeline) return;
    samples = withSample(samples, { atMs: performance.now(), lsn }, own > before);
    if (lastPrimary === one.node) return;
    if (lastPrimary !== undefined) {
      failovers += 1;
      // Whoever still waits for an answer of the old one would wait in vain, or believe what counts no more.
      lastPrimary.giveUp(everything, new NodeLost(lastPrimary.name));
    }
    lastPrimary = one.node;
  }

  async function watchForever(one: Watched): Promise<void> {
    const { signal } = stopped;
    while (!signal.aborted) {
      const isUrgent = writable() === undefined || one.misses > 0;
      const everyMs = isUrgent ? Math.min(hurriedProbeMs, options.probeEveryMs) : options.probeEveryMs;
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await look(one);
    }
  }

  const primaryFor = (kind: 'read' | 'write') => (kind === 'read' ? primary()?.node : writable());

  async function whenPrimary(kind: 'read' | 'write', { primaryMs, standbyMs }: Patience): Promise<Node> {
    if (waiting >= mostWaiting) throw new Problem('OVERLOADED', { retryAfterSeconds: 1 });
    waiting += 1;
    try {
      for (;;) {
        const node = primaryFor(kind);
        if (node !== undefined) return node;
        const seen = primary();
        const isAlone = seen?.view.state === 'primary' && !seen.view.isReadOnly;
        const leftMs = (isAlone ? Math.min(standbyMs, primaryMs) : primaryMs) - performance.now();
        if (leftMs <= 0) throw unavailable(new Error(`cluster ${options.name}: ${whyNot(seen?.view)}`));
        await first(news.promise, leftMs);
      }
    } finally {
      waiting -= 1;
    }
  }

  await Promise.all(watched.map(look));
  const watching = watched.map(watchForever);
  return {
    view: (node) => watched.find((one) => one.node === node)?.view ?? { state: 'unreachable', error: 'not a node' },
    primary: () => primary()?.node,
    readers: (after) =>
      readableStandbys(views(), options.longestLagMs, after).flatMap((index) => watched[index]?.node ?? []),
    primaryFor,
    whenPrimary,
    async lookNow() {
      await Promise.all(watched.map(look));
    },
    doubtCommits(node) {
      const one = watched.find((each) => each.node === node);
      if (one === undefined || one.isDoubted) return;
      one.isDoubted = true;
      const believe = () => {
        one.isDoubted = false;
        news.resolve();
        news = Promise.withResolvers();
      };
      node.whenCommitting().then(believe, believe);
    },
    failovers: () => failovers,
    async close() {
      stopped.abort();
      await Promise.all(watching);
    },
  };
}

/** Whether all that were standbys have gone silent; of a cluster without standbys never. */
function areStandbysSilent(watched: readonly Watched[]): boolean {
  const standbys = watched.filter(({ isStandby }) => isStandby);
  return standbys.length > 0 && standbys.every(({ misses }) => misses >= mostStandbyMisses);
}

function whyNot(view: NodeView | undefined): string {
  if (view?.state !== 'primary') return 'no primary is reachable';
  return view.isReadOnly ? 'the primary refuses writes' : 'no standby confirms commits';
}

/** Ends with the promise, or after the time. */
async function first(promise: Promise<void>, ms: number): Promise<void> {
  const timer = new AbortController();
  await Promise.race([promise, delay(ms, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
}
