import {
  connectTestRedis,
  createTestDatabase,
  createTestTokens,
  silentLogger,
  type TestDatabase,
  waitUntil,
} from '@airside/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../app.ts';

const tokens = createTestTokens();
let database: TestDatabase;
let redis: Awaited<ReturnType<typeof connectTestRedis>>;
let app: Awaited<ReturnType<typeof buildApp>>;

beforeAll(async () => {
  database = await createTestDatabase({
    role: 'booking_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
  redis = await connectTestRedis();
  app = await buildApp({
    instance: 'booking_service_1',
    logger: silentLogger(),
    auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: tokens.verifyToken },
    cluster: database.cluster,
    redis: redis.redis,
    pinnedDate: Temporal.PlainDate.from('2024-10-01'),
  });
  await app.inject({ url: '/seed' });
});
afterAll(async () => {
  await app.close();
  redis.close();
  await database.drop();
});

type List = { flights: { flight_id: string; status: string }[]; count: number; cursor?: string; error?: string };
const list = async (query: string, path = '/flights') => {
  const answer = await app.inject({ url: `${path}?${query}` });
  return { status: answer.statusCode, cache: answer.headers['x-cache'], ...answer.json<List>() };
};
const codes = async (query: string) => (await list(query)).flights.map(({ flight_id }) => flight_id);

describe('a list of flights', () => {
  test.each([
    ['status=CANCELLED', ['FL006']],
    ['status=DELAYED', ['FL004']],
    ['airport=IST', ['FL012']],
    ['airport=rmo&status=CANCELLED', ['FL006']],
    ['origin=RMO&destination=BER', ['FL003', 'FL008', 'FL010']],
    ['destination=RMO', []],
    ['date=2024-10-01&airline=wizzair', ['FL003', 'FL001', 'FL008']],
    ['date=2024-10-02', []],
    ['airline=air%20MOLDOVA&status=SCHEDULED', ['FL010']],
    ['departs_from=2024-10-01T17:10:00Z', ['FL010', 'FL007']],
    ['departs_from=2024-10-01T16:40:00%2B03:00&destination=BER', ['FL008', 'FL010']],
  ])('is in the order of departure, and matches all filters: %s', async (query, expected) => {
    expect(await codes(query)).toEqual(expected);
    expect((await list(query, '/api/flights')).count).toBe(expected.length);
  });

  test('comes in pages that neither overlap nor leave anything out', async () => {
    const all = await codes('origin=RMO');
    expect(all).toHaveLength(11);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await list(`origin=RMO&limit=3${cursor}`);
      expect(page.count).toBe(page.flights.length);
      seen.push(...page.flights.map(({ flight_id }) => flight_id));
      cursor = page.cursor === undefined ? '' : `&cursor=${page.cursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(all);
  });

  test.each([
    ['', 'status query parameter required'],
    ['limit=5', 'status query parameter required'],
    ['status=FLYING', 'status'],
    ['status=', 'status'],
    ['airport=RMOX', 'airport'],
    ['date=2024-13-01', 'date'],
    ['status=SCHEDULED&limit=0', 'limit'],
    ['status=SCHEDULED&limit=501', 'limit'],
    ['status=SCHEDULED&cursor=here', 'cursor'],
    ['status=SCHEDULED&cursor=9999999999999999.1', 'cursor'],
    ['status=SCHEDULED&colour=red', 'colour'],
    ['airline=a%00', 'airline'],
  ])('with a fault is refused, naming it: %s', async (query, words) => {
    const { status, error } = await list(query);
    expect([status, error]).toEqual([400, expect.stringContaining(words)]);
  });

  test('is kept, and shows a change at once', async () => {
    await waitUntil('a hit', async () => (await list('status=BOARDING')).cache === 'HIT');
    for (const phase of ['CHECK_IN', 'BOARDING']) {
      await app.inject({
        method: 'PATCH',
        url: '/flights/FL012',
        headers: tokens.bearer({ userId: 1, roles: ['ops'] }),
        payload: { phase },
      });
    }
    expect(await codes('status=BOARDING')).toEqual(['FL012']);
  });
});
