import { testPorts, waitUntil } from '@airside/testing';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeDecision } from '../decision.ts';
import { withDatabase } from '../queries.ts';
import { type PostgresCluster, type PostgresClusterOptions, startPostgresCluster } from '../start.ts';

// Three servers start, stop and copy each other in every test.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let dir: string;
let options: PostgresClusterOptions;
let cluster: PostgresCluster;
const frozen: number[] = [];

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'airside-failover-'));
  chmodSync(dir, 0o711);
  options = {
    name: 'users',
    dir: path.join(dir, 'users'),
    ports: await testPorts(3),
    databases: [],
    superuserPassword: 'only-for-this-test-run',
    fast: true,
    isGuarded: true,
  };
  cluster = await startPostgresCluster(options);
  await onPrimary('create table kept (n int primary key)');
  await whenWhole();
});

afterEach(async () => {
  for (const pid of frozen.splice(0)) signalTo(pid, 'SIGCONT');
  await cluster.stop();
  rmSync(dir, { recursive: true });
});

function signalTo(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) throw new Error('it does not run');
  try {
    process.kill(pid, name);
  } catch (error) {
    // Thawing what was killed meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function freeze(pid: number | undefined): void {
  signalTo(pid, 'SIGSTOP');
  if (pid !== undefined) frozen.push(pid);
}

const onNode = async (node: number, sql: string): Promise<unknown[]> =>
  withDatabase(cluster.superuserUrl('postgres', node), async (server) => (await server.query(sql)).rows as unknown[]);
const onPrimary = (sql: string) => onNode(cluster.primary(), sql);

/** Commits as a client does: with the confirmation of a standby. Answers false where nobody knows. */
async function commit(node: number, n: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: cluster.superuserUrl('postgres', node), query_timeout: 1500 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('insert into kept values ($1)', [n]);
    return true;
  } catch {
    return false;
  } finally {
    client.end().catch(() => undefined);
  }
}

const kept = async () => (await onPrimary('select n from kept order by n')).map((row) => (row as { n: number }).n);

/** Every node that is not the primary streams from it. */
function whenWhole(count = 2): Promise<unknown> {
  return waitUntil(
    `${count} standbys stream`,
    async () => {
      const rows = await onPrimary(`select 1 from pg_stat_replication where state = 'streaming'`);
      return rows.length === count;
    },
    30_000,
  );
}

const whenChanged = (from: number) => waitUntil('another primary', () => cluster.primary() !== from, 15_000);

/** Writes as fast as answers come until told to end; answers what was acknowledged. */
function writeOn(): { stop(): Promise<number[]> } {
  let isOver = false;
  const acknowledged: number[] = [];
  const writing = (async () => {
    for (let n = 1000; !isOver; n += 1) if (await commit(cluster.primary(), n)) acknowledged.push(n);
  })();
  return {
    async stop() {
      isOver = true;
      await writing;
      return acknowledged;
    },
  };
}

test('a killed primary is replaced, nothing acknowledged is lost, and it comes back as a standby', async () => {
  const writer = writeOn();
  await waitUntil('some writes', async () => (await kept()).length > 5);
  signalTo(cluster.pidOf(0), 'SIGKILL');
  await whenChanged(0);
  await waitUntil('it takes writes', () => commit(cluster.primary(), 1));
  const acknowledged = await writer.stop();
  await whenWhole();
  expect(await onNode(0, 'select pg_is_in_recovery() as "isStandby"')).toEqual([{ isStandby: true }]);
  await expect(onNode(0, 'insert into kept values (2)')).rejects.toThrow(/read-only/);
  const there = new Set(await kept());
  expect(acknowledged.filter((n) => !there.has(n))).toEqual([]);
  expect(cluster.report()).toMatchObject({
    state: 'steady',
    lastChange: { from: 'users_db_1', reason: 'its process ended' },
  });
});

test('a frozen primary is replaced, and acknowledges nothing when it thaws', async () => {
  await commit(0, 1);
  const client = new pg.Client({ connectionString: cluster.superuserUrl('postgres', 0) });
  client.on('error', () => undefined);
  await client.connect();
  freeze(cluster.pidOf(0));
  const late = client.query('insert into kept values (2)').then(
    () => 'acknowledged',
    () => 'not acknowledged',
  );
  await whenChanged(0);
  for (const pid of frozen.splice(0)) signalTo(pid, 'SIGCONT');
  await waitUntil('it takes writes', () => commit(cluster.primary(), 3));
  const there = await kept();
  // The child that held the connection was not frozen with the server: it may have been faster than the guard.
  if ((await late) === 'acknowledged') expect(there).toContain(2);
  expect(there).toEqual(expect.arrayContaining([1, 3]));
  await whenWhole();
});

test('with a standby out of sight nobody is promoted; when it is back, the failover goes on by itself', async () => {
  await commit(0, 1);
  freeze(cluster.pidOf(2));
  signalTo(cluster.pidOf(0), 'SIGKILL');
  await waitUntil('it says so', () => cluster.report()?.state === 'stuck');
  expect(cluster.report()?.reason).toBe(
    'its process ended; users_db_3 might hold the last commits and cannot be asked',
  );
  expect(cluster.primary()).toBe(0);
  for (const pid of frozen.splice(0)) signalTo(pid, 'SIGCONT');
  await whenChanged(0);
  await waitUntil('it takes writes', () => commit(cluster.primary(), 2));
  expect(await kept()).toEqual([1, 2]);
});

test('where nobody can take over for long, the crashed primary goes on in its own place with all it had', async () => {
  await commit(0, 1);
  freeze(cluster.pidOf(2));
  signalTo(cluster.pidOf(0), 'SIGKILL');
  await waitUntil('it takes writes', () => commit(0, 2), 15_000);
  expect(cluster.primary()).toBe(0);
  expect(await kept()).toEqual([1, 2]);
});

test('of two standbys the one that has more is promoted', async () => {
  const pid = await onNode(1, 'select pid from pg_stat_wal_receiver');
  freeze((pid[0] as { pid: number }).pid);
  expect(await commit(0, 1)).toBe(true);
  signalTo(cluster.pidOf(0), 'SIGKILL');
  for (const receiver of frozen.splice(0)) signalTo(receiver, 'SIGCONT');
  await whenChanged(0);
  await waitUntil('it takes writes', () => commit(cluster.primary(), 2));
  expect(await kept()).toEqual([1, 2]);
  await whenWhole();
});

test('a killed standby comes back although one of its processes outlives it', async () => {
  const standby = cluster.nodes.findIndex((_node, index) => index !== cluster.primary());
  const rows = await onNode(standby, `select pid from pg_stat_activity where backend_type = 'checkpointer'`);
  freeze((rows[0] as { pid: number } | undefined)?.pid);
  signalTo(cluster.nodes[standby]?.pid, 'SIGKILL');
  await waitUntil('it is noticed', async () => (await onPrimary('select from pg_stat_replication')).length === 1);
  await whenWhole();
});

test('a standby that lost its data is made anew', async () => {
  const pid = cluster.pidOf(2);
  rmSync(path.join(dir, 'users/users_db_3'), { recursive: true });
  signalTo(pid, 'SIGKILL');
  await waitUntil('it is made anew', () => existsSync(path.join(dir, 'users/users_db_3/airside.complete')), 15_000);
  await whenWhole();
  expect(cluster.primary()).toBe(0);
});

test('a switch-over changes the primary while writers go on, and the old one follows with the data it has', async () => {
  const inode = () => statSync(path.join(dir, 'users/users_db_1/PG_VERSION')).ino;
  const before = inode();
  const writer = writeOn();
  await waitUntil('some writes', async () => (await kept()).length > 5);
  expect(await cluster.switchOver()).toMatch(/^users_db_[23] took over from users_db_1 in \d+ ms$/);
  const acknowledged = await writer.stop();
  await whenWhole();
  const there = new Set(await kept());
  expect(acknowledged.filter((n) => !there.has(n))).toEqual([]);
  expect(inode()).toBe(before);
  expect(await onNode(0, 'select pg_is_in_recovery() as "isStandby"')).toEqual([{ isStandby: true }]);
  await cluster.switchOver();
  await whenWhole();
  await waitUntil('it takes writes', () => commit(cluster.primary(), 1));
});

test('a switch-over with a transaction that does not end leaves everything as it is', async () => {
  const client = new pg.Client({ connectionString: cluster.superuserUrl('postgres', 0) });
  await client.connect();
  await client.query('begin; insert into kept values (1)');
  await expect(cluster.switchOver()).rejects.toThrow(/left as it is: running transactions have ended: not within/);
  await client.query('commit');
  await client.end();
  expect(cluster.primary()).toBe(0);
  await waitUntil('writes again', () => commit(0, 2));
  expect(await kept()).toEqual([1, 2]);
});

test.each(['stopped', 'killed with its launcher'])(
  'a cluster that is %s in the middle of a failover starts again with all it acknowledged',
  async (how) => {
    await commit(0, 1);
    await commit(0, 2);
    const pids = [0, 1, 2].map((node) => cluster.pidOf(node));
    signalTo(pids[0], 'SIGKILL');
    if (how === 'stopped') await waitUntil('the failover begins', () => cluster.report()?.state === 'failing over');
    else for (const pid of pids.slice(1)) signalTo(pid, 'SIGKILL');
    await cluster.stop();
    cluster = await startPostgresCluster(options);
    expect(await kept()).toEqual([1, 2]);
    await whenWhole();
    await waitUntil('it takes writes', () => commit(cluster.primary(), 3));
  },
);

test('a decision without its promotion is carried out at the next start', async () => {
  await commit(0, 1);
  await cluster.stop();
  writeDecision(options.dir, { primary: 'users_db_2', reason: 'test', decidedAt: '' });
  cluster = await startPostgresCluster(options);
  expect(cluster.primary()).toBe(1);
  expect(await kept()).toEqual([1]);
  await whenWhole();
});
