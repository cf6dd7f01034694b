import path from 'node:path';
import { type ManagedCluster, openCluster } from '../postgres/cluster.ts';
import { type Guard, guardCluster } from '../postgres/failover/guard.ts';
import type { ClusterNode } from '../postgres/node.ts';
import { type ManagedRedis, openRedis, type RedisNode } from '../redis/cluster.ts';
import { programCacheFor } from './places.ts';
import type { ProcessRegistry } from './registry.ts';
import type { DatabaseRole, Secrets } from './secrets.ts';

/** Clusters of the product: one database each, of the cluster's name, with the roles of the services it hosts. */
const clusters: { name: string; nodes: number; roles: DatabaseRole[]; readers?: DatabaseRole[] }[] = [
  { name: 'users', nodes: 3, roles: ['user_service', 'notification_service'], readers: ['etl'] },
  { name: 'booking', nodes: 3, roles: ['booking_service', 'operations_service'], readers: ['etl'] },
  { name: 'warehouse', nodes: 1, roles: ['warehouse'] },
];

export type ServerOptions = {
  dataDir: string;
  ports: Readonly<Record<string, number>>;
  secrets: Secrets;
  registry: ProcessRegistry;
  onProgress(line: string): void;
  signal: AbortSignal;
};

/** A cluster, and who keeps it writable; nobody does for a lone server. */
export type GuardedCluster = ManagedCluster & { guard: Guard | undefined };

/** Starts the three PostgreSQL clusters side by side. */
export function openClusters(options: ServerOptions): Promise<GuardedCluster>[] {
  const onChange = (node: ClusterNode) => options.registry.note({ ...node, kind: 'database' });
  return clusters.map(async ({ name, nodes, roles, readers = [] }) => {
    const started = performance.now();
    const withPassword = (role: DatabaseRole) => ({ name: role, password: options.secrets.rolePasswords[role] });
    const cluster = await openCluster({
      name,
      dir: path.join(options.dataDir, 'postgres', name),
      ports: portsOf(`${name}_db`, nodes, options.ports),
      databases: [{ name, roles: roles.map(withPassword), readers: readers.map(withPassword) }],
      superuserPassword: options.secrets.superuserPassword,
      log: options.onProgress,
      logDir: path.join(options.dataDir, 'logs'),
      programsDir: path.join(options.dataDir, 'programs'),
      onChange,
      signal: options.signal,
    });
    const standbys = nodes > 1 ? `primary and ${nodes - 1} standbys` : 'one server';
    options.onProgress(`PostgreSQL ${name}: ${standbys} ready in ${seconds(started)}`);
    const guard = nodes > 1 && !options.signal.aborted ? guardCluster(cluster, options.onProgress) : undefined;
    return { ...cluster, guard };
  });
}

/** Starts the Redis Cluster. */
export async function openOwnRedis(options: ServerOptions): Promise<ManagedRedis> {
  const started = performance.now();
  const redis = await openRedis({
    dir: path.join(options.dataDir, 'redis'),
    cacheDir: programCacheFor(options.dataDir),
    ports: portsOf('redis', 3, options.ports),
    log: options.onProgress,
    logDir: path.join(options.dataDir, 'logs'),
    onChange: (node: RedisNode) => options.registry.note({ ...node, kind: 'redis' }),
    signal: options.signal,
  });
  options.onProgress(`Redis Cluster: ${redis.nodes.length} masters ready in ${seconds(started)}`);
  return redis;
}

function portsOf(prefix: string, count: number, ports: Readonly<Record<string, number>>): number[] {
  return Array.from({ length: count }, (_unused, index) => ports[`${prefix}_${index + 1}`] ?? 0);
}

/** Time since a moment of `performance.now()`, for people. */
export function seconds(startedMs: number): string {
  return `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
}
