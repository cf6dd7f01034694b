import { setTimeout as delay } from 'node:timers/promises';
import { type Stack, until } from '../kit/stack.ts';
import type { ExperimentOptions, Finding } from '../report.ts';
import { type Measures, measuresOf, repeatRuns } from './gather.ts';
import { firstAfter, type Scene, setScene } from './scene.ts';

const writers = 8;
const apartMs = 1000;
const replicationRole = 'airside_replication';

/**
 * The control: commits that wait for no standby, standbys that are cut off, and then the primary is killed. What was
 * acknowledged must be lost here, or else the other experiments count nothing.
 */
export async function proveAsynchronousLoses(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const scene = await setScene(stack, { writers });
  try {
    const finding = await repeatRuns(
      options,
      (run) => runOnce(scene, stack, `asynchronous-${run}`),
      ({ lost = 0 }) => lost > 0,
    );
    return finding;
  } finally {
    await scene.close();
  }
}

async function runOnce(scene: Scene, stack: Stack, name: string): Promise<Measures> {
  const { nodes } = scene;
  const primary = await nodes.whenWhole('booking');
  const storm = await scene.storm(name);
  await nodes.ask(primary, `alter system set synchronous_standby_names = ''`);
  await nodes.ask(primary, 'select pg_reload_conf()');
  await nodes.ask(primary, `alter role ${replicationRole} nologin`);
  await nodes.ask(primary, 'select pg_terminate_backend(pid) from pg_stat_replication');
  await delay(apartMs);
  const atMs = performance.now();
  await stack.kill(primary.name);
  const next = await until(
    'another primary',
    async () => {
      const now = await nodes.primary('booking');
      return now.name !== primary.name && now;
    },
    30_000,
  );
  // The ban was replicated before the standbys were cut off.
  await until(
    'standbys may connect again',
    () => nodes.ask(next, `alter role ${replicationRole} login`).catch(() => undefined),
    20_000,
  );
  await until('a booking on the next primary', () => firstAfter(storm.entries, atMs), 30_000);
  await storm.stop();
  await nodes.whenWhole('booking');
  return measuresOf(await scene.judge());
}
