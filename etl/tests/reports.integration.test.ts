import { reportNames } from '@airside/contracts';
import type { App } from '@airside/service';
import { createTestTokens, silentLogger } from '@airside/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { createWorld, type World } from './world.ts';

const tokens = createTestTokens();
const staff = tokens.bearer({ userId: 1, roles: ['passenger', 'agent'] });
const traveller = tokens.bearer({ userId: 2 });
let world: World;
let app: App;

beforeAll(async () => {
  world = await createWorld();
  app = await buildApp({
    instance: 'etl_service_1',
    logger: silentLogger(),
    auth: { clusterSecret: 'a-secret-of-this-test', verifyToken: tokens.verifyToken },
    warehouse: world.warehouse,
    now: () => Temporal.Instant.from('2026-01-31T12:00:00Z'),
  });
  const flightId = await world.addFlight({
    code: 'FL001',
    date: '2026-01-10',
    departure: '2026-01-10T15:00:00Z',
    arrival: '2026-01-10T22:00:00Z',
  });
  await world.booking.writer.query(
    `update flight set phase = 'arrived', seats_opened = true, out_at = scheduled_departure, in_at = scheduled_arrival where id = $1`,
    [flightId],
  );
  await world.booking.writer.query(
    `insert into seat (flight_id, name, row_number, letter, cabin, is_on_sale)
     select $1, n || 'A', n, 'A', 'economy', false from generate_series(1, 4) n`,
    [flightId],
  );
  const passengers = [
    { passengerId: await world.addPassenger(), amountMinor: 10_000 },
    { passengerId: await world.addPassenger(), amountMinor: 2000, type: 'INF' },
  ];
  await world.addOrder({ flightId, passengers, payment: 'captured' });
});
afterAll(async () => {
  await app.close();
  await world.close();
});

const get = (path: string, headers: Record<string, string> = staff) =>
  app.inject({ method: 'GET', url: `/api/reports/${path}`, headers });

test('before the first load there is an answer, and it says that nothing was published', async () => {
  const answer = await get('load-factor');
  expect(answer.json()).toEqual({
    report: 'load-factor',
    from: '2026-01-02',
    to: '2026-01-31',
    publishedAt: null,
    rows: [],
  });
});

test('reports say what was loaded', async () => {
  await world.load();
  const { rows: load, publishedAt } = (await get('load-factor')).json<{ rows: unknown[]; publishedAt: string }>();
  expect(load).toEqual([{ route: 'JFK-LHR', flights: 1, seats: 4, passengers: 1, load_factor: 0.25 }]);
  expect(publishedAt).toMatch(/Z$/);
  const rowsOf = async (name: string) => (await get(name)).json<{ rows: unknown[] }>().rows;
  expect(await rowsOf('revenue-by-route')).toEqual([
    { route: 'JFK-LHR', currency: 'EUR', bookings: 2, gross_minor: 12_000, refunded_minor: 0, net_minor: 12_000 },
  ]);
  expect(await rowsOf('on-time-performance')).toEqual([
    { date: '2026-01-10', flights: 1, arrived: 1, on_time: 1, cancelled: 0, delay_minutes: 0, on_time_share: 1 },
  ]);
  for (const name of reportNames) expect((await get(name)).statusCode, name).toBe(200);
  expect((await get('load-factor?from=2026-01-11&to=2026-01-31')).json()).toMatchObject({ rows: [] });
});

test('a report comes as a file that a spreadsheet opens', async () => {
  const answer = await get('revenue-by-route?format=csv&from=2026-01-01&to=2026-01-31');
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(answer.headers['content-disposition']).toContain('revenue-by-route-2026-01-01-2026-01-31.csv');
  expect(answer.body).toBe(
    'route,currency,bookings,gross_minor,refunded_minor,net_minor\r\nJFK-LHR,EUR,2,12000,0,12000\r\n',
  );
});

test('figures are for staff', async () => {
  expect((await get('load-factor', {})).statusCode).toBe(401);
  expect((await get('load-factor', traveller)).statusCode).toBe(403);
});

test.each(['load-factor?from=yesterday', 'load-factor?from=2026-02-01&to=2026-01-01', 'load-factor?format=xml'])(
  'a question that makes no sense is refused: %s',
  async (path) => {
    expect((await get(path)).statusCode).toBe(400);
  },
);

test('a report that there is none of is not found', async () => {
  expect((await get('secrets')).statusCode).toBe(404);
});

test('metrics say when the last load was published, and how often loads ended in which way', async () => {
  const { body } = await app.inject({ method: 'GET', url: '/metrics' });
  expect(body).toMatch(/^airside_etl_last_success_timestamp_seconds\{.*\} 1\d{9}/m);
  expect(body).toMatch(/^airside_etl_runs_total\{outcome="succeeded".*\} [1-9]/m);
  expect(body).toMatch(/^airside_etl_runs_total\{outcome="failed".*\} 0/m);
  expect(body).toMatch(/^airside_etl_quality_failures\{.*\} 0/m);
});

test('the end of a run is told to whoever listens', async () => {
  const rows = await world.warehouse.writer.query<{ data: Record<string, unknown> }>(
    `select event->'data' as data from outbox where event->>'type' = 'warehouse.run_finished' order by seq limit 1`,
  );
  expect(rows[0]?.data).toMatchObject({ kind: 'incremental', outcome: 'succeeded', failed_checks: [] });
});
