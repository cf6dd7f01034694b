import { type AirsideEvent, flightPhases } from '@airside/contracts';
import { publish } from '@airside/events';
import {
  connectTestRedis,
  createTestDatabase,
  createTestTokens,
  silentLogger,
  type TestDatabase,
  waitUntil,
} from '@airside/testing';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadAirports } from '../airports/open-data.ts';
import { buildApp } from '../app.ts';
import { isOnSale } from './rules.ts';
import { rollDefaultFlights } from './seed.ts';

type Service = Awaited<ReturnType<typeof buildApp>>;

const tokens = createTestTokens();
let database: TestDatabase;
let redis: Awaited<ReturnType<typeof connectTestRedis>>;
const apps: Service[] = [];

beforeEach(async () => {
  database = await createTestDatabase({
    role: 'booking_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
  redis = await connectTestRedis();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  redis.close();
  await database.drop();
});

async function start(pinnedDate?: string): Promise<Service> {
  const app = await buildApp({
    instance: `booking_service_${apps.length + 1}`,
    logger: silentLogger(),
    auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: tokens.verifyToken },
    cluster: database.cluster,
    redis: redis.redis,
    pinnedDate: pinnedDate === undefined ? undefined : Temporal.PlainDate.from(pinnedDate),
  });
  apps.push(app);
  return app;
}

const query = <Row extends object>(text: string, values?: unknown[]) =>
  database.cluster.writer.query<Row>(text, values);

/** What one instance's background work does, at another time. */
async function rollAt(now: Temporal.ZonedDateTime): Promise<void> {
  const airports = await loadAirports();
  await rollDefaultFlights({
    cluster: database.cluster,
    airports,
    now: () => now.toInstant(),
    pinnedDate: undefined,
  });
}

describe('the default flights', () => {
  test('are loaded once, however many ask at once', async () => {
    const [one, two] = [await start(), await start()];
    const urls = ['/seed', '/api/flight/seed'];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index < 10 ? one : two).inject({ url: urls[index % 2] ?? '' })),
    );
    const bodies = answers.map((answer) => [answer.statusCode, answer.json<unknown>()]);
    expect(bodies.filter(([status]) => status === 201)).toEqual([[201, { message: 'Default flight data added.' }]]);
    expect(bodies.filter(([status]) => status === 200)).toEqual(
      Array.from({ length: 19 }, () => [200, { message: 'Flight data already exists.' }]),
    );
    expect(await query(`select count(*) as flights from flight`)).toEqual([{ flights: 11 }]);
    expect(await query(`select count(*) as seats from seat group by flight_id`)).toEqual(
      Array.from({ length: 11 }, () => ({ seats: 180 })),
    );
  });

  test('are not there before, and a roll does not bring them', async () => {
    await start();
    await rollAt(Temporal.Now.zonedDateTimeISO('Europe/Chisinau'));
    expect(await query(`select from flight`)).toEqual([]);
  });

  test('roll on: whenever it is, every code has a next departure on sale, but for the cancelled one', async () => {
    const app = await start();
    await app.inject({ url: '/seed' });
    const today = Temporal.Now.zonedDateTimeISO('Europe/Chisinau').startOfDay();
    for (const hours of [25, 36, 47, 49, 60, 24 * 5 + 12]) {
      const now = today.add({ hours });
      await Promise.all([rollAt(now), rollAt(now), rollAt(now)]);
      const next = await query<{ code: string }>(
        `select distinct code from flight
          where phase = 'scheduled' and scheduled_arrival + make_interval(mins => delay_minutes) > $1 order by code`,
        [now.toInstant()],
      );
      expect(next.map(({ code }) => code)).toEqual(
        ['001', '002', '003', '004', '005', '007', '008', '009', '010', '012'].map((number) => `FL${number}`),
      );
      const tomorrow = now.toPlainDate().add({ days: 1 });
      const dated = await query<{ state: string }>(
        `select code || ' ' || phase || ' ' || delay_minutes as state from flight
          where departure_date = $1 and (delay_minutes > 0 or phase <> 'scheduled') order by code`,
        [tomorrow],
      );
      expect(dated.map(({ state }) => state)).toEqual(['FL004 scheduled 35', 'FL006 cancelled 0']);
    }
  });

  test('that have flown are marked as flown, as estimated, and are off sale', async () => {
    const app = await start();
    await app.inject({ url: '/seed' });
    const [flight] = await query<{ arrival: Temporal.Instant }>(
      `select scheduled_arrival as arrival from flight where code = 'FL004'`,
    );
    if (flight === undefined) throw new Error('FL004 is missing');
    const arrival = flight.arrival.toZonedDateTimeISO('Europe/Chisinau');
    const state = () =>
      query(
        `select phase, version, in_at as "inAt", (select count(*) from seat where flight_id = f.id and is_on_sale) as "onSale"
           from flight f where code = 'FL004' order by departure_date limit 1`,
      );
    await rollAt(arrival.add({ minutes: 34 }));
    expect(await state()).toEqual([{ phase: 'scheduled', version: 1, inAt: null, onSale: 180 }]);
    await rollAt(arrival.add({ minutes: 35 }));
    expect(await state()).toEqual([
      { phase: 'arrived', version: 2, inAt: arrival.add({ minutes: 35 }).toInstant(), onSale: 0 },
    ]);
    const told = await query<{ type: string; departures: number }>(
      `select event->>'type' as type, count(*)::int as departures from outbox where partition_key = 'FL004'
        group by 1 order by 1`,
    );
    // Two days were put on the schedule, one has flown; each is told once, however often they are looked at.
    expect(told).toEqual([
      { type: 'flight.scheduled', departures: 2 },
      { type: 'flight.status_changed', departures: 1 },
    ]);
  });

  test('keep a pinned date for ever', async () => {
    const app = await start('2024-10-01');
    await app.inject({ url: '/seed' });
    expect(await query(`select distinct departure_date as date, count(*) from flight group by 1`)).toEqual([
      { date: Temporal.PlainDate.from('2024-10-01'), count: 11 },
    ]);
    expect(await query(`select from flight where phase = 'arrived'`)).toEqual([]);
  });
});

test('seats are on sale in the database in just the phases that the rule says, also after a change', async () => {
  const app = await start();
  await app.inject({ url: '/seed' });
  for (const phase of [...flightPhases, ...flightPhases.toReversed()]) {
    await query(`update flight set phase = $1 where code = 'FL001'`, [phase]);
    const rows = await query(
      `select distinct s.is_on_sale as "isOnSale" from seat s join flight f on f.id = s.flight_id where f.code = 'FL001'`,
    );
    expect([phase, rows]).toEqual([phase, [{ isOnSale: isOnSale(phase) }]]);
  }
});

describe('GET /flights/{flightId}', () => {
  test('shows the next departure of a code, in any case, at both addresses, to anybody', async () => {
    const app = await start('2026-12-01');
    await app.inject({ url: '/seed' });
    const first = await app.inject({ url: '/flights/fl004' });
    expect([first.statusCode, first.json()]).toMatchObject([
      200,
      {
        flight_id: 'FL004',
        departure_date: '2026-12-01',
        origin: 'RMO',
        destination: 'ORY',
        scheduled_departure: '2026-12-01T12:00:00Z',
        scheduled_arrival: '2026-12-01T15:10:00Z',
        status: 'DELAYED',
        delay_minutes: 35,
        delay_reason: 'OTHER',
        gate: null,
        estimated_departure: '2026-12-01T12:35:00Z',
        estimated_arrival: '2026-12-01T15:45:00Z',
        actual_departure: null,
        actual_arrival: null,
      },
    ]);
    const { departure_id: id } = first.json<{ departure_id: number }>();
    expect((await app.inject({ url: `/api/flights/${id}` })).json()).toEqual(first.json());
    expect((await app.inject({ url: '/flights/FL004?departureDate=2026-12-01' })).statusCode).toBe(200);
  });

  test('answers refusals in the shape of the resource API', async () => {
    const app = await start();
    for (const url of ['/flights/ZZ999', '/api/flights/ZZ999', '/flights/2147483647', '/flights/9999999999'])
      expect([url, (await app.inject({ url })).json()]).toEqual([url, { error: 'Flight not found' }]);
    for (const url of ['/flights/-1', '/flights/FL001?departureDate=soon', '/flights/FL001?x=1', '/flights/%00'])
      expect([url, (await app.inject({ url })).statusCode]).toEqual([url, 400]);
  });

  test('is kept, and shows a change at once to whoever asks next, on any instance', async () => {
    const [one, two] = [await start(), await start()];
    await one.inject({ url: '/seed' });
    const page = async () => {
      const answer = await two.inject({ url: '/flights/FL001' });
      return { cache: answer.headers['x-cache'], gate: answer.json<{ gate: string | null }>().gate };
    };
    for (const gate of ['A1', 'A2', 'A3']) {
      await waitUntil('a hit', async () => (await page()).cache === 'HIT');
      const changed = await one.inject({
        method: 'PATCH',
        url: '/flights/FL001',
        headers: tokens.bearer({ userId: 1, roles: ['ops'] }),
        payload: { gate },
      });
      expect(changed.statusCode).toBe(200);
      expect((await page()).gate).toBe(gate);
    }
  });

  test('forgets what it shows by the event alone, whoever made the change', async () => {
    const app = await start();
    await app.inject({ url: '/seed' });
    const gate = async () => (await app.inject({ url: '/flights/FL002' })).json<{ gate: string | null }>().gate;
    expect(await gate()).toBeNull();
    await database.cluster.transaction(async (tx) => {
      await tx.query(`update flight set gate = 'Z9' where code = 'FL002'`);
      const [row] = await tx.query<{ event: AirsideEvent }>(
        `select event from outbox where partition_key = 'FL002' order by seq limit 1`,
      );
      await publish(tx, [{ ...(row?.event as AirsideEvent), id: 'another' }]);
    });
    await waitUntil('the new gate', async () => (await gate()) === 'Z9');
  });
});
