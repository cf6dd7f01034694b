import { type PostgresCluster, startPostgresCluster } from '@airside/local-stack';
import { testPorts, waitUntil } from '@airside/testing';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Cluster, connectCluster } from './cluster.ts';
import { migrate } from './migrate.ts';

// Three servers start, stop and copy each other in every test.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let dir: string;
let servers: PostgresCluster;
let urls: string[];
let cluster: Cluster;
let last = 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'airside-routing-'));
  await chmod(dir, 0o711);
  await writeFile(join(dir, '0001-kept.sql'), 'create table kept (n integer primary key, times integer default 1)');
  servers = await startPostgresCluster({
    name: 'users',
    dir: join(dir, 'users'),
    ports: await testPorts(3),
    databases: [{ name: 'users', roles: [{ name: 'user_service', password: 'test' }] }],
    superuserPassword: 'only-for-this-test-run',
    fast: true,
    isGuarded: true,
  });
  urls = servers.nodes.map(({ port }) => `postgres://user_service:test@127.0.0.1:${port}/users`);
  await migrate({ urls, folder: dir });
  cluster = await connectCluster({ name: 'users', urls, applicationName: 'test', probeEveryMs: 50 });
});
beforeEach(() => whenWhole());
afterAll(async () => {
  await cluster.close();
  await servers.stop();
  await rm(dir, { recursive: true });
});

const insert = 'insert into kept (n) values ($1)';
const next = () => (last += 1);
const isKept = async (n: number) => (await cluster.writer.query('select 1 from kept where n = $1', [n])).length === 1;

function whenWhole(): Promise<unknown> {
  return waitUntil(
    'a primary that takes writes and two standbys',
    () => {
      const states = cluster.nodes().map(({ view }) => view.state);
      return states.filter((state) => state === 'standby').length === 2 && streaming(2);
    },
    30_000,
  );
}

async function asSuperuser(node: number, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: servers.superuserUrl('users', node) });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function streaming(count: number): Promise<boolean> {
  const rows = await asSuperuser(servers.primary(), `select 1 from pg_stat_replication where state = 'streaming'`);
  return rows.length === count;
}

function signalTo(node: number, name: NodeJS.Signals): void {
  const pid = servers.pidOf(node);
  if (pid !== undefined) process.kill(pid, name);
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? String(error);

test('a write sent after the primary was killed waits for the next one', async () => {
  const n = next();
  const before = cluster.counts();
  signalTo(servers.primary(), 'SIGKILL');
  await cluster.writer.query(insert, [n]);
  expect(await cluster.transaction((tx) => tx.query('select n from kept where n = $1', [n]))).toEqual([{ n }]);
  expect(cluster.counts().failovers).toBe(before.failovers + 1);
  expect(cluster.nodes().find(({ isWriter }) => isWriter)?.view).toMatchObject({ state: 'primary', timeline: 2 });
});

test('a switch-over under load fails no statement, no transaction and no read', async () => {
  const faults: string[] = [];
  const written: number[] = [];
  let isOver = false;
  const work = async (one: () => Promise<unknown>) => {
    while (!isOver) await one().catch((error: unknown) => faults.push(codeOf(error)));
  };
  const statement = async () => {
    const n = next();
    await cluster.writer.query(insert, [n]);
    written.push(n);
  };
  const transaction = async () => {
    const n = next();
    await cluster.transaction(async (tx) => {
      await tx.query('select count(*) from kept');
      await tx.query(insert, [n]);
    });
    written.push(n);
  };
  const readers = [cluster.reader, cluster.writer, cluster.own].map(
    (db) => () => db.query('select count(*) from kept'),
  );
  const working = [statement, statement, transaction, transaction, ...readers].map(work);
  await waitUntil('some writes', () => written.length > 20);
  await servers.switchOver();
  const afterwards = written.length;
  await waitUntil('writes on the new primary', () => written.length > afterwards + 20);
  isOver = true;
  await Promise.all(working);
  expect(faults).toEqual([]);
  const rows = await cluster.writer.query<{ n: number }>('select n from kept');
  const kept = new Set(rows.map(({ n }) => n));
  expect(written.filter((n) => !kept.has(n))).toEqual([]);
});

test('a transaction cut in the middle is rolled back and told so; one cut at its commit is unknown', async () => {
  const [middle, end] = [next(), next()];
  const cut = cluster.transaction(async (tx) => {
    await tx.query(insert, [middle]);
    const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    await asSuperuser(servers.primary(), `select pg_terminate_backend(${row?.pid})`);
    await tx.query('select 1');
  });
  await expect(cut).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect(await isKept(middle)).toBe(false);

  await holdStandbys(async () => {
    const waiting = cluster.transaction((tx) => tx.query(insert, [end])).catch(codeOf);
    const statement = cluster.writer.query(insert, [next()]).catch(codeOf);
    expect([await waiting, await statement]).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
  });
});

test('a commit that was let through without its standbys is not believed', async () => {
  const n = next();
  await holdStandbys(async () => {
    const writing = cluster.writer.query(insert, [n]).catch(codeOf);
    await waitUntil('it waits for a standby', async () => {
      const rows = await asSuperuser(
        servers.primary(),
        `select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep' and query like 'insert%'`,
      );
      return rows.length === 1;
    });
    expect(await writing).toBe('OUTCOME_UNKNOWN');
  });
});

test('with no standby writes are refused within seconds, reads go on, and both go on when one is back', async () => {
  await holdStandbys(async () => {
    expect(await cluster.writer.query(insert, [next()]).catch(codeOf)).toBe('OUTCOME_UNKNOWN');
    // Now that it is known, nothing more is sent.
    expect(await cluster.writer.query(insert, [next()]).catch(codeOf)).toBe('DATABASE_UNAVAILABLE');
    expect(await cluster.transaction((tx) => tx.query(insert, [next()])).catch(codeOf)).toBe('DATABASE_UNAVAILABLE');
    expect(await cluster.writer.query('select 1 as one')).toEqual([{ one: 1 }]);
    expect(await cluster.reader.query('select 1 as one')).toEqual([{ one: 1 }]);
  });
  const n = next();
  await cluster.writer.query(insert, [n]);
  expect(await isKept(n)).toBe(true);
});

test('a write whose answer was lost is unknown; a repeatable one is run once more, and counts once', async () => {
  const [unknown, repeated] = [next(), next()];
  const line = await droppingLine(servers.nodes[servers.primary()]?.port ?? 0);
  const behind = await connectCluster({
    name: 'behind',
    urls: [`postgres://user_service:test@127.0.0.1:${line.port}/users`],
    applicationName: 'test',
  });
  line.dropNext('insert into kept');
  expect(await behind.writer.query(insert, [unknown]).catch(codeOf)).toBe('OUTCOME_UNKNOWN');
  await waitUntil('it had arrived', () => isKept(unknown));
  line.dropNext('insert into kept');
  const once = 'insert into kept (n) values ($1) on conflict (n) do update set times = kept.times returning times';
  expect(await behind.repeatable.query(once, [repeated])).toEqual([{ times: 1 }]);
  expect(behind.counts()).toMatchObject({ unknownOutcomes: 1 });
  await behind.close();
  line.close();
});

test('migrations wait for the next primary', async () => {
  await writeFile(join(dir, '0002-more.sql'), 'create table more (n integer)');
  signalTo(servers.primary(), 'SIGKILL');
  expect(await migrate({ urls, folder: dir })).toEqual(['0002-more.sql']);
  expect(await migrate({ urls, folder: dir })).toEqual([]);
});

test('a write caught on a primary that freezes is unknown, one sent later waits for the next primary', async () => {
  const [caught, later] = [next(), next()];
  const frozen = servers.primary();
  const pid = servers.pidOf(frozen) ?? 0;
  const [row] = await cluster.writer.query<{ pid: number }>('select pg_backend_pid() as pid');
  const children = await asSuperuser(frozen, 'select pid from pg_stat_activity where backend_type is not null');
  for (const child of [pid, ...children.map((one) => Number(one['pid']))]) freeze(child);
  expect(row?.pid).toBeGreaterThan(0);
  expect(await cluster.writer.query(insert, [caught]).catch(codeOf)).toBe('OUTCOME_UNKNOWN');
  await cluster.writer.query(insert, [later]);
  expect(servers.primary()).not.toBe(frozen);
  expect(await isKept(later)).toBe(true);
});

function freeze(pid: number): void {
  try {
    process.kill(pid, 'SIGSTOP');
  } catch {
    // It ended with its query.
  }
}

/** Freezes both standbys with all their processes for the time of `work`: attached, and confirming nothing. */
async function holdStandbys(work: () => Promise<void>): Promise<void> {
  const standbys = [0, 1, 2].filter((node) => node !== servers.primary());
  const held: number[] = [];
  for (const node of standbys) {
    const rows = await asSuperuser(node, 'select pid from pg_stat_wal_receiver');
    held.push(...rows.map(({ pid }) => Number(pid)));
  }
  for (const pid of held) process.kill(pid, 'SIGSTOP');
  try {
    await work();
  } finally {
    for (const pid of held) process.kill(pid, 'SIGCONT');
  }
}

/** A line to a server that loses the answer to a statement: it arrives, and the connection ends. */
async function droppingLine(target: number): Promise<{ port: number; dropNext(text: string): void; close(): void }> {
  let wanted: string | undefined;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let isCut = false;
    client.on('data', (bytes: Buffer) => {
      if (wanted !== undefined && bytes.includes(wanted)) [isCut, wanted] = [true, undefined];
      upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => (isCut ? client.destroy() : client.write(bytes)));
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  return { port, dropNext: (text) => (wanted = text), close: () => server.close() };
}
