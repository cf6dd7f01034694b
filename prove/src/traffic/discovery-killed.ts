import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '../kit/stack.ts';
import { type ExperimentOptions, type Finding, round } from '../report.ts';
import { type Measures, repeatRuns } from '../failover/gather.ts';
import { type Scene, setScene } from '../failover/scene.ts';
import { isFailed, p99Ms, sentWithin } from './rules.ts';
import { startTraffic, undisturbed } from './traffic.ts';

/** Longer than a lease lives: whoever forgot instances that nobody renews would have done so. */
const awayMs = { full: 20_000, quick: 8000 };
const normalMs = { full: 5000, quick: 2000 };
const lookMs = 25;

/** Discovery is killed, and again whenever it is back: traffic goes on (R13). */
export async function proveDiscoveryKilled(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const scene = await setScene(stack, { writers: 4 });
  const size = options.isQuick ? 'quick' : 'full';
  try {
    return await repeatRuns(
      options,
      () => runOnce(scene, size),
      (measures) => measures['failedCalls'] === 0 && (measures['kills'] ?? 0) > 0,
    );
  } finally {
    await scene.close();
  }
}

async function runOnce(scene: Scene, size: 'full' | 'quick'): Promise<Measures> {
  const { stack } = scene;
  const names = (await stack.instancesOf('discovery')).map(({ name }) => name);
  const traffic = await startTraffic(scene);
  const normal = await undisturbed(normalMs[size]);
  const fromMs = performance.now();
  let kills = 0;
  while (performance.now() < fromMs + awayMs[size]) {
    const killed = await Promise.all(names.map((name) => stack.kill(name)));
    kills += killed.filter(Boolean).length;
    await delay(lookMs);
  }
  const toMs = performance.now();
  await Promise.all(names.map((name) => stack.restart(name)));
  const calls = await traffic.stop();
  const away = sentWithin(calls, { fromMs, toMs });
  const [normalP99, awayP99] = [p99Ms(sentWithin(calls, normal)), p99Ms(away)];
  return {
    kills,
    calls: away.length,
    failedCalls: away.filter(isFailed).length,
    'p99 normal, ms': normalP99,
    'p99 without discovery, ms': awayP99,
    'added p99, ms': round(awayP99 - normalP99),
  };
}
