export type { DatabaseSpec } from './postgres/bootstrap.ts';
export { type PostgresCluster, startPostgresCluster } from './postgres/start.ts';
export { type RunningRedis, startRedis } from './redis/start.ts';
export { pickPorts } from './stack/ports.ts';
