import { testPorts } from '@airside/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { startTimeOf } from '../processes/identity.ts';
import { listStandbys, withDatabase } from './queries.ts';
import { type PostgresCluster, startPostgresCluster } from './start.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'airside-postgres-'));
const databases = [{ name: 'users', roles: [{ name: 'user_service', password: 'pass word' }] }];
let ports: number[];
let cluster: PostgresCluster | undefined;

beforeAll(async () => {
  chmodSync(dir, 0o711);
  ports = await testPorts(3);
  return () => rmSync(dir, { recursive: true });
});

afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
});

async function startThree(nodePorts: readonly number[] = ports): Promise<PostgresCluster> {
  const options = { name: 'users', dir: path.join(dir, 'users'), databases, superuserPassword: "it's", fast: true };
  cluster = await startPostgresCluster({ ...options, ports: [...nodePorts] });
  return cluster;
}

async function queryAs(url: string, sql: string): Promise<unknown[]> {
  return withDatabase(url, async (database) => (await database.query(sql)).rows as unknown[]);
}

test('a new cluster has two streaming standbys of which any one confirms a commit', async () => {
  const { superuserUrl } = await startThree();
  const standbys = await withDatabase(superuserUrl('postgres'), listStandbys);
  expect(standbys.map(({ name, state, syncState }) => ({ name, state, syncState }))).toEqual([
    { name: 'users_db_2', state: 'streaming', syncState: 'quorum' },
    { name: 'users_db_3', state: 'streaming', syncState: 'quorum' },
  ]);
});

test('a role owns the schema of its name, and has no right to the public one', async () => {
  const { nodes } = await startThree();
  const url = `postgres://user_service:pass%20word@127.0.0.1:${nodes[0]?.port}/users`;
  await queryAs(url, 'create table kept (at int)');
  expect(await queryAs(url, `select schemaname from pg_tables where tablename = 'kept'`)).toEqual([
    { schemaname: 'user_service' },
  ]);
  await expect(queryAs(url, 'create table public.refused (at int)')).rejects.toThrow(/permission denied/);
  await expect(queryAs(url.replace('/users', '/postgres'), 'create schema refused')).rejects.toThrow(
    /permission denied/,
  );
  await expect(queryAs(url.replace('pass%20word', 'guess'), 'select 1')).rejects.toThrow(/authentication failed/);
});

test('a role owns a schema for its jobs, also in a database that was made before there were any', async () => {
  const first = await startThree();
  await queryAs(first.superuserUrl('users'), 'drop schema user_service_jobs');
  await first.stop();
  const { superuserUrl } = await startThree();
  const owner = `select nspowner::regrole::text as owner from pg_namespace where nspname = 'user_service_jobs'`;
  expect(await queryAs(superuserUrl('users'), owner)).toEqual([{ owner: 'user_service' }]);
});

test('data survives a restart on other ports, and reaches the standbys there', async () => {
  const first = await startThree();
  await queryAs(first.superuserUrl('users'), 'create table before_move (at int); insert into before_move values (1)');
  await first.stop();
  const moved = await startThree((await testPorts(6)).slice(3));
  expect(await queryAs(moved.superuserUrl('users'), 'select at from before_move')).toEqual([{ at: 1 }]);
  const standby = await queryAs(moved.superuserUrl('users', 1), 'select pg_is_in_recovery() as "isStandby"');
  expect(standby).toEqual([{ isStandby: true }]);
});

test('a cluster whose servers were all killed comes back with what it acknowledged', async () => {
  const first = await startThree();
  await queryAs(first.superuserUrl('users'), 'create table acknowledged as select 7 as n');
  for (const node of first.nodes) process.kill(node.pid, 'SIGKILL');
  await first.stop();
  const again = await startThree();
  expect(await queryAs(again.superuserUrl('users'), 'select n from acknowledged')).toEqual([{ n: 7 }]);
});

test('a standby whose folder is gone is copied anew', async () => {
  await (await startThree()).stop();
  rmSync(path.join(dir, 'users/users_db_3'), { recursive: true });
  const again = await startThree();
  const standby = await queryAs(again.superuserUrl('users', 2), 'select pg_is_in_recovery() as "isStandby"');
  expect(standby).toEqual([{ isStandby: true }]);
});

test('servers left running by a killed launcher are replaced, not doubled', async () => {
  const left = await startInKilledProcess();
  const second = await startThree();
  expect(left.filter(({ pid, startTime }) => startTimeOf(pid) === startTime)).toEqual([]);
  expect(await queryAs(second.superuserUrl('postgres'), 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('a port taken by somebody else fails with the reason from the log', async () => {
  const [port = 0] = await testPorts(1);
  const stranger = await listen(port);
  const options = { name: 'alone', dir: path.join(dir, 'alone'), databases: [], superuserPassword: 'p', fast: true };
  await expect(startPostgresCluster({ ...options, ports: [port] })).rejects.toThrow(/alone_db_1 did not start/);
  await new Promise((resolve) => stranger.close(resolve));
});

test('the configuration, which holds the replication password, is readable for the server alone', () => {
  const file = path.join(dir, 'users/users_db_2/postgresql.conf');
  expect(readFileSync(file, 'utf8')).toContain('primary_conninfo');
  expect(statSync(file).mode & 0o077).toBe(0);
});

/** The three nodes as a launcher leaves them that is ended by SIGKILL. */
async function startInKilledProcess(): Promise<{ pid: number; startTime: string | undefined }[]> {
  const module = path.join(import.meta.dirname, 'start.ts');
  const options = {
    name: 'users',
    dir: path.join(dir, 'users'),
    ports,
    databases,
    superuserPassword: "it's",
    fast: true,
  };
  const script = `import { startPostgresCluster } from ${JSON.stringify(module)};
    const { nodes } = await startPostgresCluster(${JSON.stringify(options)});
    console.log(JSON.stringify(nodes));
    setInterval(() => {}, 1000);`;
  const launcher = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(launcher.stdout, 'data')) as [Buffer];
  const nodes = JSON.parse(line.toString()) as { pid: number }[];
  launcher.kill('SIGKILL');
  await once(launcher, 'exit');
  return nodes.map(({ pid }) => ({ pid, startTime: startTimeOf(pid) }));
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1', () => resolve(server));
  });
}
