import { createTestDatabase, createTestTokens, silentLogger, type TestDatabase } from '@airside/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../app.ts';

const tokens = createTestTokens();
let database: TestDatabase;
let app: Awaited<ReturnType<typeof buildApp>>;

beforeAll(async () => {
  database = await createTestDatabase({
    role: 'notification_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
  app = await buildApp({
    instance: 'notification_service_1',
    logger: silentLogger(),
    auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: tokens.verifyToken },
    cluster: database.cluster,
  });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const get = (id: string, given: Record<string, string> = {}) =>
  app.inject({ url: `/api/auth/user-subscriptions/${id}`, headers: given });

describe('subscriptions of a user', () => {
  test('are for that user and for staff', async () => {
    expect((await get('1')).statusCode).toBe(401);
    expect((await get('1', tokens.bearer({ userId: 2 }))).statusCode).toBe(403);
    expect((await get('1', tokens.bearer({ userId: 1 }))).statusCode).toBe(200);
    expect((await get('1', tokens.bearer({ userId: 2, roles: ['agent'] }))).statusCode).toBe(200);
    expect((await get('abc', tokens.bearer({ userId: 1 }))).json()).toMatchObject({ errors: [{ field: 'user_id' }] });
  });

  test('are an empty list at first, then the codes in order', async () => {
    expect((await get('5', tokens.bearer({ userId: 5 }))).json()).toEqual({ userId: 5, flights: [] });
    await database.cluster.writer.query(
      `insert into subscription (account_id, flight_code) values (5, 'FL002'), (5, 'FL001'), (6, 'FL003')`,
    );
    expect((await get('5', tokens.bearer({ userId: 5 }))).json()).toEqual({ userId: 5, flights: ['FL001', 'FL002'] });
  });

  test('can be read by anybody where the installation says so, for the oldest clients', async () => {
    const open = await buildApp({
      instance: 'notification_service_1',
      logger: silentLogger(),
      auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: tokens.verifyToken },
      cluster: database.cluster,
      isOpen: true,
    });
    const answer = await open.inject({ url: '/api/auth/user-subscriptions/7' });
    expect([answer.statusCode, answer.json()]).toEqual([200, { userId: 7, flights: [] }]);
    await open.close();
  });
});
