import { eventSchema, type EventType, type Role } from '@airside/contracts';
import {
  connectTestRedis,
  createTestDatabase,
  createTestTokens,
  silentLogger,
  type TestDatabase,
} from '@airside/testing';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStandInPayments } from '../../tests/stand-in-payments.ts';
import { buildApp } from '../app.ts';

const tokens = createTestTokens();
let database: TestDatabase;
let redis: Awaited<ReturnType<typeof connectTestRedis>>;
let app: Awaited<ReturnType<typeof buildApp>>;
let lastUser = 0;

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
    payments: createStandInPayments(database.cluster).payments,
    redis: redis.redis,
  });
  expect((await app.inject({ url: '/seed' })).statusCode).toBe(201);
});
afterAll(async () => {
  await app.close();
  redis.close();
  await database.drop();
});

type Headers = Record<string, string>;
type Booking = { bookingId: number; pnr: string; seat: string; flightId: string };

function newUser(roles: Role[] = ['passenger']) {
  lastUser += 1;
  return { userId: lastUser, headers: tokens.bearer({ userId: lastUser, roles }) };
}
const query = <Row extends object>(text: string, values?: unknown[]) =>
  database.cluster.writer.query<Row>(text, values);
const wanted = (flightId: string | number = 'FL001', more: object = {}) => ({
  flightId,
  paymentMethod: 'credit_card',
  ...more,
});
const book = (payload: object | string, headers: Headers) =>
  app.inject({
    method: 'POST',
    url: '/api/flight/book-flight',
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  });
const list = (userId: number | string, headers: Headers) =>
  app.inject({ url: `/api/flight/bookings/${userId}`, headers });
const cancel = (id: number | string, headers: Headers) =>
  app.inject({ method: 'DELETE', url: `/api/flight/cancel-booking/${id}`, headers });
const claim = (payload: object | string, headers: Headers) =>
  app.inject({
    method: 'POST',
    url: '/api/auth/me/passenger-claims',
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  });

describe('booking', () => {
  test('book, list, cancel, and cancel again', async () => {
    const { userId, headers } = newUser();
    const booked = await book(wanted(), headers);
    expect([booked.statusCode, booked.json()]).toMatchObject([
      201,
      { message: 'Flight booked successfully', flightId: 'FL001', price: 200, currency: 'EUR', status: 'Confirmed' },
    ]);
    const { bookingId, pnr, seat } = booked.json<Booking>();
    expect([pnr, seat]).toEqual([
      expect.stringMatching(/^[B-DF-HJ-NP-TV-Z2-9]{6}$/),
      expect.stringMatching(/^\d+[A-F]$/),
    ]);
    const listed = (await list(userId, headers)).json<{ bookings: object[] }>();
    expect(listed).toEqual({
      userId,
      bookings: [
        {
          bookingId,
          flightCode: 'FL001',
          bookingStatus: 'Confirmed',
          departure: expect.stringMatching(/^\d{4}-\d\d-\d\d 10:00$/),
          arrival: expect.stringMatching(/^\d{4}-\d\d-\d\d 12:00$/),
          departureId: expect.any(Number),
          departureDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
          airline: 'WizzAir',
          from: 'RMO',
          to: 'LTN',
          passenger: expect.any(String),
          flightStatus: 'On Time',
          pnr,
          seat,
          price: 200,
          currency: 'EUR',
        },
      ],
    });
    for (const id of [bookingId, bookingId, `B0${bookingId}`]) {
      const canceled = await cancel(id, headers);
      expect([canceled.statusCode, canceled.json()]).toEqual([200, { message: 'Booking canceled successfully' }]);
    }
    expect((await list(userId, headers)).json()).toMatchObject({
      bookings: [{ bookingId, bookingStatus: 'Canceled' }],
    });
    expect((await book(wanted('FL001', { seat }), newUser().headers)).json()).toMatchObject({ seat });
  });

  test('by code in any case, by id as number and as digits, and by date', async () => {
    const { headers } = newUser();
    const [flight] = await query<{ id: number; date: Temporal.PlainDate }>(
      `select id, departure_date as date from flight where code = 'FL002'`,
    );
    if (flight === undefined) throw new Error('FL002 is missing');
    for (const flightId of ['fl002', flight.id, String(flight.id)])
      expect((await book(wanted(flightId), headers)).json()).toMatchObject({ flightId: 'FL002', price: 180 });
    const date = flight.date.toString();
    expect((await book(wanted('FL002', { departureDate: date }), headers)).statusCode).toBe(201);
    expect((await book(wanted('FL002', { departureDate: '2020-01-01' }), headers)).statusCode).toBe(404);
  });

  test('the newest booking is listed first', async () => {
    const { userId, headers } = newUser();
    const ids: number[] = [];
    for (const code of ['FL003', 'FL008', 'FL010'])
      ids.unshift((await book(wanted(code), headers)).json<Booking>().bookingId);
    const { bookings } = (await list(userId, headers)).json<{ bookings: Booking[] }>();
    expect(bookings.map(({ bookingId }) => bookingId)).toEqual(ids);
  });

  test('keeps the price it was sold at', async () => {
    const { userId, headers } = newUser();
    await book(wanted('FL009'), headers);
    await query(`update flight set price_minor = 99950 where code = 'FL009'`);
    expect((await list(userId, headers)).json()).toMatchObject({ bookings: [{ price: 190 }] });
    expect((await book(wanted('FL009'), headers)).json()).toMatchObject({ price: 999.5 });
  });

  test('the first booking of an account makes its passenger, by the names of the account', async () => {
    const [named, bare] = [newUser(), newUser()];
    const claims = { given_name: 'Ana', family_name: 'Rusu' };
    await book(wanted(), { authorization: `Bearer ${tokens.sign({ userId: named.userId }, claims)}` });
    await Promise.all(Array.from({ length: 5 }, () => book(wanted(), bare.headers)));
    const passengers = await query(
      `select reference ~ '^P0[1-9][0-9]+$' as "isNamed", first_name as "firstName", last_name as "lastName", tier
         from passenger where account_id = any($1) order by account_id`,
      [[named.userId, bare.userId]],
    );
    expect(passengers).toEqual([
      { isNamed: true, firstName: 'Ana', lastName: 'Rusu', tier: 'MEMBER' },
      { isNamed: true, firstName: `user${bare.userId}`, lastName: null, tier: 'MEMBER' },
    ]);
  });

  test('refusals: unknown, full, cancelled and departed flights, taken and unknown seats', async () => {
    const { headers } = newUser();
    const answer = async (payload: object) => {
      const { statusCode, json } = await book(payload, headers);
      return [statusCode, json<{ code: string }>().code];
    };
    expect(await answer(wanted('ZZ999'))).toEqual([404, 'FLIGHT_NOT_FOUND']);
    expect(await answer(wanted(2_147_483_647))).toEqual([404, 'FLIGHT_NOT_FOUND']);
    expect(await answer(wanted('FL006'))).toEqual([409, 'FLIGHT_CANCELLED']);
    expect((await book(wanted('FL007', { seat: '12A' }), headers)).json()).toMatchObject({ seat: '12A' });
    expect(await answer(wanted('FL007', { seat: '12A' }))).toEqual([409, 'SEAT_TAKEN']);
    expect(await answer(wanted('FL007', { seat: '31A' }))).toEqual([400, 'VALIDATION_FAILED']);
    const { bookingId } = (await book(wanted('FL007'), headers)).json<Booking>();
    await query(`update flight set phase = 'departed' where code = 'FL007'`);
    expect(await answer(wanted('FL007'))).toEqual([409, 'FLIGHT_DEPARTED']);
    expect((await cancel(bookingId, headers)).json()).toMatchObject({ code: 'FLIGHT_DEPARTED' });
    await query(`update flight set phase = 'scheduled' where code = 'FL007'`);
    await query(
      `delete from seat where flight_id = (select id from flight where code = 'FL007') and booking_id is null`,
    );
    expect(await answer(wanted('FL007'))).toEqual([409, 'FLIGHT_FULL']);
  });
});

describe('an Idempotency-Key', () => {
  const keyed = (headers: Headers, key: string) => ({ ...headers, 'idempotency-key': key });

  test('books once, and answers the same again', async () => {
    const { userId, headers } = newUser();
    const first = await book(wanted('FL003'), keyed(headers, 'k'));
    const again = await book({ paymentMethod: 'credit_card', flightId: 'FL003' }, keyed(headers, 'k'));
    expect([again.statusCode, again.json()]).toEqual([201, first.json()]);
    const other = await book(wanted('FL008'), keyed(headers, 'k'));
    expect([other.statusCode, other.json()]).toMatchObject([422, { code: 'IDEMPOTENCY_KEY_REUSED' }]);
    expect((await list(userId, headers)).json<{ bookings: [] }>().bookings).toHaveLength(1);
  });

  test('is the account’s own', async () => {
    const [one, two] = [newUser(), newUser()];
    const ids = await Promise.all(
      [one, two].map(async ({ headers }) => (await book(wanted(), keyed(headers, 'same'))).json<Booking>().bookingId),
    );
    expect(new Set(ids).size).toBe(2);
  });

  test('repeats a refusal word for word, though a seat has become free meanwhile', async () => {
    const { headers } = newUser();
    const holder = newUser();
    const { bookingId } = (await book(wanted('FL012', { seat: '9C' }), holder.headers)).json<Booking>();
    const refused = await book(wanted('FL012', { seat: '9C' }), keyed(headers, 'late'));
    expect(refused.statusCode).toBe(409);
    await cancel(bookingId, holder.headers);
    const again = await book(wanted('FL012', { seat: '9C' }), keyed(headers, 'late'));
    expect([again.statusCode, again.body]).toEqual([409, refused.body]);
    expect((await book(wanted('FL012'), keyed(headers, 'late'))).statusCode).toBe(422);
    expect((await book(wanted('FL012', { seat: '9C' }), keyed(headers, 'new'))).statusCode).toBe(201);
  });

  test('keeps no refusal of a request that was never taken', async () => {
    const { headers } = newUser();
    expect((await book({ flightId: 'FL001' }, keyed(headers, 'draft'))).statusCode).toBe(400);
    expect((await book(wanted(), keyed(headers, 'draft'))).statusCode).toBe(201);
  });

  test('is refused while the same request is at work elsewhere, and answers once that has ended', async () => {
    const { userId, headers } = newUser();
    const gate = `hashtextextended($1::int || ' POST /api/flight/book-flight busy', 0)`;
    await database.cluster.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(${gate})`, [userId]);
      const refused = await book(wanted(), keyed(headers, 'busy'));
      expect([refused.statusCode, refused.json()]).toMatchObject([409, { code: 'IDEMPOTENCY_KEY_IN_USE' }]);
    });
    expect((await book(wanted(), keyed(headers, 'busy'))).statusCode).toBe(201);
  });

  test('is forgotten after 24 hours', async () => {
    const { userId, headers } = newUser();
    const first = (await book(wanted(), keyed(headers, 'old'))).json<Booking>();
    await query(`update idempotency_key set created_at = created_at - interval '24 hours' where account_id = $1`, [
      userId,
    ]);
    const second = (await book(wanted('FL002'), keyed(headers, 'old'))).json<Booking>();
    expect([second.flightId, second.bookingId === first.bookingId]).toEqual(['FL002', false]);
    expect((await book(wanted('FL002'), keyed(headers, 'old'))).json()).toEqual(second);
  });

  test('has 1 to 255 printable characters', async () => {
    const { headers } = newUser();
    for (const key of ['', 'x'.repeat(256), 'a b', 'ключ'])
      expect([key, (await book(wanted(), keyed(headers, key))).json()]).toMatchObject([
        key,
        { errors: [{ field: 'idempotency-key' }] },
      ]);
    expect((await book(wanted(), keyed(headers, 'x'.repeat(255)))).statusCode).toBe(201);
  });
});

describe('who may', () => {
  test('book, list and cancel: nobody, another user, the owner, staff', async () => {
    const [owner, other] = [newUser(), newUser()];
    const staff = (['agent', 'ops', 'admin'] as const).map((role) => newUser([role]));
    expect((await book(wanted(), {})).json()).toMatchObject({ message: 'Authentication required' });
    expect((await book(wanted(), {})).statusCode).toBe(401);
    const { bookingId } = (await book(wanted(), owner.headers)).json<Booking>();

    const statuses = async (ask: (headers: Headers) => Promise<{ statusCode: number }>, callers: Headers[]) =>
      Promise.all(callers.map(async (headers) => (await ask(headers)).statusCode));
    const callers = [
      {},
      { authorization: 'Bearer x.y.z' },
      other.headers,
      owner.headers,
      ...staff.map((each) => each.headers),
    ];
    expect(await statuses((headers) => list(owner.userId, headers), callers)).toEqual([
      401, 401, 403, 200, 200, 200, 200,
    ]);

    const foreign = await cancel(bookingId, other.headers);
    const unknown = await cancel(2_000_000_000, other.headers);
    expect([foreign.statusCode, foreign.json<{ message: string }>().message]).toEqual([404, 'Booking not found']);
    expect([unknown.statusCode, unknown.json<{ message: string }>().message]).toEqual([404, 'Booking not found']);
    expect(await statuses((headers) => cancel(bookingId, headers), callers)).toEqual([
      401, 401, 404, 200, 200, 200, 200,
    ]);

    const none = await list(other.userId, other.headers);
    expect([none.statusCode, none.json()]).toMatchObject([404, { message: 'No bookings found for this user' }]);
    expect(await statuses((headers) => claim({ pnr: 'BBBBBB', lastName: 'x' }, headers), callers)).toEqual([
      401, 401, 404, 404, 404, 404, 404,
    ]);
  });
});

describe('bad requests', () => {
  const bad: [what: string, payload: object | string, status: number, field: string | undefined][] = [
    ['nothing', {}, 400, 'flightId'],
    ['no payment', { flightId: 'FL001' }, 400, 'paymentMethod'],
    ['unknown payment', wanted('FL001', { paymentMethod: 'gold' }), 400, 'paymentMethod'],
    ['wrong type', wanted('FL001', { seat: 12 }), 400, 'seat'],
    ['no flight of any kind', wanted('!'), 400, 'flightId'],
    ['negative id', wanted(-1), 400, 'flightId'],
    ['fraction', wanted(1.5), 400, 'flightId'],
    ['huge number', wanted(1e300), 400, 'flightId'],
    ['extra member', wanted('FL001', { role: 'admin' }), 400, 'role'],
    ['NUL', wanted('FL\u0000001'), 400, 'flightId'],
    ['SQL', wanted("FL001'; drop table seat; --"), 400, 'flightId'],
    ['no date', wanted('FL001', { departureDate: '2026-02-30' }), 400, 'departureDate'],
    ['a list', [], 400, 'body'],
    ['a string', '"x"', 400, 'body'],
    ['broken JSON', '{"flightId"', 400, undefined],
    ['two megabytes', wanted('FL001', { seat: 'x'.repeat(2_000_000) }), 413, undefined],
  ];
  test.each(bad)('%s is refused, naming the field', async (_what, payload, status, field) => {
    const answer = await book(payload, newUser().headers);
    const body = answer.json<{ message: string; errors?: { field: string }[] }>();
    expect(answer.statusCode).toBe(status);
    expect(body.message.length).toBeGreaterThan(0);
    if (field !== undefined) expect(body.errors?.map((fault) => fault.field)).toContain(field);
  });

  test('ids in paths are digits that PostgreSQL can hold', async () => {
    const { headers } = newUser();
    for (const id of ['abc', '-1', '1.5', '%00', '']) {
      expect([id, (await cancel(id, headers)).statusCode]).toEqual([id, 400]);
      expect([id, (await list(id, headers)).statusCode]).toEqual([id, 400]);
    }
    expect((await cancel('9999999999', headers)).statusCode).toBe(404);
    expect((await list('9999999999', headers)).statusCode).toBe(400);
  });

  test('claims: each fault is named', async () => {
    const { headers } = newUser();
    for (const [payload, field] of [
      [{ lastName: 'x' }, 'pnr'],
      [{ pnr: 'ABC', lastName: 'x' }, 'pnr'],
      [{ pnr: 'ABCDEF' }, 'lastName'],
      [{ pnr: 'ABCDEF', lastName: 'a\u0000' }, 'lastName'],
      [{ pnr: 'ABCDEF', lastName: 'a', accountId: 1 }, 'accountId'],
    ] as const) {
      const answer = await claim(payload, headers);
      expect([answer.statusCode, answer.json()]).toMatchObject([400, { errors: [{ field }] }]);
    }
  });
});

describe('claiming a passenger', () => {
  async function traveller(locator: string): Promise<void> {
    await query(
      `with p as (insert into passenger (first_name, last_name) values ('Jürgen', 'Müller') returning id), o as (
         insert into booking_order (locator, state, payment_method, amount_minor, currency)
         values ($1, 'CONFIRMED', 'miles', 1, 'EUR') returning id
       )
       insert into booking (order_id, passenger_id, flight_id, status, amount_minor, currency, price)
       select o.id, p.id, f.id, 'CONFIRMED', 1, 'EUR', '{"fareMinor": 1, "taxes": []}' from o, p, flight f where f.code = 'FL001'`,
      [locator],
    );
  }

  test('makes its bookings the account’s own', async () => {
    await traveller('CLM234');
    const [one, two] = [newUser(), newUser()];
    const claimed = await claim({ pnr: 'clm234', lastName: 'muller' }, one.headers);
    expect([claimed.statusCode, claimed.json()]).toMatchObject([
      200,
      { passengerId: expect.stringMatching(/^P\d{3,}$/) },
    ]);
    expect((await claim({ pnr: 'CLM234', lastName: 'Müller' }, one.headers)).json()).toEqual(claimed.json());
    expect((await claim({ pnr: 'CLM234', lastName: 'Müller' }, two.headers)).statusCode).toBe(409);
    const { bookings } = (await list(one.userId, one.headers)).json<{ bookings: { bookingId: number }[] }>();
    expect(bookings).toMatchObject([{ pnr: 'CLM234', seat: null }]);
    expect((await cancel(bookings[0]?.bookingId ?? 0, one.headers)).statusCode).toBe(200);
  });

  test('a wrong locator and a wrong name get the same answer', async () => {
    await traveller('CLM235');
    const { headers } = newUser();
    const [wrongName, wrongLocator] = [
      await claim({ pnr: 'CLM235', lastName: 'Meyer' }, headers),
      await claim({ pnr: 'CLM999', lastName: 'Müller' }, headers),
    ];
    const told = ({ statusCode, json }: typeof wrongName) => ({ ...json<object>(), statusCode, requestId: '' });
    expect(wrongName.statusCode).toBe(404);
    expect(told(wrongName)).toEqual(told(wrongLocator));
  });

  test('an account that travels already keeps its passenger; of two claimants one wins', async () => {
    await traveller('CLM236');
    const flown = newUser();
    await book(wanted(), flown.headers);
    expect((await claim({ pnr: 'CLM236', lastName: 'Müller' }, flown.headers)).json()).toMatchObject({
      code: 'PASSENGER_CLAIMED',
    });
    const rivals = await Promise.all(
      Array.from({ length: 5 }, () => claim({ pnr: 'CLM236', lastName: 'Müller' }, newUser().headers)),
    );
    expect(rivals.map(({ statusCode }) => statusCode).toSorted((one, two) => one - two)).toEqual([
      200, 409, 409, 409, 409,
    ]);
  });
});

describe('events', () => {
  type Published = { type: EventType; id: string; subject: string; data: Record<string, unknown> };
  const published = async (bookingId: number) => {
    const rows = await query<{ event: Published }>(
      `select event from outbox where event->>'type' like 'booking.%' and event->'data'->>'booking_id' = $1 order by xid, seq`,
      [`B0${bookingId}`],
    );
    return rows.map(({ event }) => event);
  };

  test('a sale and a cancellation each leave one, as its schema says', async () => {
    const { userId, headers } = newUser();
    const { bookingId, seat } = (await book(wanted(), { ...headers, 'idempotency-key': 'told-once' })).json<Booking>();
    await book(wanted(), { ...headers, 'idempotency-key': 'told-once' });
    await Promise.all(Array.from({ length: 5 }, () => cancel(bookingId, headers)));
    const events = await published(bookingId);
    expect(events).toMatchObject([
      {
        type: 'booking.created',
        id: `booking/${bookingId}/created`,
        subject: 'FL001',
        data: { user_id: userId, flight_id: 'FL001', origin: 'RMO', destination: 'LTN', seat, amount_minor: 20_000 },
      },
      {
        type: 'booking.status_changed',
        id: `booking/${bookingId}/cancelled`,
        data: { old_status: 'CONFIRMED', new_status: 'CANCELLED', passenger_id: events[0]?.data['passenger_id'] },
      },
    ]);
    for (const event of events) expect(Value.Errors(eventSchema(event.type), event)).toEqual([]);
  });

  test('a refusal leaves none', async () => {
    const count = async () => (await query<{ count: number }>(`select count(*)::int as count from outbox`))[0]?.count;
    const before = await count();
    const { headers } = newUser();
    expect((await book(wanted('FL006'), headers)).statusCode).toBe(409);
    expect((await cancel(999_999, headers)).statusCode).toBe(404);
    expect(await count()).toBe(before);
  });
});
