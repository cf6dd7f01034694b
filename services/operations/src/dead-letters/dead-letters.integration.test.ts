import { createTestDatabase, createTestTokens, silentLogger, type TestDatabase } from '@airside/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../app.ts';

const tokens = createTestTokens();
let database: TestDatabase;
let app: Awaited<ReturnType<typeof buildApp>>;

beforeAll(async () => {
  database = await createTestDatabase({
    role: 'operations_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
  app = await buildApp({
    instance: 'operations_service_1',
    logger: silentLogger(),
    auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: tokens.verifyToken },
    cluster: database.cluster,
  });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const get = (query: string, given: Record<string, string> = {}) =>
  app.inject({ url: `/api/ops/dead-letters${query}`, headers: given });

describe('dead letters', () => {
  test('are for operations staff', async () => {
    expect((await get('')).statusCode).toBe(401);
    expect((await get('', tokens.bearer({ userId: 1 }))).statusCode).toBe(403);
    expect((await get('', tokens.bearer({ userId: 1, roles: ['agent'] }))).statusCode).toBe(403);
    expect((await get('', tokens.bearer({ userId: 1, roles: ['ops'] }))).statusCode).toBe(200);
  });

  test('are listed newest first, in pages', async () => {
    const ops = tokens.bearer({ userId: 1, roles: ['ops'] });
    expect((await get('', ops)).json()).toEqual({ deadLetters: [], count: 0 });
    await database.cluster.writer.query(
      `insert into dead_letter (event_id, source, reason, event) select 'e' || n, 'http', 'because', '{"a":1}' from generate_series(1, 3) n`,
    );
    type Page = { deadLetters: { eventId: string }[]; cursor?: number };
    const first = (await get('?limit=2', ops)).json<Page>();
    expect(first.deadLetters.map(({ eventId }) => eventId)).toEqual(['e3', 'e2']);
    const second = (await get(`?limit=2&cursor=${first.cursor}`, ops)).json<Page>();
    expect(second.deadLetters.map(({ eventId }) => eventId)).toEqual(['e1']);
    expect(second.cursor).toBeUndefined();
    for (const bad of ['?limit=0', '?limit=x', '?cursor=-1', '?other=1'])
      expect((await get(bad, ops)).statusCode).toBe(400);
  });
});
