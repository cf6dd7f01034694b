import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../../stack-error.ts';
import type { ManagedCluster } from '../cluster.ts';
import type { ClusterNode } from '../node.ts';
import { failOver, follow, promote, readySlots } from './fail-over.ts';
import { createObserver } from './observer.ts';
import { decideStep, type NodeSight, type Sight, type Step } from './rules.ts';
import { seed } from './seed.ts';
import { switchOver } from './switch-over.ts';

/** Where a cluster stands, for people. */
export type GuardReport = {
  state: 'steady' | 'failing over' | 'switching over' | 'stuck';
  /** Why it is stuck. */
  reason?: string;
  nodes: { name: string; timeline?: number; isBeingSeeded: boolean }[];
  /** The last change of the primary since the start. */
  lastChange?: { from: string; to: string; reason: string; at: string; tookMs: number };
};

/** Keeps a cluster of this machine writable: replaces a lost primary, and makes standbys of nodes that come back. */
export type Guard = {
  report(): GuardReport;
  /** Changes the primary on purpose; answers what happened. Throws StackError where it cannot be done now. */
  switchOver(): Promise<string>;
  /** Runs work that would look like a failure, such as a restart, with the guard looking away. */
  lookAway<T>(work: () => Promise<T>): Promise<T>;
  /** Gives up what is under way; what was decided is on disk, and the next start finishes it. */
  stop(): Promise<void>;
};

const lookEveryMs = 200;
const lookTimeoutMs = 800;
/** A round that took this much longer than a time-out says that this process was held up, not the node. */
const heldUpMs = 400;
const longestStopMs = 1000;

type Watched = {
  node: ClusterNode;
  sight: Sight;
  misses: number;
  wellAtMs: number;
  isReady: boolean;
  seeding?: Promise<void>;
};

export function guardCluster(cluster: ManagedCluster, log: (line: string) => void): Guard {
  const observers = cluster.nodes.map((node) => createObserver(cluster.urlOf(node), lookTimeoutMs));
  const watched: Watched[] = cluster.nodes.map((node) => ({
    node,
    sight: { state: 'silent', reason: 'not looked at yet' },
    misses: 0,
    wellAtMs: performance.now(),
    isReady: false,
  }));
  const stopped = new AbortController();
  const { signal } = stopped;
  let state: GuardReport['state'] = 'steady';
  let reason: string | undefined;
  let lastChange: GuardReport['lastChange'];
  let turn: Promise<unknown> = Promise.resolve();
  let wake = () => {};
  cluster.onChange(() => wake());

  /** One thing at a time: a change of the primary, or a look. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function look(): Promise<void> {
    const startedMs = performance.now();
    const sights = await Promise.all(observers.map((observer) => observer.look()));
    const nowMs = performance.now();
    const wasHeldUp = nowMs - startedMs > lookTimeoutMs + heldUpMs;
    for (const [index, one] of watched.entries()) {
      one.sight = sights[index] ?? one.sight;
      if (one.sight.state !== 'silent') one.misses = 0;
      else if (!wasHeldUp) one.misses += 1;
      if (one.sight.state === 'standby' && one.sight.isStreaming) one.wellAtMs = nowMs;
      // Whatever came up anew may lack the slots of those that might follow it.
      if (one.sight.state === 'silent') one.isReady = false;
    }
  }

  function sightsOf(): NodeSight[] {
    const nowMs = performance.now();
    return watched.map(({ node, sight, misses, wellAtMs, seeding }) => {
      const { state: process } = node.process.status();
      return {
        name: node.name,
        port: node.port,
        process: process === 'down' || process === 'stopped' ? 'ended' : 'running',
        sight,
        misses,
        unwellMs: nowMs - wellAtMs,
        isBeingSeeded: seeding !== undefined,
      };
    });
  }

  async function round(): Promise<void> {
    await look();
    signal.throwIfAborted();
    const step = decideStep(cluster.nodes.indexOf(cluster.primary()), sightsOf());
    if (step.kind !== 'stuck') settle();
    await act(step);
    for (const one of watched) {
      if (one.isReady || one.sight.state === 'silent' || one.seeding !== undefined) continue;
      await readySlots(cluster, one.node);
      one.isReady = true;
    }
  }

  function settle(): void {
    state = 'steady';
    reason = undefined;
  }

  async function act(step: Step): Promise<void> {
    switch (step.kind) {
      case 'none':
        return;
      case 'stuck':
        if (reason !== step.reason) log(`${cluster.name} takes no writes: ${cluster.primary().name}: ${step.reason}`);
        state = 'stuck';
        reason = step.reason;
        return;
      case 'failOver':
        log(`${cluster.name}: ${cluster.primary().name} is lost (${step.reason}); a standby takes over`);
        await change('failing over', step.reason, () => failOver(cluster, step.reason, signal));
        return;
      case 'promote':
        await change('failing over', 'a failover was cut off', () => promote(cluster));
        return;
      case 'follow':
        await follow(cluster, nodeAt(step.node).node);
        return;
      case 'seed':
        beginSeeding(nodeAt(step.node), step.reason);
    }
  }

  function nodeAt(index: number): Watched {
    const one = watched[index];
    if (one === undefined) throw new Error(`there is no node ${index}`);
    return one;
  }

  /** In the background: a big copy takes its time, and the primary has to be watched meanwhile. */
  function beginSeeding(one: Watched, why: string): void {
    log(`${one.node.name} is made a standby of ${cluster.primary().name} anew (${why})`);
    one.seeding = seed(cluster, one.node, signal)
      .then(
        () => log(`${one.node.name} is a standby again`),
        (error: unknown) => signal.aborted || log(`${one.node.name} could not be made a standby: ${String(error)}`),
      )
      .then(() => {
        one.wellAtMs = performance.now();
        delete one.seeding;
      });
  }

  async function change(as: GuardReport['state'], why: string, work: () => Promise<unknown>): Promise<void> {
    const [from, startedMs] = [cluster.primary().name, performance.now()];
    state = as;
    try {
      await work();
    } finally {
      state = 'steady';
    }
    for (const one of watched) {
      one.misses = 0;
      one.isReady = false;
      one.wellAtMs = performance.now();
    }
    const [to, tookMs] = [cluster.primary().name, Math.round(performance.now() - startedMs)];
    lastChange = { from, to, reason: why, at: Temporal.Now.instant().toString({ smallestUnit: 'second' }), tookMs };
    log(`${cluster.name}: ${to} is the primary now (${tookMs} ms)`);
  }

  async function run(): Promise<void> {
    let lastFault = '';
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      try {
        await inTurn(round);
        lastFault = '';
      } catch (error) {
        const fault = String(error);
        if (!signal.aborted && fault !== lastFault) log(`${cluster.name}: ${fault}; it is tried again`);
        lastFault = fault;
      }
      const rest = new AbortController();
      await Promise.race([
        delay(lookEveryMs, undefined, { signal: AbortSignal.any([rest.signal, signal]) }).catch(() => undefined),
        woken,
      ]);
      rest.abort();
    }
  }

  const running = run();
  return {
    report: () => ({
      state,
      ...(reason === undefined ? {} : { reason }),
      nodes: watched.map(({ node, sight, seeding }) => ({
        name: node.name,
        ...(sight.state === 'silent' ? {} : { timeline: sight.timeline }),
        isBeingSeeded: seeding !== undefined,
      })),
      ...(lastChange === undefined ? {} : { lastChange }),
    }),
    async switchOver() {
      return inTurn(async () => {
        signal.throwIfAborted();
        if (state === 'stuck') throw new StackError(`${cluster.name}: ${cluster.primary().name}: ${reason ?? ''}`);
        const from = cluster.primary().name;
        await change('switching over', 'switched over on purpose', () => switchOver(cluster, signal));
        return `${cluster.primary().name} took over from ${from} in ${lastChange?.tookMs} ms`;
      });
    },
    lookAway: (work) => inTurn(work),
    async stop() {
      stopped.abort(new StackError('the stack stops'));
      wake();
      // Every step looks at the signal before it starts a process or decides; what still waits for an answer may be left.
      const ended = Promise.all([running, ...watched.map(({ seeding }) => seeding)]);
      await Promise.race([ended, delay(longestStopMs)]);
      await Promise.all(observers.map((observer) => observer.close()));
    },
  };
}
