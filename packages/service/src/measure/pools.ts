import { type Registry, sampled } from '../metrics.ts';

/** Connections of this process to one database node. */
export type PoolUse = { node: string; total: number; idle: number; waiting: number };

/** Use of the connection pools of a cluster, and who waits for a connection. */
export function measurePools(registry: Registry, cluster: string, pools: () => readonly PoolUse[]): void {
  sampled(registry, {
    name: 'postgres_pool_connections',
    help: 'Connections of this process to a database node',
    labelNames: ['cluster', 'node', 'state'],
    read: () =>
      pools().flatMap(({ node, total, idle }) => [
        { labels: { cluster, node, state: 'idle' }, value: idle },
        { labels: { cluster, node, state: 'busy' }, value: total - idle },
      ]),
  });
  sampled(registry, {
    name: 'postgres_pool_waiting',
    help: 'Statements of this process that wait for a connection to a database node',
    labelNames: ['cluster', 'node'],
    read: () => pools().map(({ node, waiting }) => ({ labels: { cluster, node }, value: waiting })),
  });
}
