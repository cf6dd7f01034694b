import { type Cluster, type Db, hasReached } from '@airside/postgres';
import { connectRedis, closeRedis, type RedisClient } from '@airside/redis';
import {
  connectTestRedis,
  createTestDatabase,
  createTestTokens,
  silentLogger,
  type TestDatabase,
  waitUntil,
} from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ordersStandIn } from '../../tests/stand-ins.ts';
import { loadAirports } from '../airports/open-data.ts';
import { buildApp } from '../app.ts';
import { createAnswerCache } from '../caches/answer-cache.ts';
import { positionOf } from '../caches/generation.ts';
import { marketGroup } from '../caches/groups.ts';
import { routeMarket } from './rules.ts';

type Service = Awaited<ReturnType<typeof buildApp>>;
type Offer = { flightCode: string; seatsLeft: number; status: string; price: number; departure: string };
type Answer = { flights: Offer[]; total: number; page: number; pageSize: number };

const tokens = createTestTokens();
let database: TestDatabase;
let redis: Awaited<ReturnType<typeof connectTestRedis>>;
let app: Service;
const apps: Service[] = [];

async function start(client: RedisClient, cluster: Cluster = database.cluster): Promise<Service> {
  const started = await buildApp({
    instance: `booking_service_${apps.length + 1}`,
    logger: silentLogger(),
    auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: tokens.verifyToken },
    cluster,
    redis: client,
  });
  apps.push(started);
  return started;
}

beforeAll(async () => {
  database = await createTestDatabase({
    role: 'booking_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
  await database.cluster.script(ordersStandIn);
  redis = await connectTestRedis();
  app = await start(redis.redis);
  expect((await app.inject({ url: '/seed' })).statusCode).toBe(201);
  // A search answers from a standby: let it have heard of the flights.
  await waitUntil('the flights', async () => (await search('from=Chisinau&to=Tokyo')).statusCode === 200);
});
afterAll(async () => {
  await Promise.all(apps.map((each) => each.close()));
  redis.close();
  await database.drop();
});

async function search(query: string, service: Service = app) {
  return await service.inject({ url: `/api/flight/search-flights?${query}` });
}
async function codes(query: string): Promise<string[]> {
  return (await search(query)).json<Answer>().flights.map(({ flightCode }) => flightCode);
}
async function book(flightId: string) {
  return await app.inject({
    method: 'POST',
    url: '/api/flight/book-flight',
    headers: tokens.bearer({ userId: 1 }),
    payload: { flightId, paymentMethod: 'miles' },
  });
}
const offer = (answer: Answer, code: string) => answer.flights.find(({ flightCode }) => flightCode === code);

describe('a search', () => {
  test('finds by city or code, in any case, with or without accents', async () => {
    for (const query of [
      'from=Chisinau&to=London',
      'from=chisinau&to=LONDON',
      'from=RMO&to=lon',
      'from=Chi%C8%99in%C4%83u&to=london',
    ])
      expect([query, await codes(query)]).toEqual([query, ['FL001', 'FL002', 'FL006']]);
    expect(await codes('from=RMO&to=STN')).toEqual(['FL002', 'FL006']);
    expect(await codes('from=kiv&to=Narita')).toEqual(['FL005']);
    expect(await codes('from=chisinau&to=paris&sort=price')).toEqual(['FL009', 'FL004']);
  });

  test('tells all about a flight', async () => {
    const tomorrow = Temporal.Now.plainDateISO('Europe/Chisinau').add({ days: 1 }).toString();
    const answer = (await search('from=Chisinau&to=London')).json<Answer>();
    expect(offer(answer, 'FL001')).toMatchObject({
      airline: 'WizzAir',
      from: 'RMO',
      to: 'LTN',
      departure: `${tomorrow} 10:00`,
      arrival: `${tomorrow} 12:00`,
      departureAt: expect.stringMatching(new RegExp(`^${tomorrow}T10:00:00\\+0[23]:00\\[Europe/Chisinau\\]$`)),
      durationMinutes: 240,
      price: 200,
      currency: 'EUR',
      seatsLeft: 180,
      status: 'On Time',
    });
    expect(offer(answer, 'FL006')).toMatchObject({ status: 'Cancelled', seatsLeft: 0 });
    expect(offer((await search('from=RMO&to=ORY')).json<Answer>(), 'FL004')?.status).toBe('Delayed');
  });

  test('is narrowed by date, passengers, cabin, price and airline, and paged', async () => {
    const tomorrow = Temporal.Now.plainDateISO('Europe/Chisinau').add({ days: 1 });
    const to = 'from=Chisinau&to=Berlin';
    expect(await codes(`${to}&date=${tomorrow.toString()}`)).toEqual(['FL003', 'FL008', 'FL010']);
    expect((await search(`${to}&date=${tomorrow.add({ days: 1 }).toString()}`)).statusCode).toBe(404);
    expect(await codes(`${to}&maxPrice=220&sort=price`)).toEqual(['FL008', 'FL003']);
    expect(await codes(`${to}&airline=air%20moldova`)).toEqual(['FL010']);
    expect(await codes(`${to}&cabin=economy&passengers=9`)).toEqual(['FL003', 'FL008', 'FL010']);
    expect((await search(`${to}&cabin=business`)).statusCode).toBe(404);
    expect(await codes(`from=Chisinau&to=London&passengers=1`)).toEqual(['FL001', 'FL002']);
    const page = (await search(`${to}&page=2&pageSize=2`)).json<Answer>();
    expect([page.flights.map(({ flightCode }) => flightCode), page.total, page.page, page.pageSize]).toEqual([
      ['FL010'],
      3,
      2,
      2,
    ]);
  });

  test('finds nothing: 404, never from the cache', async () => {
    for (const query of ['from=Chisinau&to=Nowhere', 'from=Chisinau&to=Madrid', 'from=London&to=Chisinau']) {
      for (const _again of [1, 2]) {
        const { statusCode, json, headers } = await search(query);
        expect([query, statusCode, json<object>(), headers['x-cache']]).toMatchObject([
          query,
          404,
          { message: 'No flights found' },
          'MISS',
        ]);
      }
    }
  });

  test.each([
    ['', 'from'],
    ['from=Chisinau', 'to'],
    ['to=London', 'from'],
    ['from=&to=London', 'from'],
    ['from=a&to=b&date=soon', 'date'],
    ['from=a&to=b&date=2026-02-30', 'date'],
    ['from=a&to=b&passengers=0', 'passengers'],
    ['from=a&to=b&passengers=1.5', 'passengers'],
    ['from=a&to=b&cabin=first', 'cabin'],
    ['from=a&to=b&sort=luck', 'sort'],
    ['from=a&to=b&maxPrice=-1', 'maxPrice'],
    ['from=a&to=b&page=1e999', 'page'],
    ['from=a&to=b&colour=red', 'colour'],
    ['from=a%00&to=b', 'from'],
    ['from=a&from=b&to=c', 'from'],
    [`from=${'x'.repeat(81)}&to=b`, 'from'],
  ])('with a fault is refused, naming the field: %s', async (query, field) => {
    const answer = await search(query);
    expect([
      answer.statusCode,
      answer.json<{ errors: { field: string }[] }>().errors.map((fault) => fault.field),
    ]).toEqual([400, expect.arrayContaining([field])]);
  });
});

describe('the cache', () => {
  test('answers the second search, in other words too, on any instance, byte for byte', async () => {
    const other = await start(redis.redis);
    const first = await search('from=Chisinau&to=Rome');
    expect(first.headers['x-cache']).toBe('MISS');
    const again = await waitUntil('a hit', async () => {
      const answer = await search('from=rmo&to=Roma', other);
      return answer.headers['x-cache'] === 'HIT' ? answer : undefined;
    });
    expect(again.headers['content-type']).toBe('application/json; charset=utf-8');
    const full = await search('from=chisinau&to=rome');
    expect(full.body).toBe(first.body);
  });

  test('forgets a market when a seat is sold or given back', async () => {
    const seatsLeft = async () => offer((await search('from=Chisinau&to=Istanbul')).json<Answer>(), 'FL012')?.seatsLeft;
    const hit = () =>
      waitUntil('a hit', async () => (await search('from=Chisinau&to=Istanbul')).headers['x-cache'] === 'HIT');
    await hit();
    const before = (await seatsLeft()) ?? 0;
    const { bookingId } = (await book('FL012')).json<{ bookingId: number }>();
    await waitUntil('one seat less', async () => (await seatsLeft()) === before - 1);
    await hit();
    await app.inject({
      method: 'DELETE',
      url: `/api/flight/cancel-booking/${bookingId}`,
      headers: tokens.bearer({ userId: 1 }),
    });
    await waitUntil('the seat again', async () => (await seatsLeft()) === before);
  });

  test('never serves data older than an invalidation, while everybody searches and fills it', async () => {
    const cache = createAnswerCache(redis.redis, randomUUID);
    const market = marketGroup(routeMarket({ origin: 'RMO', destination: 'CDG' }, (await loadAirports()).find));
    const other = await start(redis.redis);
    let sold = 0;
    let isDone = false;
    let hits = 0;
    const stale: string[] = [];
    const searchers = [app, other, app, other].map(async (service) => {
      while (!isDone) {
        const soldBefore = sold;
        const answer = await search('from=RMO&to=CDG', service);
        if (answer.headers['x-cache'] === 'HIT') hits += 1;
        const left = offer(answer.json<Answer>(), 'FL009')?.seatsLeft ?? 999;
        if (left > 180 - soldBefore)
          stale.push(`${String(answer.headers['x-cache'])}: ${left} left, ${soldBefore} sold before`);
      }
    });
    for (let round = 1; round <= 40; round += 1) {
      await database.cluster.writer.query(
        `update seat set booking_id = -$1::int where (flight_id, name) = (
           select s.flight_id, s.name from seat s join flight f on f.id = s.flight_id
            where f.code = 'FL009' and s.booking_id is null limit 1)`,
        [round],
      );
      await cache.invalidate(market, await database.cluster.position());
      sold = round;
      await waitUntil('a hit of the new data', () =>
        search('from=RMO&to=CDG').then(({ headers }) => headers['x-cache'] === 'HIT'),
      );
    }
    isDone = true;
    await Promise.all(searchers);
    expect(stale).toEqual([]);
    expect(hits).toBeGreaterThan(40);
  });

  test('is not filled from a standby that has not seen the last invalidation', async () => {
    const { cluster } = database;
    const cache = createAnswerCache(redis.redis, randomUUID);
    const market = marketGroup(routeMarket({ origin: 'RMO', destination: 'ORY' }, (await loadAirports()).find));
    await cluster.transaction(async (tx) => {
      // A snapshot that stays where it is: a standby that lags.
      await tx.query('set transaction isolation level repeatable read');
      const behind = await cluster.position();
      await tx.query('select from flight limit 1');
      const standby: Db = { query: (text, values) => tx.query(text, values) };
      const lagging: Cluster = {
        ...cluster,
        reader: standby,
        readerAfter: (after) => (after === undefined || hasReached(behind, after) ? standby : cluster.writer),
      };
      const service = await start(redis.redis, lagging);
      const seen = async () => {
        const answer = await search('from=RMO&to=ORY', service);
        return [answer.headers['x-cache'], offer(answer.json<Answer>(), 'FL004')?.seatsLeft];
      };
      await cluster.writer.query(
        `update seat set booking_id = -1 where name = '1A' and flight_id = (select id from flight where code = 'FL004')`,
      );
      await cache.invalidate(market, await cluster.position());
      expect(await seen()).toEqual(['MISS', 179]);
      expect(await waitUntil('a hit', async () => (await seen())[0] === 'HIT' && seen())).toEqual(['HIT', 179]);
    });
  });

  test('keeps the newer position when invalidations arrive out of order', async () => {
    const cache = createAnswerCache(redis.redis, randomUUID);
    await cache.invalidate('order', '1/20');
    const { generation: newer } = await cache.read('order', 'key');
    await cache.invalidate('order', '0/FFFFFFFF');
    const { generation } = await cache.read('order', 'key');
    expect(generation).not.toBe(newer);
    expect(positionOf(generation ?? '')).toBe('1/20');
  });

  test('an answer filled under an older generation is never read', async () => {
    const cache = createAnswerCache(redis.redis, randomUUID);
    const old = (await cache.begin('late', '0/1')) ?? '';
    expect(await cache.begin('late', '0/2')).toBe(old);
    await cache.invalidate('late', '0/3');
    await cache.write('late', 'key', old, 'old data');
    expect((await cache.read('late', 'key')).body).toBeUndefined();
  });

  test('without Redis the database answers', async () => {
    const dead = connectRedis({ urls: ['redis://127.0.0.1:9'], name: 'test' });
    const alone = await start(dead);
    for (const _again of [1, 2]) {
      const answer = await search('from=Chisinau&to=London', alone);
      expect([answer.statusCode, answer.headers['x-cache']]).toEqual([200, 'MISS']);
    }
    const booked = await alone.inject({
      method: 'POST',
      url: '/api/flight/book-flight',
      headers: tokens.bearer({ userId: 2 }),
      payload: { flightId: 'FL001', paymentMethod: 'miles' },
    });
    expect(booked.statusCode).toBe(201);
    await alone.close();
    apps.splice(apps.indexOf(alone), 1);
    closeRedis(dead);
  });
});
