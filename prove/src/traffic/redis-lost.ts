import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '../kit/stack.ts';
import { processorMs } from '../kit/processor.ts';
import { killRedis } from '../kit/victims.ts';
import { type ExperimentOptions, type Finding, round } from '../report.ts';
import { type Measures, repeatRuns } from '../failover/gather.ts';
import { freeze } from '../failover/nodes.ts';
import { type Scene, setScene } from '../failover/scene.ts';
import { availabilityPercent, isFailed, p99Ms, sentWithin } from './rules.ts';
import { startTraffic, undisturbed } from './traffic.ts';

/** R12. */
const limits = { availabilityPercent: 99.9, addedP99Ms: 300 };
const awayMs = { full: 12_000, quick: 5000 };
const normalMs = { full: 5000, quick: 2000 };
/** Enough to reach the limit of an account and address (ten a minute) several times over. */
const badLogins = 40;
/** On a busy machine one after the other takes longer than the minute that the limit looks back. */
const guessersAtOnce = 4;
/** Their processor time tells of busy waiting also on a machine where times of calls say little; guessed passwords cost that of the user service. */
const measured = ['gateway', 'booking_service', 'notification_service', 'operations_service'];
const services = ['user_service', 'booking_service', 'notification_service', 'operations_service'];

type RedisNode = { name: string; pid: number };
/** What becomes of Redis, until the returned function is called. */
type Fault = (scene: Scene, nodes: readonly RedisNode[]) => Promise<() => Promise<unknown>>;

const faults: Readonly<Record<string, Fault>> = {
  frozen: async (_scene, nodes) => {
    const thaw = freeze(nodes.map(({ pid }) => pid));
    return async () => thaw();
  },
  killed: async ({ stack }, nodes) => {
    let isOver = false;
    const killing = (async () => {
      while (!isOver) {
        await Promise.all(nodes.map(({ name }) => stack.kill(name)));
        await delay(25);
      }
    })();
    return async () => {
      isOver = true;
      await killing;
      // The launcher waits longer and longer before it starts what keeps crashing.
      await Promise.all(nodes.map(({ name }) => stack.restart(name)));
    };
  },
  emptied: async ({ stack }, nodes) => {
    await Promise.all(nodes.map((node) => killRedis(stack, node, true)));
    return () => Promise.resolve();
  },
};

/** All of Redis is frozen, then killed, then comes back empty: requests are answered, logins limited, no route is lost. */
export async function proveRedisLost(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const scene = await setScene(stack, { writers: 4 });
  const size = options.isQuick ? 'quick' : 'full';
  try {
    return await repeatRuns(
      options,
      async () => {
        const all: Measures = {};
        for (const [name, fault] of Object.entries(faults)) {
          for (const [key, value] of Object.entries(await runOnce(scene, fault, size))) all[`${name}: ${key}`] = value;
        }
        return all;
      },
      (measures) =>
        Object.keys(faults).every(
          (name) =>
            (measures[`${name}: availability, %`] ?? 0) >= limits.availabilityPercent &&
            (measures[`${name}: added p99, ms`] ?? Infinity) <= limits.addedP99Ms &&
            measures[`${name}: routesLost`] === 0 &&
            (measures[`${name}: badLoginsRefused`] ?? 0) > 0,
        ),
    );
  } finally {
    await scene.close();
  }
}

async function runOnce(scene: Scene, fault: Fault, size: 'full' | 'quick'): Promise<Measures> {
  const nodes = await runningNodes(scene.stack);
  const routesBefore = await listRoutes(scene);
  const traffic = await startTraffic(scene);
  const pids = await pidsOf(scene.stack);
  const startMs = processorMs(pids);
  const normal = await undisturbed(normalMs[size]);
  const normalEndMs = processorMs(pids);
  const normalCalls = traffic.calls.length;
  const fromMs = performance.now();
  const mend = await fault(scene, nodes);
  let mended = false;
  try {
    const [refused, routesLost] = await Promise.all([
      tryBadLogins(scene),
      countLostRoutes(scene, routesBefore, fromMs + awayMs[size]),
    ]);
    const awayProcessorMs = processorMs(pids) - normalEndMs;
    const awayCalls = traffic.calls.length - normalCalls;
    await mend();
    mended = true;
    // What comes back must not disturb either.
    await delay(normalMs[size]);
    const calls = await traffic.stop();
    const without = sentWithin(calls, { fromMs, toMs: Infinity });
    return {
      calls: without.length,
      'availability, %': availabilityPercent(without),
      failed: without.filter(isFailed).length,
      'added p99, ms': round(p99Ms(without) - p99Ms(sentWithin(calls, normal))),
      'processor per call, normal, ms': round((normalEndMs - startMs) / normalCalls, 2),
      'processor per call, without, ms': round(awayProcessorMs / awayCalls, 2),
      badLoginsRefused: refused,
      routesLost,
    };
  } finally {
    if (!mended) await mend();
    await traffic.stop();
  }
}

async function pidsOf(stack: Stack): Promise<number[]> {
  const { instances } = await stack.report();
  const wanted = instances.filter(({ name }) => measured.includes(name.replace(/_\d+$/, '')));
  return wanted.flatMap(({ pid }) => pid ?? []);
}

async function runningNodes(stack: Stack): Promise<RedisNode[]> {
  const { nodes } = (await stack.report()).redis;
  const running = nodes.flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }]));
  if (running.length === 0) throw new Error('this stack uses a Redis of somebody else');
  return running;
}

/** Somebody guesses a password; how often he is told to stop. */
async function tryBadLogins({ users, accounts }: Scene): Promise<number> {
  const [{ username } = { username: '' }] = accounts;
  let refused = 0;
  async function guess(): Promise<void> {
    for (let number = 0; number < badLogins / guessersAtOnce; number += 1) {
      const { status } = await users.send('POST', '/api/auth/login', { body: { username, password: randomUUID() } });
      if (status === 429) refused += 1;
    }
  }
  await Promise.all(Array.from({ length: guessersAtOnce }, guess));
  return refused;
}

async function listRoutes({ users }: Scene): Promise<string[]> {
  const { body } = await users.send('GET', '/api/discovery/status');
  const known = body['services'] as Record<string, { instance: string }[]>;
  return services.flatMap((service) => (known[service] ?? []).map(({ instance }) => instance));
}

/** Instances that were missing from the directory at any look. */
async function countLostRoutes(scene: Scene, before: readonly string[], untilMs: number): Promise<number> {
  const lost = new Set<string>();
  while (performance.now() < untilMs) {
    const now = new Set(await listRoutes(scene));
    for (const instance of before) if (!now.has(instance)) lost.add(instance);
    await delay(100);
  }
  return lost.size;
}
