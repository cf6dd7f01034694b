import { testPorts, waitUntil } from '@airside/testing';
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { replicationPassword } from '../folder.ts';
import { withDatabase } from '../queries.ts';
import { type PostgresCluster, type PostgresClusterOptions, startPostgresCluster } from '../start.ts';
import { takeBackup } from './backup.ts';
import { keptFolder, restoreCluster } from './restore.ts';
import { verifyBackup } from './verify.ts';

// Three servers start, are copied and start again.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const superuserPassword = 'only-for-this-test-run';
let dir: string;
let options: PostgresClusterOptions;
let cluster: PostgresCluster;
let to: string;

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'airside-backup-'));
  chmodSync(dir, 0o711);
  to = path.join(dir, 'backup');
  options = {
    name: 'users',
    dir: path.join(dir, 'users'),
    ports: await testPorts(3),
    databases: [{ name: 'users', roles: [] }],
    superuserPassword,
    fast: true,
  };
  cluster = await startPostgresCluster(options);
  await onPrimary('create table kept (n int primary key)');
  await onPrimary('create table outbox_relay (epoch uuid, holder text, lease_until timestamptz, xid xid8, seq bigint)');
  await onPrimary(`insert into outbox_relay values ('00000000-0000-0000-0000-000000000000', 'one', now(), '9', 9)`);
});

afterEach(async () => {
  await cluster.stop();
  rmSync(dir, { recursive: true });
});

const onPrimary = async (sql: string): Promise<unknown[]> =>
  withDatabase(cluster.superuserUrl('users', cluster.primary()), async (db) => (await db.query(sql)).rows as unknown[]);
const kept = async () => (await onPrimary('select n from kept order by n')).map((row) => (row as { n: number }).n);

function backUp(): ReturnType<typeof takeBackup> {
  const port = cluster.nodes[cluster.primary()]?.port;
  return takeBackup({
    cluster: 'users',
    url: `postgres://airside_replication:${replicationPassword(superuserPassword)}@127.0.0.1:${port}`,
    node: 'users_db_1',
    to,
    takenAt: Temporal.Instant.from('2026-12-01T07:15:00Z'),
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
}

function restore(from = to): Promise<void> {
  return restoreCluster({
    cluster: 'users',
    dir: options.dir,
    from,
    port: options.ports[0] ?? 0,
    superuserPassword,
    programsDir: dir,
    logDir: path.join(dir, 'logs'),
    onProgress: () => undefined,
  });
}

/** Commits one row after the other, as fast as answers come; what was acknowledged. */
async function writeOn(): Promise<{ acknowledged: number[]; stop(): Promise<void> }> {
  const client = new pg.Client({ connectionString: cluster.superuserUrl('users', cluster.primary()) });
  await client.connect();
  const acknowledged: number[] = [];
  let isOver = false;
  const writing = (async () => {
    for (let n = 1; !isOver; n += 1) {
      await client.query('insert into kept values ($1)', [n]);
      acknowledged.push(n);
    }
  })();
  return {
    acknowledged,
    async stop() {
      isOver = true;
      await writing;
      await client.end();
    },
  };
}

test('whatever was acknowledged before the back-up is there after the restore, without a gap, and the standbys follow', async () => {
  const writer = await writeOn();
  await waitUntil('some writes', () => writer.acknowledged.length > 20);
  const before = writer.acknowledged.at(-1) ?? 0;
  await backUp();
  const atItsEnd = writer.acknowledged.length;
  await writer.stop();
  // People were not held up.
  expect(atItsEnd).toBeGreaterThan(before);
  await cluster.stop();
  await restore();
  cluster = await startPostgresCluster(options);
  const rows = await kept();
  expect(rows.length).toBeGreaterThanOrEqual(before);
  expect(rows).toEqual(rows.map((_n, index) => index + 1));
  await onPrimary('insert into kept values (1000000)');
  const streaming = () => onPrimary(`select 1 from pg_stat_replication where state = 'streaming'`);
  await waitUntil('two standbys stream', async () => (await streaming()).length === 2, 30_000);
  expect(existsSync(keptFolder(options.dir))).toBe(true);
  // Redis knows an outbox of another history: its markers must not hold back what is sent from now on.
  const [relay] = await onPrimary('select epoch, holder, xid::text as xid, seq::int as seq from outbox_relay');
  expect(relay).toMatchObject({ holder: null, xid: '0', seq: 0 });
  expect(relay).not.toMatchObject({ epoch: '00000000-0000-0000-0000-000000000000' });
});

test('a back-up that was changed, is incomplete or has something foreign in it is refused, and the cluster stays', async () => {
  await backUp();
  await cluster.stop();
  const data = path.join(to, 'data');
  expect((await verifyBackup(data)).files).toBeGreaterThan(100);
  const foreign = path.join(data, 'foreign');
  writeFileSync(foreign, '');
  await expect(restore()).rejects.toThrow(/foreign does not belong to it/);
  rmSync(foreign);
  appendFileSync(path.join(data, 'global/pg_control'), 'x');
  await expect(restore()).rejects.toThrow(/global\/pg_control was changed/);
  rmSync(path.join(data, 'global/pg_control'));
  await expect(restore()).rejects.toThrow(/global\/pg_control is missing/);
  await expect(restore(dir)).rejects.toThrow(/is no back-up/);
  cluster = await startPostgresCluster(options);
  expect(await kept()).toEqual([]);
});

test('a back-up that fails leaves nothing, and none is written over', async () => {
  await backUp();
  await expect(backUp()).rejects.toThrow(/is there already/);
  rmSync(to, { recursive: true });
  await cluster.stop();
  await expect(backUp()).rejects.toThrow();
  expect(readdirSync(dir).filter((name) => name.startsWith('backup'))).toEqual([]);
});
