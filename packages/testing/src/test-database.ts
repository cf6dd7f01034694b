import { type Cluster, connectCluster, migrate } from '@airside/postgres';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { waitUntil } from './wait-until.ts';

export type TestDatabase = {
  /** Node URLs with the service's own role, as `DATABASE_URLS` gives them. */
  urls: string[];
  /** The same with the role of the ETL, which may read what the service's migrations let it. */
  readerUrls: string[];
  cluster: Cluster;
  /** Closes the cluster and drops the database. */
  drop(): Promise<void>;
};

const rolePassword = 'test';
const readerRole = 'etl';

/** A database of its own for one test file, cloned from a template that holds the service's migrated schema. */
export async function createTestDatabase(options: { role: string; migrations: string }): Promise<TestDatabase> {
  const { postgresUrls } = inject('servers');
  const admin = await connectAdmin(postgresUrls[0] ?? '');
  const name = `test_${randomBytes(6).toString('hex')}`;
  try {
    const template = await ensureTemplate(admin, postgresUrls, options);
    await admin.query(`create database ${name} template ${template}`);
  } finally {
    await admin.end();
  }
  const urls = postgresUrls.map((url) => roleUrl(url, options.role, name));
  const cluster = await connectCluster({
    name: 'test',
    urls,
    applicationName: `test ${options.role}`,
    maxConnections: 10,
    probeEveryMs: 50,
  });
  // The standby hears of the new database a moment after the primary.
  await waitUntil('every node has the database', () =>
    cluster.nodes().every(({ view }) => view.state !== 'unreachable'),
  );
  return {
    urls,
    readerUrls: postgresUrls.map((url) => roleUrl(url, readerRole, name)),
    cluster,
    async drop() {
      await cluster.close();
      const again = await connectAdmin(postgresUrls[0] ?? '');
      await again.query(`drop database ${name} with (force)`);
      await again.end();
    },
  };
}

/** Makes the template once per content of the migrations; test files that start together wait for the first. */
async function ensureTemplate(
  admin: pg.Client,
  urls: string[],
  options: { role: string; migrations: string },
): Promise<string> {
  const template = `template_${options.role}_${await hashOfFolder(options.migrations)}`;
  await admin.query('select pg_advisory_lock(4711)');
  try {
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [
      template,
    ]);
    if (rowCount === 0) await makeTemplate(admin, urls, template, options);
  } finally {
    await admin.query('select pg_advisory_unlock(4711)');
  }
  return template;
}

async function makeTemplate(
  admin: pg.Client,
  urls: string[],
  template: string,
  { role, migrations }: { role: string; migrations: string },
): Promise<void> {
  for (const name of [role, readerRole]) {
    const { rowCount } = await admin.query('select 1 from pg_roles where rolname = $1', [name]);
    if (rowCount === 0) await admin.query(`create role ${name} login password '${rolePassword}'`);
  }
  await admin.query(`drop database if exists ${template}`);
  await admin.query(`create database ${template}`);
  const inside = await connectAdmin((urls[0] ?? '') + template);
  await inside.query('revoke all on schema public from public');
  for (const schema of [role, `${role}_jobs`]) await inside.query(`create schema ${schema} authorization ${role}`);
  await inside.query(`grant usage on schema ${role} to ${readerRole}`);
  await inside.end();
  await migrate({ urls: [roleUrl(urls[0] ?? '', role, template)], folder: migrations });
  await admin.query(`alter database ${template} is_template true`);
}

async function connectAdmin(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url.endsWith('/') ? `${url}postgres` : url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function roleUrl(base: string, role: string, database: string): string {
  const url = new URL(base);
  url.username = role;
  url.password = rolePassword;
  url.pathname = `/${database}`;
  return url.href;
}

async function hashOfFolder(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(folder)).sort()) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 12);
}
