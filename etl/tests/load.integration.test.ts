import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const ask = <Row extends object>(sql: string, values: unknown[] = []) => world.warehouse.writer.query<Row>(sql, values);

test('what is in the sources is in the warehouse, and a second run changes nothing', async () => {
  const flightId = await world.addFlight({
    code: 'FL001',
    date: '2026-01-10',
    departure: '2026-01-10T15:00:00Z',
    arrival: '2026-01-10T22:00:00Z',
  });
  const passengerId = await world.addPassenger();
  await world.addOrder({ flightId, passengers: [{ passengerId, amountMinor: 12_345 }], payment: 'captured' });
  const first = await world.load();
  expect(first).toMatchObject({ state: 'succeeded', reason: undefined });
  expect(first.checks.filter(({ faults }) => faults > 0)).toEqual([]);
  expect(await ask('select gross_minor, refunded_minor, net_minor, route, currency from mart_revenue_day')).toEqual([
    { gross_minor: 12_345, refunded_minor: 0, net_minor: 12_345, route: 'JFK-LHR', currency: 'EUR' },
  ]);
  expect((await world.load()).rowsChanged).toBe(0);
  expect((await world.load({ run: { kind: 'full' } })).rowsChanged).toBe(0);
});

test('a booking keeps the tier that its customer had when he booked', async () => {
  const flightId = await world.addFlight({
    code: 'FL002',
    date: '2026-01-11',
    departure: '2026-01-11T15:00:00Z',
    arrival: '2026-01-11T22:00:00Z',
  });
  const passengerId = await world.addPassenger('MEMBER');
  const passengers = [{ passengerId, amountMinor: 1000 }];
  const before = await world.addOrder({ flightId, passengers });
  await world.load();
  await world.booking.writer.query(`update passenger set tier = 'A-LIST', updated_at = now() where id = $1`, [
    passengerId,
  ]);
  const after = await world.addOrder({ flightId, passengers });
  await world.load();
  await world.load({ run: { kind: 'full' } });
  const tiers = await ask(
    `select b.booking_id as id, c.tier from fact_booking b join dim_customer c using (customer_key)
      where b.flight_id = $1 order by b.booking_id`,
    [flightId],
  );
  expect(tiers).toEqual([
    { id: before.bookingIds[0], tier: 'MEMBER' },
    { id: after.bookingIds[0], tier: 'A-LIST' },
  ]);
});

test('a row that was committed late lies below the watermark and is loaded all the same', async () => {
  await world.load();
  const passengerId = await world.addPassenger('A-LIST PREFERRED');
  await world.booking.writer.query(`update passenger set updated_at = now() - interval '5 minutes' where id = $1`, [
    passengerId,
  ]);
  await world.load();
  const found = await ask(
    `select c.tier from dim_customer c join customer_identity i using (customer_no) where i.passenger_id = $1`,
    [passengerId],
  );
  expect(found).toEqual([{ tier: 'A-LIST PREFERRED' }]);
});

test('a flight that leaves after midnight stays a flight of its day', async () => {
  const flightId = await world.addFlight({
    code: 'FL003',
    date: '2026-02-01',
    departure: '2026-02-02T04:30:00Z',
    arrival: '2026-02-02T11:00:00Z',
  });
  await world.load();
  await world.booking.writer.query(
    `update flight set delay_minutes = 60, delay_reason = 'WEATHER', version = 2, updated_at = now() where id = $1`,
    [flightId],
  );
  await world.load();
  const [leg] = await ask<Record<string, unknown>>(
    `select departure_date::text, arrival_date::text, scheduled_local::text, estimated_local::text, delay_cause,
            departure_delay_minutes from fact_flight_leg where flight_id = $1`,
    [flightId],
  );
  expect(leg).toEqual({
    departure_date: '2026-02-01',
    arrival_date: '2026-02-02',
    scheduled_local: '2026-02-01 23:30:00',
    estimated_local: '2026-02-02 00:30:00',
    delay_cause: 'WEATHER',
    departure_delay_minutes: 60,
  });
  expect(await ask(`select cause, flights, delay_minutes from mart_delay_cause_day where date = '2026-02-01'`)).toEqual(
    [{ cause: 'WEATHER', flights: 1, delay_minutes: 60 }],
  );
});

test('on a day of 23 hours local times jump, and durations do not', async () => {
  const flightId = await world.addFlight({
    code: 'FL004',
    date: '2026-03-08',
    departure: '2026-03-08T06:30:00Z',
    arrival: '2026-03-08T13:00:00Z',
  });
  await world.booking.writer.query(
    `update flight set delay_minutes = 60, out_at = '2026-03-08T07:30:00Z', in_at = '2026-03-08T13:14:00Z', phase = 'arrived',
            version = 2, updated_at = now() where id = $1`,
    [flightId],
  );
  await world.load();
  const [leg] = await ask<Record<string, unknown>>(
    `select scheduled_local::text, estimated_local::text, departure_delay_minutes, arrival_delay_minutes, is_on_time
       from fact_flight_leg where flight_id = $1`,
    [flightId],
  );
  expect(leg).toEqual({
    scheduled_local: '2026-03-08 01:30:00',
    estimated_local: '2026-03-08 03:30:00',
    departure_delay_minutes: 60,
    arrival_delay_minutes: 14,
    is_on_time: true,
  });
});

test('the refund of an order is shared out over what was cancelled, to the last cent', async () => {
  const flightId = await world.addFlight({
    code: 'FL005',
    date: '2026-04-01',
    departure: '2026-04-01T15:00:00Z',
    arrival: '2026-04-01T22:00:00Z',
  });
  const people = await Promise.all([1, 2, 3, 4].map(() => world.addPassenger()));
  const passengers = people.map((passengerId) => ({ passengerId, amountMinor: 1000 }));
  const { orderId, bookingIds } = await world.addOrder({ flightId, passengers, payment: 'captured' });
  await world.load();
  const sales = world.booking.writer;
  await sales.query(`update booking set status = 'CANCELLED', updated_at = now() where id = any($1)`, [
    bookingIds.slice(0, 3),
  ]);
  await sales.query(
    `insert into refund (order_id, payment_id, key, amount_minor, currency, reason, state, next_attempt_at)
     select $1, id, 'cancellation/x', 2000, 'EUR', 'cancelled', 'queued', now() from payment where order_id = $1`,
    [orderId],
  );
  await world.load();
  const shares = await ask<{ refunded_minor: number; is_sold: boolean }>(
    'select refunded_minor, is_sold from fact_booking where order_id = $1 order by booking_id',
    [orderId],
  );
  expect(shares).toEqual([
    { refunded_minor: 667, is_sold: true },
    { refunded_minor: 666, is_sold: true },
    { refunded_minor: 667, is_sold: true },
    { refunded_minor: 0, is_sold: true },
  ]);
  expect(
    await ask(
      `select bookings, gross_minor, refunded_minor, net_minor from mart_revenue_day where date = '2026-04-01'`,
    ),
  ).toEqual([{ bookings: 4, gross_minor: 4000, refunded_minor: 2000, net_minor: 2000 }]);
  expect(await ask(`select passengers from mart_load_day where date = '2026-04-01'`)).toEqual([{ passengers: 1 }]);
});

test('what was never paid was never sold', async () => {
  const flightId = await world.addFlight({
    code: 'FL006',
    date: '2026-04-02',
    departure: '2026-04-02T15:00:00Z',
    arrival: '2026-04-02T22:00:00Z',
  });
  const passengerId = await world.addPassenger();
  await world.addOrder({
    flightId,
    passengers: [{ passengerId, amountMinor: 700 }],
    status: 'CANCELLED',
    payment: 'declined',
  });
  await world.load();
  expect(await ask(`select * from mart_revenue_day where date = '2026-04-02'`)).toEqual([]);
});

test('the ETL may read what it needs and write nothing', async () => {
  const { readerUrls } = world.databases.booking;
  const { connect, execute } = await import('../src/database/queries.ts');
  const reader = await connect(readerUrls[0] ?? '', 'test');
  try {
    const refused = (sql: string) => expect(execute(reader, sql)).rejects.toMatchObject({ code: '42501' });
    await refused('select first_name from booking_service.passenger');
    await refused('select locator from booking_service.booking_order');
    await refused('select token from booking_service.payment');
    await refused(`update booking_service.flight set gate = 'A1'`);
    await refused('delete from booking_service.booking');
    expect(await execute(reader, 'select id, tier from booking_service.warehouse_passenger')).toBeGreaterThan(0);
  } finally {
    await reader.end();
  }
});
