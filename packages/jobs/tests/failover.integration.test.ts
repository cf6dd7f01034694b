import { type PostgresCluster, startPostgresCluster } from '@airside/local-stack';
import { type Cluster, connectCluster } from '@airside/postgres';
import { silentLogger, testPorts, waitUntil } from '@airside/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startJobs } from '../src/index.ts';
import { chores, schema } from './chores.ts';

let dir: string;
let servers: PostgresCluster;
let cluster: Cluster;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'airside-jobs-'));
  servers = await startPostgresCluster({
    name: 'jobs',
    dir,
    ports: await testPorts(2),
    databases: [{ name: 'jobs', roles: [{ name: 'jobs_test', password: 'test' }] }],
    superuserPassword: 'only-for-this-test-run',
    fast: true,
  });
  const urls = servers.nodes.map(({ port }) => `postgres://jobs_test:test@127.0.0.1:${port}/jobs`);
  cluster = await connectCluster({ name: 'jobs', urls, applicationName: 'test', probeEveryMs: 50 });
});
afterEach(async () => {
  await cluster.close();
  await servers.stop();
  await rm(dir, { recursive: true, force: true });
});

/** The standby as the only node: it waits for no other. */
async function promoteStandby(): Promise<void> {
  const client = new pg.Client({ connectionString: servers.superuserUrl('postgres', 1) });
  await client.connect();
  await client.query(`alter system set synchronous_standby_names = ''`);
  await client.query('select pg_reload_conf()');
  await client.query('select pg_promote()');
  await client.end();
}

test('jobs go on where they were after the primary has been killed and a standby promoted', async () => {
  const jobs = await startJobs({ cluster, schema, queues: [chores], log: silentLogger() });
  const done: string[] = [];
  const gate = Promise.withResolvers<void>();
  jobs.work(chores, {
    concurrency: 1,
    async handle({ data }) {
      await gate.promise;
      done.push(data.what);
    },
  });
  const send = (what: string) => cluster.transaction((tx) => jobs.send(tx, chores, { what }));
  await send('in hand at the kill');
  await send('waiting at the kill');
  const [primary] = servers.nodes;
  if (primary === undefined) throw new Error('no primary');
  process.kill(primary.pid, 'SIGKILL');
  gate.resolve();
  await promoteStandby();
  await waitUntil('a job can be sent again', () => send('after it'));
  await waitUntil('all are done', () => done.includes('after it'), 15_000);
  await jobs.stop();
  expect(new Set(done)).toEqual(new Set(['in hand at the kill', 'waiting at the kill', 'after it']));
});
