import { connectCluster, type Cluster } from '@airside/postgres';
import {
  connectTestRedis,
  createTestDatabase,
  createTestTokens,
  silentLogger,
  type TestDatabase,
} from '@airside/testing';
import fc from 'fast-check';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ordersStandIn } from '../../tests/stand-ins.ts';
import { buildApp } from '../app.ts';

const tokens = createTestTokens();
let database: TestDatabase;
let redis: Awaited<ReturnType<typeof connectTestRedis>>;
const clusters: Cluster[] = [];
const apps: Awaited<ReturnType<typeof buildApp>>[] = [];
let lastFlight = 100;

/** Three instances, each with connections of its own, as they run behind the gateway. */
beforeAll(async () => {
  database = await createTestDatabase({
    role: 'booking_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
  await database.cluster.script(ordersStandIn);
  redis = await connectTestRedis();
  for (const number of [1, 2, 3]) {
    const instance = `booking_service_${number}`;
    const cluster = await connectCluster({
      name: 'test',
      urls: database.urls,
      applicationName: instance,
      maxConnections: 10,
    });
    clusters.push(cluster);
    apps.push(
      await buildApp({
        instance,
        logger: silentLogger(),
        auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: tokens.verifyToken },
        cluster,
        redis: redis.redis,
      }),
    );
  }
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await Promise.all(clusters.map((cluster) => cluster.close()));
  redis.close();
  await database.drop();
});

const query = <Row extends object>(text: string, values?: unknown[]) =>
  database.cluster.writer.query<Row>(text, values);

/** A flight of its own with that many seats in one row after the other. */
async function newFlight(seats: number): Promise<string> {
  lastFlight += 1;
  const code = `TT${lastFlight}`;
  await query(
    `with f as (
       insert into flight (code, departure_date, airline, origin, destination, scheduled_departure, scheduled_arrival,
                           aircraft_type, price_minor, currency)
       values ($1, current_date + 1, 'Test', 'RMO', 'LTN', now() + interval '1 day', now() + interval '27 hours', 'A320', 5000, 'EUR')
       returning id)
     insert into seat (flight_id, name, row_number, letter, cabin, is_on_sale)
     select f.id, n || 'A', n, 'A', 'economy', true from f, generate_series(1, $2::int) n`,
    [code, seats],
  );
  return code;
}

/** Begins at once: `inject` by itself would wait for somebody to await it. */
async function book(flightId: string, userId: number, more: { key?: string; seat?: string } = {}) {
  return await apps[userId % apps.length]?.inject({
    method: 'POST',
    url: '/api/flight/book-flight',
    headers: {
      ...tokens.bearer({ userId }),
      ...(more.key === undefined ? {} : { 'idempotency-key': more.key }),
    },
    payload: { flightId, paymentMethod: 'credit_card', ...(more.seat === undefined ? {} : { seat: more.seat }) },
  });
}
async function cancel(bookingId: number, userId: number) {
  return await apps[(userId + 1) % apps.length]?.inject({
    method: 'DELETE',
    url: `/api/flight/cancel-booking/${bookingId}`,
    headers: tokens.bearer({ userId }),
  });
}

/** Live bookings, seats they hold, and seats marked as sold: all three are to be equal. */
async function soldOn(code: string): Promise<{ live: number; seats: number; marked: number }> {
  const [row] = await query<{ live: number; seats: number; marked: number }>(
    `select count(b.id) as live, count(distinct b.seat) as seats,
            (select count(*) from seat s join booking o on o.id = s.booking_id and o.seat = s.name and o.status <> 'CANCELLED'
              where s.flight_id = f.id and s.booking_id is not null) as marked
       from flight f left join booking b on b.flight_id = f.id and b.status <> 'CANCELLED'
      where f.code = $1 group by f.id`,
    [code],
  );
  if (row === undefined) throw new Error(`no flight ${code}`);
  return row;
}

function countBy<Value>(values: Value[]): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

describe('over three instances', () => {
  test('200 buyers at once of a flight with 20 seats: 20 bookings, 180 clear refusals', async () => {
    const code = await newFlight(20);
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => book(code, 1000 + index)));
    const results = answers.map((answer) =>
      answer?.statusCode === 201 ? 'booked' : `${answer?.statusCode} ${answer?.json<{ code: string }>().code}`,
    );
    expect(countBy(results)).toEqual(
      new Map([
        ['booked', 20],
        ['409 FLIGHT_FULL', 180],
      ]),
    );
    const seats = answers
      .filter((answer) => answer?.statusCode === 201)
      .map((answer) => answer?.json<{ seat: string }>().seat);
    expect(new Set(seats).size).toBe(20);
    expect(await soldOn(code)).toEqual({ live: 20, seats: 20, marked: 20 });
  });

  test('50 buyers at once of one seat: one gets it', async () => {
    const code = await newFlight(20);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => book(code, 2000 + index, { seat: '7A' })),
    );
    expect(countBy(answers.map((answer) => answer?.statusCode))).toEqual(
      new Map([
        [201, 1],
        [409, 49],
      ]),
    );
    expect(await soldOn(code)).toEqual({ live: 1, seats: 1, marked: 1 });
  });

  test('one Idempotency-Key sent 50 times at once: one booking, and 50 times its answer', async () => {
    const code = await newFlight(180);
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) =>
        apps[index % apps.length]?.inject({
          method: 'POST',
          url: '/api/flight/book-flight',
          headers: { ...tokens.bearer({ userId: 3000 }), 'idempotency-key': 'once' },
          payload: { flightId: code, paymentMethod: 'paypal' },
        }),
      ),
    );
    expect(new Set(answers.map((answer) => answer?.statusCode))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer?.body)).size).toBe(1);
    expect(await soldOn(code)).toEqual({ live: 1, seats: 1, marked: 1 });
  });

  test('one Idempotency-Key sent 50 times at once for the last seat: still one outcome', async () => {
    const code = await newFlight(1);
    const answers = await Promise.all(Array.from({ length: 50 }, () => book(code, 3001, { key: 'last' })));
    expect(new Set(answers.map((answer) => answer?.body)).size).toBe(1);
    expect(answers[0]?.statusCode).toBe(201);
    expect(await soldOn(code)).toEqual({ live: 1, seats: 1, marked: 1 });
  });

  test('first bookings of one account at once make one passenger', async () => {
    const code = await newFlight(30);
    await Promise.all(Array.from({ length: 30 }, () => book(code, 3002)));
    expect(await query(`select count(*) from passenger where account_id = 3002`)).toEqual([{ count: 1 }]);
    expect(await soldOn(code)).toEqual({ live: 30, seats: 30, marked: 30 });
  });

  test('nobody gets a seat once a cancellation has committed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const code = await newFlight(60);
      const buyers = Array.from({ length: 60 }, (_, index) => book(code, 4000 + index));
      const [atCancel] = await database.cluster.transaction(async (tx) => {
        await tx.query(`update flight set phase = 'cancelled', version = version + 1 where code = $1`, [code]);
        // Every sale that committed before is seen here, since the change of the seats has waited for it.
        return tx.query<{ sold: number }>(
          `select count(*) as sold from booking b join flight f on f.id = b.flight_id where f.code = $1`,
          [code],
        );
      });
      const answers = await Promise.all(buyers);
      const sold = answers.filter((answer) => answer?.statusCode === 201).length;
      expect(sold).toBe(atCancel?.sold);
      expect(await soldOn(code)).toMatchObject({ live: sold });
      const refusals = answers.filter((answer) => answer?.statusCode !== 201);
      expect(new Set(refusals.map((answer) => answer?.json<{ code: string }>().code))).toEqual(
        new Set(refusals.length === 0 ? [] : ['FLIGHT_CANCELLED']),
      );
    }
  });
});

test('whatever is booked and cancelled in whatever order, no seat has two live bookings', async () => {
  type Step = { kind: 'book' | 'cancel'; user: number; keyed: boolean };
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom('book' as const, 'book' as const, 'cancel' as const),
    user: fc.integer({ min: 5000, max: 5004 }),
    keyed: fc.boolean(),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 6 }),
      async (seats, waves) => {
        run += 1;
        const code = await newFlight(seats);
        const owned: { id: number; user: number }[] = [];
        let keys = 0;
        // The steps of one wave happen at once.
        for (const wave of waves) {
          const results = await Promise.all(
            wave.map(async ({ kind, user, keyed }) => {
              const mine = owned.find((each) => each.user === user);
              if (kind === 'cancel')
                return mine === undefined ? undefined : { answer: await cancel(mine.id, user), user };
              keys += 1;
              return { answer: await book(code, user, keyed ? { key: `${run}-${keys}` } : {}), user };
            }),
          );
          for (const result of results) {
            if (result?.answer === undefined) continue;
            expect([200, 201, 409]).toContain(result.answer.statusCode);
            if (result.answer.statusCode === 201)
              owned.unshift({ id: result.answer.json<{ bookingId: number }>().bookingId, user: result.user });
          }
          const { live, seats: held, marked } = await soldOn(code);
          expect(live).toBeLessThanOrEqual(seats);
          expect([held, marked]).toEqual([live, live]);
        }
        // What is left can be sold, to the last seat and not one more.
        const { live } = await soldOn(code);
        const rest = await Promise.all(
          Array.from({ length: seats - live + 2 }, (_, index) => book(code, 6000 + index)),
        );
        expect(rest.filter((answer) => answer?.statusCode === 201)).toHaveLength(seats - live);
        expect(await soldOn(code)).toEqual({ live: seats, seats, marked: seats });
      },
    ),
    { numRuns: 40 },
  );
});
