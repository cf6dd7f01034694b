import { createTestDatabase, silentLogger, type TestDatabase, waitUntil } from '@airside/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { access } from '../auth/access.ts';
import { type App, createApp } from '../http/app.ts';

const clusterSecret = 'a-secret-of-the-test';
const where = 'select pg_is_in_recovery() as "isStandby"';
let database: TestDatabase;
/** Two instances of one service. */
let apps: App[];

beforeAll(async () => {
  const migrations = join(import.meta.dirname, '../../../jobs/tests/migrations');
  database = await createTestDatabase({ role: 'service_test', migrations });
  apps = await Promise.all(['1', '2'].map((number) => startInstance(`test_service_${number}`)));
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await database.drop();
});

async function startInstance(instance: string): Promise<App> {
  const { cluster } = database;
  const auth = { clusterSecret, verifyToken: () => Promise.resolve(undefined) };
  const app = await createApp({
    service: 'test_service',
    instance,
    version: '1',
    logger: silentLogger(),
    auth,
    database: cluster,
  });
  const config = { access: access.public };
  app.post('/effects', { config }, async () =>
    cluster.writer.query(`insert into effect (what) values ('x') returning n`),
  );
  app.get('/effects', { config }, async () => ({
    count: (await cluster.reader.query('select 1 from effect')).length,
    isStandby: (await cluster.reader.query<{ isStandby: boolean }>(where))[0]?.isStandby,
  }));
  app.get('/own', { config }, async () => (await cluster.own.query(where))[0]);
  return app;
}

const ask = async (instance: number, method: 'GET' | 'POST', url: string, headers: Record<string, string> = {}) => {
  const answer = await apps[instance]?.inject({ method, url, headers });
  return {
    body: answer?.json<Record<string, unknown>>(),
    readAfter: answer?.headers['x-read-after'] as string | undefined,
  };
};

test('whoever carries the header reads his own write on any instance, and from a standby once it is there', async () => {
  let carried = '*';
  for (let count = 1; count <= 30; count += 1) {
    const { readAfter } = await ask(count % 2, 'POST', '/effects', { 'x-read-after': carried });
    carried = readAfter ?? carried;
    expect((await ask((count + 1) % 2, 'GET', '/effects', { 'x-read-after': carried })).body).toMatchObject({ count });
  }
  expect(carried).toMatch(/^test:[0-9A-F]+\/[0-9A-F]+:[\w-]{22}$/);
  await waitUntil(
    'a standby has it',
    async () => (await ask(0, 'GET', '/own', { 'x-read-after': carried })).body?.['isStandby'],
  );
});

test('whoever carries nothing gets no header, and reads what is his own from the primary', async () => {
  expect((await ask(0, 'POST', '/effects')).readAfter).toBeUndefined();
  expect((await ask(0, 'GET', '/own')).body).toEqual({ isStandby: false });
  expect((await ask(0, 'GET', '/own', { 'x-read-after': 'test:0/1:forged-forged-forged-fo' })).body).toEqual({
    isStandby: false,
  });
});

test('the view of the database is for other processes of the installation, the metrics tell the same', async () => {
  expect((await apps[0]?.inject({ url: '/internal/database' }))?.statusCode).toBe(404);
  const answer = await apps[0]?.inject({
    url: '/internal/database',
    headers: { 'x-airside-cluster-secret': clusterSecret },
  });
  expect(answer?.json()).toMatchObject({
    cluster: 'test',
    failovers: 0,
    nodes: [
      { state: 'primary', isWriter: true, timeline: 1 },
      { state: 'standby', isWriter: false, lagMs: expect.any(Number) },
    ],
  });
  const metrics = (await apps[0]?.inject({ url: '/metrics' }))?.body;
  expect(metrics).toMatch(
    /postgres_writer\{cluster="test",node="127.0.0.1:\d+",service="test_service",instance="test_service_1"\} 1/,
  );
  expect(metrics).toMatch(/postgres_failovers_total\{cluster="test",[^}]*\} 0/);
});
