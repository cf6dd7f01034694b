import type { ManagedRedis } from '../redis/cluster.ts';
import type { ProcessRegistry, RegisteredProcess } from './registry.ts';
import type { GuardedCluster } from './servers.ts';

/** What there is to stop; parts that never started are absent. */
export type StoppableParts = {
  registry: ProcessRegistry;
  clusters: readonly GuardedCluster[];
  redis?: ManagedRedis | undefined;
};

/** Moments after the start of the stop, in milliseconds, at which a stage still running is cut off. Under 5 s in all. */
const stageEndsMs = {
  gateway: 1300,
  services: 2700,
  discovery: 3000,
  primaries: 4000,
  standbys: 4400,
  redis: 4700,
};

/**
 * Stops all in the order of use: nobody loses what it still needs. The gateway drains while everything behind it answers;
 * primaries go before standbys, which take what is left to take.
 */
export async function stopInOrder(parts: StoppableParts): Promise<void> {
  const started = performance.now();
  const left = (stage: keyof typeof stageEndsMs) => Math.max(100, started + stageEndsMs[stage] - performance.now());
  const stopServices = (stage: keyof typeof stageEndsMs, matches: (name: string) => boolean) =>
    Promise.all(
      parts.registry
        .list('service')
        .filter((entry) => matches(entry.name))
        .map((entry) => entry.process.stop('SIGTERM', left(stage))),
    );
  const unguarded = lookAway(parts.clusters);
  const watchers = stopWatchers(parts.registry, left('gateway'));
  await stopServices('gateway', (name) => name.startsWith('gateway_') || name.startsWith('simulator_'));
  await stopServices('services', (name) => name.includes('_service_'));
  await stopServices('discovery', () => true);
  await unguarded;
  await Promise.all(parts.clusters.map((cluster) => cluster.stopPrimary(left('primaries'))));
  await Promise.all(parts.clusters.map((cluster) => cluster.stopStandbys(left('standbys'))));
  await parts.redis?.stop(left('redis'));
  await watchers;
  // Whatever was registered but belongs to none of these parts yet, because the start was cut short.
  await stopAtOnce(parts.registry, parts.clusters);
}

/** What is stopped on purpose is not to be replaced. */
async function lookAway(clusters: readonly GuardedCluster[]): Promise<void> {
  await Promise.all(clusters.flatMap(({ guard }) => (guard === undefined ? [] : [guard.stop()])));
}

async function stopWatchers(registry: ProcessRegistry, graceMs: number): Promise<void> {
  await Promise.all(registry.list('watcher').map(({ process }) => process.stop('SIGTERM', graceMs)));
}

/** Ends everything now. Databases recover at the next start. */
export async function stopAtOnce(registry: ProcessRegistry, clusters: readonly GuardedCluster[]): Promise<void> {
  void lookAway(clusters);
  const end = ({ kind, process }: RegisteredProcess) =>
    // SIGQUIT lets PostgreSQL take its own children along.
    kind === 'database' ? process.stop('SIGQUIT', 500) : process.stop('SIGKILL', 500);
  await Promise.all(registry.list().map(end));
}
