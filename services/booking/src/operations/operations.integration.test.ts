import type { Role } from '@airside/contracts';
import type { App } from '@airside/service';
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
import { createStandInPayments } from '../../tests/stand-in-payments.ts';
import { buildApp } from '../app.ts';

const tokens = createTestTokens();
let database: TestDatabase;
let shared: Awaited<ReturnType<typeof connectTestRedis>>;
let app: App;

beforeAll(async () => {
  database = await createTestDatabase({
    role: 'booking_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
  shared = await connectTestRedis();
  app = await buildApp({
    instance: 'booking_service_1',
    logger: silentLogger(),
    auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: tokens.verifyToken },
    cluster: database.cluster,
    payments: createStandInPayments(database.cluster).payments,
    redis: shared.redis,
  });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  shared.close();
  await database.drop();
});

const call = async (
  method: 'GET' | 'POST' | 'PATCH',
  url: string,
  payload?: object,
  roles: Role[] | 'nobody' = ['ops'],
) => {
  const given = roles === 'nobody' ? {} : tokens.bearer({ userId: 77, roles });
  const answer = await app.inject({ method, url, headers: given, ...(payload === undefined ? {} : { payload }) });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
};

const departure = Temporal.Now.plainDateISO().add({ days: 30 }).toString();
const flight = (flight_id: string, given: object = {}) => ({
  flight_id,
  airline: 'Austrian',
  origin: 'RMO',
  destination: 'VIE',
  scheduled_departure: `${departure}T07:15`,
  scheduled_arrival: `${departure}T08:00`,
  aircraft_type: 'A320',
  price_minor: 12_000,
  currency: 'EUR',
  ...given,
});

describe('scheduling a flight', () => {
  test('puts it on sale: it is found, shown and booked', async () => {
    const made = await call('POST', '/flights', flight('OS801', { gate: 'A7', terminal: '1' }));
    expect(made).toMatchObject({
      status: 201,
      body: {
        flight_id: 'OS801',
        origin: 'RMO',
        destination: 'VIE',
        status: 'SCHEDULED',
        gate: 'A7',
        terminal: '1',
        version: 1,
      },
    });
    const found = await call(
      'GET',
      `/api/flight/search-flights?from=Chisinau&to=Vienna&date=${departure}`,
      undefined,
      'nobody',
    );
    expect(found.body['flights']).toMatchObject([
      { flightCode: 'OS801', price: 120, seatsLeft: 180, departure: `${departure} 07:15` },
    ]);
    const booked = await call('POST', '/api/flight/book-flight', { flightId: 'OS801', paymentMethod: 'paypal' }, [
      'passenger',
    ]);
    expect(booked).toMatchObject({ status: 201, body: { flightId: 'OS801', price: 120 } });
  });

  test('twice for one date is refused; of ten at once, one is made', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => call('POST', '/api/flights', flight('OS802'))));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201,
      ...Array.from({ length: 9 }, () => 409),
    ]);
    expect(answers.find(({ status }) => status === 409)?.body).toEqual({
      error: 'This flight is scheduled for that date already',
    });
  });

  test.each([
    ['an airport nobody knows', { origin: 'QQQ' }, 'origin'],
    ['an aircraft without a seat map', { aircraft_type: 'ZEPPELIN' }, 'aircraft_type'],
    ['a price that is no whole number', { price_minor: 1.5 }, 'price_minor'],
    ['an extra member', { colour: 'red' }, 'colour'],
    ['a gate with a minus', { gate: '-1' }, 'gate'],
    ['a NUL byte', { airline: 'a\0b' }, 'airline'],
  ])('%s is refused, naming the field', async (_name, given, field) => {
    const answer = await call('POST', '/flights', flight('OS803', given));
    expect([answer.status, answer.body]).toEqual([400, { error: expect.stringContaining(field) }]);
  });
});

describe('changing a flight', () => {
  test('steps legally from phase to phase, and tells who did what', async () => {
    await call('POST', '/flights', flight('OS810'));
    for (const phase of ['CHECK_IN', 'BOARDING', 'GATE_CLOSED', 'DEPARTED', 'AIRBORNE', 'LANDED', 'ARRIVED']) {
      expect(await call('PATCH', '/flights/OS810', { phase })).toMatchObject({ status: 200, body: { status: phase } });
    }
    const { body } = await call('GET', '/flights/OS810/history');
    expect(body).toMatchObject({ flight_id: 'OS810', count: 7 });
    expect((body['history'] as object[])[0]).toMatchObject({
      version: 2,
      changed_by: 77,
      changes: { phase: { old: 'scheduled', new: 'check_in' } },
    });
    expect((await call('GET', '/flights/OS810', undefined, 'nobody')).body).toMatchObject({
      actual_departure: expect.any(String),
      actual_arrival: expect.any(String),
    });
  });

  test('anybody may know what changed for travellers, not who did it nor what the desk keeps to itself', async () => {
    await call('POST', '/flights', flight('OS816', { gate: 'A1' }));
    await call('PATCH', '/flights/OS816', { overbooking_limit: 5 });
    await call('PATCH', '/flights/OS816', { gate: 'B2' });
    const { status, body } = await call('GET', '/flights/OS816/changes', undefined, 'nobody');
    expect([status, body]).toMatchObject([200, { flight_id: 'OS816', count: 1 }]);
    expect(body['changes']).toEqual([
      { version: 3, changed_at: expect.any(String), changes: { gate: { old: 'A1', new: 'B2' } } },
    ]);
    expect((await call('GET', '/flights/ZZ999/changes', undefined, 'nobody')).status).toBe(404);
  });

  test('an illegal step is refused with the legal ones, and changes nothing', async () => {
    await call('POST', '/flights', flight('OS811'));
    expect(await call('PATCH', '/flights/OS811', { phase: 'AIRBORNE', gate: 'B2' })).toEqual({
      status: 409,
      body: { error: 'A flight that is SCHEDULED cannot become AIRBORNE; allowed: CHECK_IN, CANCELLED' },
    });
    expect((await call('GET', '/flights/OS811', undefined, 'nobody')).body).toMatchObject({ gate: null, version: 1 });
  });

  test('a delay moves the estimates and shows as DELAYED; the search knows at once', async () => {
    await call('POST', '/flights', flight('OS812'));
    const search = `/api/flight/search-flights?from=RMO&to=VIE&date=${departure}`;
    const statusInSearch = async () => {
      const { body } = await call('GET', search, undefined, 'nobody');
      return (body['flights'] as { flightCode: string; status: string }[]).find(
        ({ flightCode }) => flightCode === 'OS812',
      )?.status;
    };
    await waitUntil('the search to find it', async () => (await statusInSearch()) === 'On Time');
    const delayed = await call('PATCH', '/flights/OS812', { delay_minutes: 45, reason: 'WEATHER' });
    expect(delayed.body).toMatchObject({ status: 'DELAYED', delay_minutes: 45, delay_reason: 'WEATHER' });
    await waitUntil('the search to show it', async () => (await statusInSearch()) === 'Delayed');
    expect((await call('PATCH', '/flights/OS812', { delay_minutes: 0 })).body).toMatchObject({
      status: 'SCHEDULED',
      delay_reason: null,
    });
  });

  test('a cancelled flight cannot be booked even while the cache says scheduled', async () => {
    await call('POST', '/flights', flight('OS813'));
    await call('PATCH', '/flights/OS813', { phase: 'CANCELLED' });
    expect(
      (await call('POST', '/api/flight/book-flight', { flightId: 'OS813', paymentMethod: 'miles' }, ['passenger']))
        .status,
    ).toBe(409);
  });

  test('of two who changed the same version, the second is told', async () => {
    await call('POST', '/flights', flight('OS814'));
    const answers = await Promise.all(
      ['C1', 'C2'].map((gate) => call('PATCH', '/flights/OS814', { gate, version: 1 })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  test('twenty at once leave twenty versions, and a history without a gap', async () => {
    await call('POST', '/flights', flight('OS815'));
    await Promise.all(Array.from({ length: 20 }, (_, n) => call('PATCH', '/flights/OS815', { gate: `D${n + 1}` })));
    const { body } = await call('GET', '/flights/OS815/history');
    expect((body['history'] as { version: number }[]).map(({ version }) => version)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 2),
    );
  });

  test('faults and unknown flights', async () => {
    expect(await call('PATCH', '/flights/ZZ999', { gate: 'A1' })).toEqual({
      status: 404,
      body: { error: 'Flight not found' },
    });
    await call('POST', '/flights', flight('OS816'));
    for (const [bad, field] of [
      [{}, 'body'],
      [{ delay_minutes: 20 }, 'reason'],
      [{ delay_minutes: -5, reason: 'CREW' }, 'delay_minutes'],
      [{ phase: 'FLYING' }, 'phase'],
      [{ out_at: '2026-02-30T10:00:00Z' }, 'out_at'],
      [{ price_minor: 1 }, 'price_minor'],
    ] as const) {
      const answer = await call('PATCH', '/flights/OS816', bad);
      expect([answer.status, answer.body]).toEqual([400, { error: expect.stringContaining(field) }]);
    }
  });
});

describe('events', () => {
  const published = async (code: string) => {
    const rows = await database.cluster.writer.query<{
      event: { type: string; data: Record<string, unknown>; flightversion: number };
    }>('select event from outbox where partition_key = $1 order by xid, seq', [code]);
    return rows.map(({ event }) => event);
  };

  test('leave with each change, in its transaction and in order', async () => {
    await call('POST', '/flights', flight('OS820'));
    await call('PATCH', '/flights/OS820', { delay_minutes: 45, reason: 'CREW', gate: 'B2' });
    await call('PATCH', '/flights/OS820', { phase: 'AIRBORNE' });
    await call('PATCH', '/flights/OS820', { phase: 'CANCELLED', reason: 'WEATHER' });
    const events = await published('OS820');
    expect(events.map(({ type, flightversion }) => [type, flightversion])).toEqual([
      ['flight.scheduled', 1],
      ['flight.delay.major', 2],
      ['flight.gate_change', 2],
      ['flight.status_changed', 3],
      ['flight.cancelled', 3],
    ]);
    expect(events[1]?.data).toMatchObject({
      delay_minutes: 45,
      delay_category: 'major',
      reason: 'CREW',
      flight: { status: 'DELAYED' },
    });
    expect(events[4]?.data).toMatchObject({ reason: 'WEATHER', flight: { status: 'CANCELLED' } });
  });

  test('a change that changes nothing, or is refused, publishes nothing', async () => {
    await call('POST', '/flights', flight('OS821', { gate: 'A1' }));
    await call('PATCH', '/flights/OS821', { gate: 'A1' });
    await call('PATCH', '/flights/OS821', { gate: 'B1', phase: 'LANDED' });
    expect((await published('OS821')).map(({ type }) => type)).toEqual(['flight.scheduled']);
  });
});

test('the desk is for ops and admins', async () => {
  for (const [method, url] of [
    ['POST', '/flights'],
    ['PATCH', '/api/flights/OS801'],
    ['GET', '/flights/OS801/history'],
  ] as const) {
    expect(await call(method, url, undefined, 'nobody')).toEqual({
      status: 401,
      body: { error: 'Authentication required' },
    });
    for (const role of ['passenger', 'agent'] as const)
      expect((await call(method, url, undefined, [role])).status).toBe(403);
    expect([200, 400]).toContain((await call(method, url, undefined, ['admin'])).status);
  }
});
