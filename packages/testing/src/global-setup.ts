import { startPostgresCluster, startRedis } from '@airside/local-stack';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { testPorts } from './test-ports.ts';

/** What the shared servers of a test run are reached by. */
export type TestServers = {
  /** Superuser URLs of the nodes, primary first, each ending in `/`; a database name goes behind. */
  postgresUrls: string[];
  redisUrls: string[];
};

declare module 'vitest' {
  interface ProvidedContext {
    servers: TestServers;
  }
}

/** Starts one PostgreSQL cluster (a primary and a standby) and one Redis Cluster for the whole run, and stops them after it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'airside-test-'));
  const ports = await testPorts(5);
  const superuserPassword = 'only-for-this-test-run';
  const postgres = await startPostgresCluster({
    name: 'test',
    dir: join(dir, 'postgres'),
    ports: ports.slice(0, 2),
    databases: [],
    superuserPassword,
    fast: true,
  });
  const redis = await startRedis({ dir: join(dir, 'redis'), ports: ports.slice(2) });
  project.provide('servers', {
    postgresUrls: postgres.nodes.map((_node, index) => postgres.superuserUrl('', index)),
    redisUrls: redis.urls,
  });
  return async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
    await rm(dir, { recursive: true, force: true });
  };
}
