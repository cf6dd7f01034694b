import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from './world.ts';

// What is out of the ordinary lands where an analyst looks for it.

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const ask = <Row extends object>(sql: string, values: unknown[] = []) => world.warehouse.writer.query<Row>(sql, values);
const sales = (sql: string, values: unknown[]) => world.booking.writer.query<{ id: number }>(sql, values);

test('a flight that is put off over midnight goes to its new day with its passengers and their money', async () => {
  const flightId = await world.addFlight({
    code: 'FL010',
    date: '2026-05-01',
    departure: '2026-05-02T03:30:00Z',
    arrival: '2026-05-02T10:00:00Z',
  });
  const passengerId = await world.addPassenger();
  await world.addOrder({ flightId, passengers: [{ passengerId, amountMinor: 9000 }], payment: 'captured' });
  await world.load();
  const days = async () => ({
    load: await ask(
      `select date::text, flights, passengers from mart_load_day where date between '2026-05-01' and '2026-05-02'`,
    ),
    revenue: await ask(
      `select date::text, gross_minor from mart_revenue_day where date between '2026-05-01' and '2026-05-02'`,
    ),
    punctuality: await ask(
      `select date::text, flights from mart_punctuality_day where date between '2026-05-01' and '2026-05-02'`,
    ),
    leg: await ask(
      `select departure_date::text, scheduled_local::text, departure_delay_minutes from fact_flight_leg where flight_id = $1`,
      [flightId],
    ),
  });
  const on = (date: string, local: string) => ({
    load: [{ date, flights: 1, passengers: 1 }],
    revenue: [{ date, gross_minor: 9000 }],
    punctuality: [{ date, flights: 1 }],
    leg: [{ departure_date: date, scheduled_local: local, departure_delay_minutes: 0 }],
  });
  expect(await days()).toEqual(on('2026-05-01', '2026-05-01 23:30:00'));

  const putOff = `scheduled_departure = scheduled_departure + interval '1 hour', scheduled_arrival = scheduled_arrival + interval '1 hour'`;
  await sales(`update flight set ${putOff}, version = 2, updated_at = now() where id = $1`, [flightId]);
  await world.load();
  // The airline still counts it to the day before, whatever the clocks say when it leaves.
  expect(await days()).toEqual(on('2026-05-01', '2026-05-02 00:30:00'));

  await sales(`update flight set departure_date = '2026-05-02', version = 3, updated_at = now() where id = $1`, [
    flightId,
  ]);
  await world.load();
  expect(await days()).toEqual(on('2026-05-02', '2026-05-02 00:30:00'));
});

test('on a day of 25 hours an hour comes twice, and a delay of an hour is one', async () => {
  const flightId = await world.addFlight({
    code: 'FL011',
    date: '2026-11-01',
    departure: '2026-11-01T05:30:00Z',
    arrival: '2026-11-01T12:30:00Z',
  });
  await sales(
    `update flight set delay_minutes = 60, out_at = '2026-11-01T06:30:00Z', in_at = '2026-11-01T13:30:00Z', phase = 'arrived',
            version = 2, updated_at = now() where id = $1`,
    [flightId],
  );
  await world.load();
  const legs = await ask(
    `select scheduled_local::text, estimated_local::text, departure_delay_minutes, arrival_delay_minutes, is_on_time
       from fact_flight_leg where flight_id = $1`,
    [flightId],
  );
  expect(legs).toEqual([
    {
      scheduled_local: '2026-11-01 01:30:00',
      estimated_local: '2026-11-01 01:30:00',
      departure_delay_minutes: 60,
      arrival_delay_minutes: 60,
      is_on_time: false,
    },
  ]);
});

test.each([
  ['the last half hour of a day of 25 hours', '2026-11-01', '2026-11-02T04:30:00Z', '2026-11-01 23:30:00'],
  ['half an hour after a day of 25 hours', '2026-11-02', '2026-11-02T05:30:00Z', '2026-11-02 00:30:00'],
  ['the last half hour of a day of 23 hours', '2026-03-08', '2026-03-09T03:30:00Z', '2026-03-08 23:30:00'],
  ['half an hour after a day of 23 hours', '2026-03-09', '2026-03-09T04:30:00Z', '2026-03-09 00:30:00'],
])('what arrives in %s belongs to its day', async (_when, date, arrival, local) => {
  const flightId = await world.addFlight({
    code: 'FL012',
    date: date.replace(/\d$/, '3'),
    origin: 'LHR',
    destination: 'JFK',
    departure: Temporal.Instant.from(arrival).subtract({ hours: 8 }).toString(),
    arrival,
  });
  await world.load();
  const [leg] = await ask<{ arrival_date: string; local: string }>(
    `select arrival_date::text, (scheduled_arrival at time zone 'America/New_York')::text as local
       from fact_flight_leg where flight_id = $1`,
    [flightId],
  );
  expect(leg).toEqual({ arrival_date: date, local });
  await sales('delete from flight where id = $1', [flightId]);
  await ask('delete from fact_flight_leg where flight_id = $1', [flightId]);
});

test('an event that comes days late changes the day of its flight, not the day on which it came', async () => {
  const flightId = await world.addFlight({
    code: 'FL013',
    date: '2026-06-01',
    departure: '2026-06-01T15:00:00Z',
    arrival: '2026-06-01T22:00:00Z',
  });
  await world.load();
  const punctuality = () =>
    ask(`select date::text, flights, arrived, on_time, delay_minutes from mart_punctuality_day where date >= '2026-06-01'
          and date < '2026-07-01'`);
  expect(await punctuality()).toEqual([{ date: '2026-06-01', flights: 1, arrived: 0, on_time: 0, delay_minutes: 0 }]);
  await sales(
    `update flight set phase = 'arrived', delay_reason = 'ATC', out_at = '2026-06-01T15:40:00Z', in_at = '2026-06-01T22:40:00Z', version = 2,
            updated_at = now() where id = $1`,
    [flightId],
  );
  await sales(
    `insert into flight_change (flight_id, version, event_id, changes)
     values ($1, 2, 'late', '{"phase": {"old": "scheduled", "new": "arrived"}}')`,
    [flightId],
  );
  await world.load();
  expect(await punctuality()).toEqual([{ date: '2026-06-01', flights: 1, arrived: 1, on_time: 0, delay_minutes: 40 }]);
  expect(await ask(`select cause, delay_minutes from mart_delay_cause_day where date = '2026-06-01'`)).toEqual([
    { cause: 'ATC', delay_minutes: 40 },
  ]);
  // The change itself is of the day on which it was taken: that is when the airline knew.
  expect(
    await ask(
      `select old_phase, new_phase, date = (changed_at at time zone 'UTC')::date as "isItsDay" from fact_flight_status_event
        where flight_id = $1`,
      [flightId],
    ),
  ).toEqual([{ old_phase: 'scheduled', new_phase: 'arrived', isItsDay: true }]);
});

test('a booking that is cancelled and refunded stays sold on its flight’s day, and is seen from the quote to the money', async () => {
  const flightId = await world.addFlight({
    code: 'FL014',
    date: '2026-08-01',
    departure: '2026-08-01T15:00:00Z',
    arrival: '2026-08-01T22:00:00Z',
  });
  const passengerId = await world.addPassenger();
  const { orderId, bookingIds } = await world.addOrder({
    flightId,
    passengers: [{ passengerId, amountMinor: 8000 }],
    payment: 'captured',
  });
  await sales(
    `insert into cancellation_quote (order_id, booking_id, covers, refund_minor, fee_minor, currency, created_at, updated_at, expires_at)
     values ($1, $2, '[]', 6000, 2000, 'EUR', '2026-07-20T12:00:00Z', now(), now() + interval '1 day')`,
    [orderId, bookingIds[0]],
  );
  await world.load();
  const figures = async () => ({
    revenue: await ask(
      `select bookings, gross_minor, refunded_minor, net_minor from mart_revenue_day where date = '2026-08-01'`,
    ),
    passengers: await ask(`select passengers from mart_load_day where date = '2026-08-01'`),
    funnel: await ask(
      `select quoted, confirmed, refund_owed, refund_paid, owed_minor, paid_minor, fee_minor
         from mart_cancellation_day where date = '2026-07-20'`,
    ),
  });
  const quoted = {
    quoted: 1,
    confirmed: 0,
    refund_owed: 0,
    refund_paid: 0,
    owed_minor: 0,
    paid_minor: 0,
    fee_minor: 0,
  };
  expect(await figures()).toEqual({
    revenue: [{ bookings: 1, gross_minor: 8000, refunded_minor: 0, net_minor: 8000 }],
    passengers: [{ passengers: 1 }],
    funnel: [quoted],
  });

  await sales(`update booking set status = 'CANCELLED', updated_at = now() where id = $1`, [bookingIds[0]]);
  await sales(
    `update cancellation_quote set confirmed_at = now(), refunded_minor = 6000, updated_at = now() where order_id = $1`,
    [orderId],
  );
  await sales(
    `insert into refund (order_id, payment_id, key, amount_minor, currency, reason, state, next_attempt_at)
     select $1, id, 'cancellation/y', 6000, 'EUR', 'cancelled', 'queued', now() from payment where order_id = $1`,
    [orderId],
  );
  await world.load();
  const cancelled = {
    revenue: [{ bookings: 1, gross_minor: 8000, refunded_minor: 6000, net_minor: 2000 }],
    passengers: [{ passengers: 0 }],
  };
  const confirmed = { ...quoted, confirmed: 1, refund_owed: 1, owed_minor: 6000, fee_minor: 2000 };
  expect(await figures()).toEqual({ ...cancelled, funnel: [confirmed] });

  await sales(
    `update refund set state = 'done', done_at = now(), next_attempt_at = null, updated_at = now() where order_id = $1`,
    [orderId],
  );
  await world.load();
  expect(await figures()).toEqual({ ...cancelled, funnel: [{ ...confirmed, refund_paid: 1, paid_minor: 6000 }] });
});

test('a row from the future moves no watermark beyond the present, so that it hides none that come after it', async () => {
  const early = await world.addPassenger();
  await sales(`update passenger set updated_at = now() + interval '1 day' where id = $1`, [early]);
  await world.load();
  expect(await ask(`select updated_at <= now() as "isPresent" from watermark where source = 'passenger'`)).toEqual([
    { isPresent: true },
  ]);
  const next = await world.addPassenger('A-LIST');
  await world.load();
  const tier = `select c.tier from dim_customer c join customer_identity i using (customer_no) where i.passenger_id = $1`;
  expect(await ask(tier, [next])).toEqual([{ tier: 'A-LIST' }]);
  expect((await world.load()).rowsChanged).toBe(0);
});
