import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measures, measuresOf, repeatRuns, seconds } from '../failover/gather.ts';
import { type Scene, setScene } from '../failover/scene.ts';
import { openStack } from '../kit/stack.ts';
import type { OpenedExperiment } from '../opened-experiment.ts';
import { progress } from '../report.ts';
import { whenAllIn } from '../traffic/rotation.ts';
import { isFailed, sentWithin } from '../traffic/rules.ts';
import { startTraffic, undisturbed } from '../traffic/traffic.ts';
import { checkOutPrevious } from './previous.ts';

/** As docs/operations.md says; the gateway is the one door and has a balancer before it where nobody may notice. */
const order = ['discovery', 'user_service', 'booking_service', 'operations_service', 'notification_service'];
const instances = { user: 2, booking: 2, notification: 2, operations: 2 };
const checkout = join(import.meta.dirname, '../../..');
const normalMs = 2000;

/**
 * A stack of the previous release, whose instances are replaced by this one's in turn while people book, cancel and sign in:
 * from the first new instance of a service on, the old ones run on the new schema.
 */
export async function openRollingUpgrade(port: number): Promise<OpenedExperiment> {
  const folder = mkdtempSync(join(tmpdir(), 'airside-previous-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const previous = await checkOutPrevious(checkout, join(folder, 'previous'));
    // The launcher starts whatever lies behind this link at that moment.
    const servicesDir = join(folder, 'services');
    symlinkSync(previous.services, servicesDir);
    const stack = await openStack({ port, instances, servicesDir, env: { LOG_LEVEL: 'info', BCRYPT_COST: '4' } });
    progress(`${previous.commit} runs`);
    return {
      stack: {
        ...stack,
        async close() {
          await stack.close();
          remove();
        },
      },
      async prove(options) {
        const scene = await setScene(stack, { writers: 6 });
        // Whose bookings nobody counts.
        const crowd = await setScene(stack, { writers: 4 });
        try {
          // Once: there is no way back to the old release.
          return await repeatRuns({ ...options, runs: 1 }, () => upgrade(scene, crowd, servicesDir), holds);
        } finally {
          await Promise.all([scene.close(), crowd.close()]);
        }
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

const holds = (measures: Measures) =>
  (measures['migrationsApplied'] ?? 0) > 0 &&
  ['failedCalls', 'wishesThatFailedOnce', 'lost', 'doubled', 'refusedButDone'].every((name) => measures[name] === 0);

async function upgrade(scene: Scene, crowd: Scene, servicesDir: string): Promise<Measures> {
  const { stack } = scene;
  const migrationsBefore = await countMigrations(scene);
  const storm = await scene.storm('upgrade');
  const traffic = await startTraffic(crowd);
  const { fromMs } = await undisturbed(normalMs);
  showNewServices(servicesDir);
  let replaced = 0;
  for (const service of order) {
    for (const { name } of await stack.instancesOf(service)) {
      await stack.restart(name);
      if (service !== 'discovery') await whenAllIn(scene, service);
      replaced += 1;
      progress(`${name} is of this release`);
    }
  }
  const tookSeconds = seconds(performance.now() - fromMs);
  await undisturbed(normalMs);
  const calls = sentWithin(await traffic.stop(), { fromMs, toMs: Infinity });
  const entries = await storm.stop();
  return {
    replaced,
    tookSeconds,
    migrationsApplied: (await countMigrations(scene)) - migrationsBefore,
    calls: calls.length,
    failedCalls: calls.filter(isFailed).length,
    wishesThatFailedOnce: entries.filter(({ failures }) => failures.some((status) => status !== 429)).length,
    ...measuresOf(await scene.judge()),
  };
}

/** Behind the same name, in one step. */
function showNewServices(servicesDir: string): void {
  symlinkSync(join(checkout, 'services'), `${servicesDir}.new`);
  renameSync(`${servicesDir}.new`, servicesDir);
}

/** Applied so far, by all services. */
async function countMigrations({ nodes }: Scene): Promise<number> {
  const schemas = {
    users: ['user_service', 'notification_service'],
    booking: ['booking_service', 'operations_service'],
  };
  let count = 0;
  for (const [cluster, names] of Object.entries(schemas)) {
    const primary = await nodes.primary(cluster);
    for (const schema of names) {
      const [row] = await nodes.ask<{ count: number }>(
        primary,
        `select count(*)::int as count from ${schema}.schema_migrations`,
      );
      count += row?.count ?? 0;
    }
  }
  return count;
}
