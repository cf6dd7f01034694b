import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../../stack-error.ts';
import type { ManagedCluster } from '../cluster.ts';
import { failOver, follow, promote, readySlots } from './fail-over.ts';
import { createLookout, type Watched } from './lookout.ts';
import { decideStep, type Step } from './rules.ts';
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
const longestStopMs = 1000;
/** So long another node may take to come back, before a crashed primary is tried again in its own place; in milliseconds. */
const restartAfterMs = 5000;

export function guardCluster(cluster: ManagedCluster, log: (line: string) => void): Guard {
  const lookout = createLookout(cluster);
  const stopped = new AbortController();
  const { signal } = stopped;
  let status: Pick<GuardReport, 'state' | 'reason'> = { state: 'steady' };
  let lastChange: GuardReport['lastChange'];
  let stuckSinceMs: number | undefined;
  const inTurn = createTurns();

  async function round(): Promise<void> {
    await lookout.look();
    signal.throwIfAborted();
    const step = decideStep(cluster.nodes.indexOf(cluster.primary()), lookout.sights());
    if (step.kind !== 'stuck') [status, stuckSinceMs] = [{ state: 'steady' }, undefined];
    await act(step);
    for (const one of lookout.watched) {
      if (one.isReady || one.sight.state === 'silent' || one.seeding !== undefined) continue;
      await readySlots(cluster, one.node);
      one.isReady = true;
    }
  }

  async function act(step: Step): Promise<void> {
    switch (step.kind) {
      case 'none':
        return;
      case 'stuck':
        if (status.reason !== step.reason) log(`${cluster.name} is stuck: ${cluster.primary().name}: ${step.reason}`);
        status = { state: 'stuck', reason: step.reason };
        stuckSinceMs ??= performance.now();
        if (step.isRestartSafe && performance.now() - stuckSinceMs > restartAfterMs) await startAgain();
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

  /** As after a full disk, which ends all nodes: the primary has whatever it acknowledged, and the standbys go on with it. */
  async function startAgain(): Promise<void> {
    const { name, process } = cluster.primary();
    log(`${cluster.name}: nobody can take over from ${name}; it is started again`);
    stuckSinceMs = undefined;
    await process.start();
  }

  function nodeAt(index: number): Watched {
    const one = lookout.watched[index];
    if (one === undefined) throw new Error(`there is no node ${index}`);
    return one;
  }

  /** In the background: a big copy takes its time, and the primary has to be watched meanwhile. */
  function beginSeeding(one: Watched, why: string): void {
    const { name } = one.node;
    log(`${name} is made a standby of ${cluster.primary().name} anew (${why})`);
    one.seeding = seed(cluster, one.node, signal)
      .then(
        () => log(`${name} is a standby again`),
        (error: unknown) => signal.aborted || log(`${name} could not be made a standby: ${String(error)}`),
      )
      .then(() => {
        one.wellAtMs = performance.now();
        delete one.seeding;
      });
  }

  async function change(state: GuardReport['state'], reason: string, work: () => Promise<unknown>): Promise<void> {
    const [from, startedMs] = [cluster.primary().name, performance.now()];
    status = { state };
    try {
      await work();
    } finally {
      status = { state: 'steady' };
    }
    lookout.forget();
    const [to, tookMs] = [cluster.primary().name, Math.round(performance.now() - startedMs)];
    lastChange = { from, to, reason, at: Temporal.Now.instant().toString({ smallestUnit: 'second' }), tookMs };
    log(`${cluster.name}: ${to} is the primary now (${tookMs} ms)`);
  }

  const running = keepOn(() => inTurn(round), {
    signal,
    onWake: (wake) => cluster.onChange(wake),
    onFault: (fault) => log(`${cluster.name}: ${fault}; it is tried again`),
  });

  return {
    report: () => ({
      ...status,
      nodes: lookout.watched.map(({ node, sight, seeding }) => ({
        name: node.name,
        ...(sight.state === 'silent' ? {} : { timeline: sight.timeline }),
        isBeingSeeded: seeding !== undefined,
      })),
      ...(lastChange === undefined ? {} : { lastChange }),
    }),
    switchOver: () =>
      inTurn(async () => {
        signal.throwIfAborted();
        const from = cluster.primary().name;
        if (status.state === 'stuck') throw new StackError(`${cluster.name}: ${from}: ${status.reason ?? ''}`);
        await change('switching over', 'switched over on purpose', () => switchOver(cluster, signal));
        return `${cluster.primary().name} took over from ${from} in ${lastChange?.tookMs} ms`;
      }),
    lookAway: (work) => inTurn(work),
    async stop() {
      stopped.abort(new StackError('the stack stops'));
      // Every step looks at the signal before it starts a process or decides; what still waits for an answer may be left.
      const ended = Promise.all([running, ...lookout.watched.map(({ seeding }) => seeding)]);
      await Promise.race([ended, delay(longestStopMs)]);
      await lookout.close();
    },
  };
}

/** One thing at a time: a change of the primary, or a look. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
}

/** Does `round` again and again, at once when woken. A fault is told once, and the round tried again. */
async function keepOn(
  round: () => Promise<void>,
  { signal, onWake, onFault }: { signal: AbortSignal; onWake(wake: () => void): void; onFault(fault: string): void },
): Promise<void> {
  let wake = () => {};
  onWake(() => wake());
  let lastFault = '';
  while (!signal.aborted) {
    // Made before the round: a process that ends during it is looked at right after.
    const woken = new AbortController();
    wake = () => woken.abort();
    try {
      await round();
      lastFault = '';
    } catch (error) {
      const fault = String(error);
      if (!signal.aborted && fault !== lastFault) onFault(fault);
      lastFault = fault;
    }
    const rest = AbortSignal.any([woken.signal, signal]);
    await delay(lookEveryMs, undefined, { signal: rest }).catch(() => undefined);
  }
}
