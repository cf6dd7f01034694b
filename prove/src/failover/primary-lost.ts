import { setTimeout as delay } from 'node:timers/promises';
import { until, type Stack } from '../kit/stack.ts';
import { isFaultless } from '../history/rules.ts';
import type { ExperimentOptions, Finding } from '../report.ts';
import { type Measures, measuresOf, repeatRuns, seconds } from './gather.ts';
import { type DatabaseNode, freeze, type Nodes, processTree, signalAll } from './nodes.ts';
import { firstAfter, isAcknowledged, type Scene, setScene } from './scene.ts';

const writers = { full: 20, quick: 6 };
const firstBookingMs = 60_000;
const afterwardsMs = { full: 3000, quick: 1000 };
/** R1, R2, R4. */
const limits = { killed: 2, frozen: 5, returned: 10 };

/** The primary of the bookings is killed under twenty people who book (R1), and comes back as a standby (R4). */
export function provePrimaryKilled(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  return prove(stack, options, limits.killed, async (_nodes, { pid }) => {
    signalAll([pid ?? 0], 'SIGKILL');
    return { atMs: performance.now(), afterwards: () => Promise.resolve(0) };
  });
}

/** The primary is frozen with all its processes, and thaws when another one serves (R2). */
export function provePrimaryFrozen(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  return prove(stack, options, limits.frozen, async (nodes, node) => {
    const asking = lateWrite(nodes, node);
    await asking.whenConnected;
    const thaw = freeze(processTree(node.pid ?? 0));
    return {
      atMs: performance.now(),
      afterwards() {
        thaw();
        return asking.acknowledged();
      },
    };
  });
}

type Harm = {
  /** From when on the node answers nothing. */
  atMs: number;
  /** Called when another one serves; answers how many writes the old one acknowledged since. */
  afterwards(): Promise<number>;
};
type Hurt = (nodes: Nodes, node: DatabaseNode) => Promise<Harm>;

async function prove(stack: Stack, options: ExperimentOptions, limit: number, hurt: Hurt): Promise<Finding> {
  const scene = await setScene(stack, { writers: options.isQuick ? writers.quick : writers.full });
  const settleMs = options.isQuick ? afterwardsMs.quick : afterwardsMs.full;
  try {
    return await repeatRuns(
      options,
      (run) => runOnce(scene, `lost-${run}`, settleMs, hurt),
      (measures) =>
        (measures['firstBookingSeconds'] ?? Infinity) <= limit &&
        (measures['standbyAgainSeconds'] ?? Infinity) <= limits.returned &&
        isFaultless(measures as never) &&
        measures['writableAgain'] === 0 &&
        measures['acknowledgedByOld'] === 0,
    );
  } finally {
    await scene.close();
  }
}

async function runOnce(scene: Scene, name: string, settleMs: number, hurt: Hurt): Promise<Measures> {
  const { nodes } = scene;
  const old = await nodes.whenWhole('booking');
  const storm = await scene.storm(name);
  const { atMs, afterwards } = await hurt(nodes, old);
  const first = await until('a booking on the next primary', () => firstAfter(storm.entries, atMs), firstBookingMs);
  const acknowledgedByOld = await afterwards();
  const returning = followReturn(nodes, old, atMs);
  await delay(settleMs);
  const entries = await storm.stop();
  const { standbyAtMs, writableAgain } = await returning;
  await nodes.whenWhole('booking');
  const others = entries.filter(({ sentMs, outcome }) => sentMs >= atMs && outcome === 'ok');
  return {
    firstBookingSeconds: seconds(first),
    standbyAgainSeconds: seconds(standbyAtMs - atMs),
    ...measuresOf(await scene.judge()),
    writableAgain,
    acknowledgedByOld,
    bookingsAfterwards: others.filter(isAcknowledged).length,
    cancellationsAfterwards: others.filter(({ kind }) => kind === 'cancel').length,
    loginsAfterwards: others.filter(({ kind }) => kind === 'login').length,
    askedAgain: entries.filter(({ sentMs, tries }) => sentMs >= atMs && tries > 1).length,
  };
}

/** Looks at the old primary until it is a standby, and counts how often it said that it was none. */
async function followReturn(
  nodes: Nodes,
  node: DatabaseNode,
  sinceMs: number,
): Promise<{ standbyAtMs: number; writableAgain: number }> {
  let writableAgain = 0;
  const standbyAtMs = await until(
    `${node.name} is a standby`,
    async () => {
      const rows = await nodes
        .ask<{ isStandby: boolean }>(node, 'select pg_is_in_recovery() as "isStandby"')
        .catch(() => []);
      const isStandby = rows[0]?.isStandby;
      if (isStandby === false) writableAgain += 1;
      return isStandby === true && performance.now();
    },
    Math.max(1000, sinceMs + 60_000 - performance.now()),
  );
  return { standbyAtMs, writableAgain };
}

/** A connection from before the fault that writes after it, as a client does that has heard of nothing. */
function lateWrite(nodes: Nodes, node: DatabaseNode) {
  const connected = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const written = nodes.onConnection(node, async (query) => {
    await query('set synchronous_commit = on');
    connected.resolve();
    await begun.promise;
    await query(`select pg_logical_emit_message(true, 'prove', 'late')`);
  });
  written.catch(connected.reject);
  return {
    whenConnected: connected.promise,
    /** Writes now; 1 where that was acknowledged. */
    acknowledged() {
      begun.resolve();
      return written.then(
        () => 1,
        () => 0,
      );
    },
  };
}
