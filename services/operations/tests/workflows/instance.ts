import { connectRedis, closeRedis, whenRedisReady } from '@airside/redis';
import type { Cluster } from '@airside/postgres';
import { createRegistry, type Logger, type Registry } from '@airside/service';
import { randomUUID } from 'node:crypto';
import type { Patience } from '../../src/executions/queues.ts';
import { createOperationsWorkflows, type OperationsWorkflows } from '../../src/workflows/operations-workflows.ts';
import { clientOf } from './fake-services.ts';

/** How an instance of a test is made, here and in a process of its own. */
export type InstanceSettings = {
  name: string;
  redisUrls: readonly string[];
  keyPrefix: string;
  fakeUrl: string;
  patience: Patience;
};

export type WorkflowInstance = { workflows: OperationsWorkflows; registry: Registry; close(): Promise<void> };

/** One instance that routes and works, not started yet. */
export async function makeInstance(
  cluster: Cluster,
  logger: Logger,
  { name, redisUrls, keyPrefix, fakeUrl, patience }: InstanceSettings,
): Promise<WorkflowInstance> {
  const redis = connectRedis({ urls: redisUrls, name, keyPrefix, commandTimeoutMs: 2000 });
  await whenRedisReady(redis, 5000);
  const registry = createRegistry('operations_service', name);
  const workflows = createOperationsWorkflows({
    bus: { cluster, redis, consumer: name, holder: `${name}/${randomUUID()}`, log: logger },
    callInternal: clientOf(fakeUrl),
    registry,
    logger,
    now: () => Temporal.Now.instant(),
    patience,
  });
  let closing: Promise<void> | undefined;
  return {
    workflows,
    registry,
    close() {
      closing ??= workflows.stop().then(() => closeRedis(redis));
      return closing;
    },
  };
}
