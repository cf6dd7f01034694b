import type { GuardReport } from '../postgres/failover/guard.ts';
import { listStandbys, type StandbyRow, withDatabase } from '../postgres/queries.ts';
import type { ProcessState } from '../processes/supervisor.ts';
import type { ProcessRegistry, RegisteredProcess } from './registry.ts';
import type { GuardedCluster } from './servers.ts';

export type ProcessReport = {
  name: string;
  state: ProcessState['state'];
  /** Why it does not run; absent while it does. */
  reason?: string;
  pid?: number;
  port: number;
  uptimeSeconds?: number;
  restarts: number;
};

export type DatabaseReport = ProcessReport & {
  cluster: string;
  role: 'primary' | 'standby';
  /** Of a standby: `quorum` when its confirmation counts for a commit. */
  syncState?: string;
  /** Of a standby: bytes of the primary's log that it has not replayed yet. */
  lagBytes?: number;
  /** Counts up with each change of the primary; absent while the node does not answer. */
  timeline?: number;
  /** Whether its data is being copied anew from the primary. */
  isBeingSeeded?: boolean;
};

/** Where a cluster with standbys stands. */
export type ClusterReport = Omit<GuardReport, 'nodes'> & { cluster: string; primary: string };

/** What the control server and `npm run status` tell about a stack. */
export type StackStatus = {
  gatewayUrl: string;
  dataDir: string;
  instances: ProcessReport[];
  databases: DatabaseReport[];
  clusters: ClusterReport[];
  redis: { urls: string[]; nodes: ProcessReport[] };
};

export async function reportStack(stack: {
  gatewayUrl: string;
  dataDir: string;
  redisUrls: string[];
  registry: ProcessRegistry;
  clusters: readonly GuardedCluster[];
}): Promise<StackStatus> {
  const nowMs = performance.now();
  const reports = (kind: 'service' | 'redis' | 'watcher') =>
    stack.registry.list(kind).map((entry) => reportProcess(entry, nowMs));
  const clusters = stack.clusters.toSorted((left, right) => left.name.localeCompare(right.name));
  return {
    gatewayUrl: stack.gatewayUrl,
    dataDir: stack.dataDir,
    instances: [...reports('service'), ...reports('watcher')],
    databases: (await Promise.all(clusters.map((cluster) => reportCluster(cluster, nowMs)))).flat(),
    clusters: clusters.flatMap(({ name, guard, primary }) => {
      if (guard === undefined) return [];
      const { nodes: _nodes, ...report } = guard.report();
      return [{ cluster: name, primary: primary().name, ...report }];
    }),
    redis: { urls: stack.redisUrls, nodes: reports('redis') },
  };
}

function reportProcess(entry: Pick<RegisteredProcess, 'name' | 'port' | 'process'>, nowMs: number): ProcessReport {
  const status = entry.process.status();
  return {
    name: entry.name,
    state: status.state,
    port: entry.port,
    restarts: status.restarts,
    ...('reason' in status ? { reason: status.reason } : {}),
    ...(status.state === 'running'
      ? { pid: status.pid, uptimeSeconds: Math.round((nowMs - status.sinceMs) / 1000) }
      : {}),
  };
}

async function reportCluster(cluster: GuardedCluster, nowMs: number): Promise<DatabaseReport[]> {
  const standbys = await findStandbys(cluster);
  const guarded = cluster.guard?.report().nodes ?? [];
  return cluster.nodes.map((node) => {
    const seen = guarded.find(({ name }) => name === node.name);
    const isStandby = node !== cluster.primary();
    const row = standbys.find((standby) => standby.name === node.name);
    return {
      ...reportProcess(node, nowMs),
      cluster: cluster.name,
      role: isStandby ? ('standby' as const) : ('primary' as const),
      ...(isStandby && row !== undefined ? { syncState: row.syncState, lagBytes: row.lagBytes } : {}),
      ...(seen?.timeline === undefined ? {} : { timeline: seen.timeline }),
      ...(seen?.isBeingSeeded === true ? { isBeingSeeded: true } : {}),
    };
  });
}

/** Asks the primary; nothing is known about replication while it does not answer. */
async function findStandbys(cluster: GuardedCluster): Promise<StandbyRow[]> {
  const primary = cluster.nodes.indexOf(cluster.primary());
  if (primary === -1) return [];
  try {
    return await withDatabase(cluster.superuserUrl('postgres', primary), listStandbys);
  } catch {
    return [];
  }
}
