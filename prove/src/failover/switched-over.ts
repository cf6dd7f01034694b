import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '../kit/stack.ts';
import { type Entry, isFaultless } from '../history/rules.ts';
import { type ExperimentOptions, type Finding, progress } from '../report.ts';
import { type Measures, measuresOf, repeatRuns, seconds } from './gather.ts';
import { type Scene, setScene } from './scene.ts';

const writers = { full: 20, quick: 6 };
const clusters = ['booking', 'users'] as const;

/** Both clusters' primaries are changed on purpose under people who book, cancel and sign in: no request fails. */
export async function proveSwitchedOver(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const scene = await setScene(stack, { writers: options.isQuick ? writers.quick : writers.full });
  try {
    return await repeatRuns(
      options,
      (run) => runOnce(scene, `switch-${run}`),
      (measures) => isFaultless(measures as never) && measures['failedRequests'] === 0,
    );
  } finally {
    await scene.close();
  }
}

async function runOnce(scene: Scene, name: string): Promise<Measures> {
  const took: Record<string, number> = {};
  const storm = await scene.storm(name);
  for (const cluster of clusters) {
    const before = await scene.nodes.whenWhole(cluster);
    const startedMs = performance.now();
    await switchOver(scene, cluster);
    took[cluster] = seconds(performance.now() - startedMs);
    const after = await scene.nodes.whenWhole(cluster);
    if (after.name === before.name) throw new Error(`${before.name} is still the primary of ${cluster}`);
    await delay(1000);
  }
  const entries = await storm.stop();
  for (const { kind, failures } of entries) if (failures.length > 0) progress(`${kind} failed: ${failures.join(', ')}`);
  return {
    failedRequests: entries.reduce((sum, { failures }) => sum + failures.length, 0),
    requests: entries.reduce((sum, { tries }) => sum + tries, 0),
    bookings: countOf(entries, 'book'),
    cancellations: countOf(entries, 'cancel'),
    logins: countOf(entries, 'login'),
    bookingSwitchSeconds: took['booking'] ?? Number.NaN,
    usersSwitchSeconds: took['users'] ?? Number.NaN,
    slowestRequestSeconds: seconds(Math.max(...entries.map(({ sentMs, answeredMs }) => answeredMs - sentMs))),
    ...measuresOf(await scene.judge()),
  };
}

function countOf(entries: readonly Entry[], kind: Entry['kind']): number {
  return entries.filter((entry) => entry.kind === kind && entry.outcome === 'ok').length;
}

/** As an admin does it, through the gateway. */
async function switchOver(scene: Scene, cluster: string): Promise<void> {
  const { token } = scene.staff;
  const { status, body } = await scene.users.send('POST', `/api/system/databases/${cluster}/failover`, { token });
  if (status !== 202) throw new Error(`switch-over of ${cluster}: ${status} ${JSON.stringify(body)}`);
}
