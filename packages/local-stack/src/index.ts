export type { DatabaseSpec } from './postgres/bootstrap.ts';
export { type PostgresCluster, startPostgresCluster } from './postgres/start.ts';
export { type RunningRedis, startRedis } from './redis/start.ts';
export { defaultCounts, type InstanceCounts } from './stack/plan.ts';
export { pickPorts } from './stack/ports.ts';
export { type RunningStack, type StackOptions, startStack } from './stack/start.ts';
export type { StackStatus } from './stack/status.ts';
