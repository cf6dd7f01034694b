import { type PostgresCluster, startPostgresCluster } from '@airside/local-stack';
import { selfSigned, testPorts, waitUntil } from '@airside/testing';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connectCluster } from './cluster.ts';
import { migrate } from './migrate.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let dir: string;
let server: PostgresCluster;
let port: number;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'airside-postgres-tls-'));
  chmodSync(dir, 0o711);
  server = await startPostgresCluster({
    name: 'users',
    dir: join(dir, 'users'),
    ports: await testPorts(1),
    databases: [{ name: 'users', roles: [{ name: 'user_service', password: 'test' }] }],
    superuserPassword: 'only-for-this-test-run',
    fast: true,
  });
  port = server.nodes[0]?.port ?? 0;
  const { uid, gid } = statSync(join(dir, 'users', server.nodes[0]?.name ?? ''));
  const { cert, key } = selfSigned();
  writeFileSync(join(dir, 'tls.crt'), cert);
  writeFileSync(join(dir, 'tls.key'), key, { mode: 0o600 });
  // PostgreSQL reads a key of its own user alone.
  chownSync(join(dir, 'tls.key'), uid, gid);
  writeFileSync(join(dir, 'other.crt'), selfSigned().cert);
  await turnOn();
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

async function turnOn(): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl('users') });
  await client.connect();
  for (const [name, value] of [
    ['ssl_cert_file', join(dir, 'tls.crt')],
    ['ssl_key_file', join(dir, 'tls.key')],
    ['ssl', 'on'],
  ])
    await client.query(`alter system set ${name} = '${value}'`);
  await client.query('select pg_reload_conf()');
  await waitUntil('TLS is on', async () => (await client.query<{ ssl: string }>('show ssl')).rows[0]?.ssl === 'on');
  await client.end();
}

/** As docs/operations.md has it. */
const urlTrusting = (authority: string, { host = '127.0.0.1', mode = 'verify-full' } = {}) =>
  `postgres://user_service:test@${host}:${port}/users?sslmode=${mode}&sslrootcert=${join(dir, authority)}`;
/** The same machine, by a name that no certificate has. */
const host = '127.1';

test('migrations, statements and transactions go over TLS where the URL asks for it', async () => {
  const urls = [urlTrusting('tls.crt')];
  writeFileSync(join(dir, '0001-kept.sql'), 'create table kept (n integer primary key)');
  await migrate({ urls, folder: dir });
  const cluster = await connectCluster({ name: 'users', urls, applicationName: 'tls test' });
  await cluster.transaction((tx) => tx.query('insert into kept values (1)'));
  expect(await cluster.reader.query('select n from kept')).toEqual([{ n: 1 }]);
  const client = new pg.Client({ connectionString: server.superuserUrl('users') });
  await client.connect();
  const { rows } = await client.query<{ ssl: boolean }>(
    `select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name like 'tls test%'`,
  );
  await client.end();
  await cluster.close();
  expect(rows.length).toBeGreaterThan(1);
  expect(rows.every(({ ssl }) => ssl)).toBe(true);
});

test.each([
  ['by another authority', () => urlTrusting('other.crt')],
  ['for another name', () => urlTrusting('tls.crt', { host })],
])('a server whose certificate is %s is not spoken to', async (_what, url) => {
  const cluster = await connectCluster({ name: 'users', urls: [url()], applicationName: 'test', patienceMs: 500 });
  await expect(cluster.writer.query('select 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  await cluster.close();
});

test('by that other name the server can be reached, so that it was the certificate that was refused', async () => {
  const url = urlTrusting('tls.crt', { host, mode: 'no-verify' });
  const cluster = await connectCluster({ name: 'users', urls: [url], applicationName: 'test' });
  expect(await cluster.writer.query('select 1 as one')).toEqual([{ one: 1 }]);
  await cluster.close();
});
