import { pidOf } from '../kit/victims.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '../kit/stack.ts';
import { type ExperimentOptions, type Finding, round } from '../report.ts';
import { type Measures, repeatRuns, seconds } from '../failover/gather.ts';
import { type Scene, setScene } from '../failover/scene.ts';
import { whenAllIn, whenOut } from './rotation.ts';
import { isFailed, p99Ms, sentWithin } from './rules.ts';
import { startTraffic, undisturbed } from './traffic.ts';

/** R11: of calls after the sick one is out, against undisturbed ones. */
const worstRatio = 2;
/** On an idle machine the 99th percentile is a few milliseconds, of which twice is noise. */
const smallestP99Ms = 25;
const measuredMs = { full: 6000, quick: 2000 };

type Illness = {
  service: string;
  victim: string;
  /** Makes it ill until the returned function is called. */
  begin(scene: Scene, victim: string): Promise<() => Promise<void>>;
};

/** How an instance can be ill without being dead. */
const illnesses: Readonly<Record<'frozen' | 'failing' | 'slow', Illness>> = {
  frozen: { service: 'booking_service', victim: 'booking_service_1', begin: freezeIt },
  failing: { service: 'user_service', victim: 'user_service_1', begin: failIt },
  slow: { service: 'booking_service', victim: 'booking_service_3', begin: slowIt },
};

/** Instances hang, fail or answer slowly, one after the other: the rest serve as before. */
export async function proveInstanceSick(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const scene = await setScene(stack, { writers: 4 });
  const forMs = options.isQuick ? measuredMs.quick : measuredMs.full;
  try {
    return await repeatRuns(
      options,
      async () => {
        const all: Measures = {};
        for (const [name, illness] of Object.entries(illnesses)) {
          for (const [key, value] of Object.entries(await runOnce(scene, illness, forMs)))
            all[`${name}: ${key}`] = value;
        }
        return all;
      },
      (measures) =>
        Object.keys(illnesses).every(
          (name) => measures[`${name}: failedLater`] === 0 && (measures[`${name}: ratio`] ?? Infinity) <= worstRatio,
        ),
    );
  } finally {
    await scene.close();
  }
}

async function runOnce(scene: Scene, { service, victim, begin }: Illness, forMs: number): Promise<Measures> {
  await whenAllIn(scene, service);
  const traffic = await startTraffic(scene);
  const normal = await undisturbed(forMs);
  const beganMs = performance.now();
  const end = await begin(scene, victim);
  try {
    const outMs = await whenOut(scene, victim);
    await delay(forMs);
    const ill = { fromMs: outMs, toMs: performance.now() };
    const calls = await traffic.stop();
    const [before, after] = [sentWithin(calls, normal), sentWithin(calls, ill)];
    const [normalP99, restP99] = [p99Ms(before), p99Ms(after)];
    return {
      outSeconds: seconds(outMs - beganMs),
      failedBefore: sentWithin(calls, { fromMs: beganMs, toMs: outMs }).filter(isFailed).length,
      failedLater: after.filter(isFailed).length,
      'p99 normal, ms': normalP99,
      'p99 of the rest, ms': restP99,
      ratio: round(restP99 / Math.max(normalP99, smallestP99Ms), 2),
    };
  } finally {
    await end();
    await traffic.stop();
  }
}

async function freezeIt(scene: Scene, victim: string): Promise<() => Promise<void>> {
  const pid = await pidOf(scene.stack, victim);
  process.kill(pid, 'SIGSTOP');
  return async () => void process.kill(pid, 'SIGCONT');
}

/** It runs for a moment, and then not for a longer one. */
const [stoppedMs, runningMs] = [1200, 20];

async function slowIt(scene: Scene, victim: string): Promise<() => Promise<void>> {
  const pid = await pidOf(scene.stack, victim);
  let isOver = false;
  const slowing = (async () => {
    while (!isOver) {
      process.kill(pid, 'SIGSTOP');
      await delay(stoppedMs);
      process.kill(pid, 'SIGCONT');
      await delay(runningMs);
    }
  })();
  return async () => {
    isOver = true;
    await slowing;
  };
}

/** What fails on purpose fails there, again and again. */
async function failIt({ users }: Scene, victim: string): Promise<() => Promise<void>> {
  let isOver = false;
  const failing = (async () => {
    while (!isOver) {
      await users.send('GET', `/api/auth/simulate-failure?instance=${victim}`);
      await delay(100);
    }
  })();
  return async () => {
    isOver = true;
    await failing;
  };
}
