import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunUnderWay } from '../src/run/run.ts';
import { checksum, createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await fill();
});
afterEach(() => world.close());

const ask = <Row extends object>(sql: string, values: unknown[] = []) => world.warehouse.writer.query<Row>(sql, values);

/** Something of everything. */
async function fill(): Promise<void> {
  const sales = world.booking.writer;
  for (const day of ['2026-01-05', '2026-01-06', '2026-02-10']) {
    const flightId = await world.addFlight({
      code: `FL${day.slice(5, 7)}${day.slice(8)}`,
      date: day,
      departure: `${day}T15:00:00Z`,
      arrival: `${day}T22:00:00Z`,
    });
    const passengers = [
      { passengerId: await world.addPassenger(), amountMinor: 10_001 },
      { passengerId: await world.addPassenger('A-LIST'), amountMinor: 5000, type: 'CHD' },
    ];
    const { orderId, bookingIds } = await world.addOrder({ flightId, passengers, payment: 'captured' });
    await sales.query(
      `insert into cancellation_quote (order_id, booking_id, covers, refund_minor, fee_minor, currency, expires_at)
       values ($1, $2, '[]', 4000, 1000, 'EUR', now() + interval '1 day')`,
      [orderId, bookingIds[1]],
    );
    await sales.query(
      `insert into flight_change (flight_id, version, event_id, changes)
       values ($1, 2, 'e', '{"phase": {"old": "scheduled", "new": "boarding"}, "gate": {"old": null, "new": "A1"}}')`,
      [flightId],
    );
    await notify(flightId, `P${String(passengers[0]?.passengerId).padStart(3, '0')}`);
  }
}

async function notify(departureId: number, passenger: string): Promise<void> {
  const notices = world.notification.writer;
  const eventId = `event-${departureId}-${passenger}`;
  await notices.query(
    `insert into notice_event (event_id, event_time, is_current, what, flight) values ($1, now(), true, '{}', '{}')`,
    [eventId],
  );
  const [notice] = await notices.query<{ id: number }>(
    `insert into notice (event_id, recipient, passenger_id, flight_id, departure_id, kind, event_time, language, subject, body, sms,
                         push_title, push_text, is_urgent)
     values ($1, $2, $2, 'FL0105', $3, 'delay', now() - interval '2 seconds', 'en', 's', 'b', 's', 't', 't', false) returning id`,
    [eventId, passenger, departureId],
  );
  await notices.query(
    `insert into delivery (notice_id, event_id, recipient, channel, flight_id, passenger_id, state, reason_code, reason, sent_at)
     values ($1, $2, $3, 'email', 'FL0105', $3, 'SENT', 'sent', 'sent', now())`,
    [notice?.id, eventId, passenger],
  );
}

test('a run that is killed after any of its steps has done nothing, and the next one does all', async () => {
  const clean = await world.load({ isDry: true });
  expect(clean.rowsChanged).toBeGreaterThan(0);
  const nothing = await checksum(world.warehouse);
  const places = clean.steps.map((_step, index) => index + 1);
  for (const place of places) {
    let done = 0;
    const killed = world.load(undefined, {
      // The server ends the connections, as it does when their process dies.
      async onStep() {
        done += 1;
        if (done === place) await killConnections();
      },
    });
    await expect(killed, `after step ${place}`).rejects.toThrow(/terminat|queryable|closed/i);
    expect(await checksum(world.warehouse), `after step ${place}`).toBe(nothing);
  }
  await world.load();
  const afterAll = await checksum(world.warehouse);
  const other = await createFreshWarehouse();
  expect(other).toBe(afterAll);
  const states = await ask<{ state: string }>('select distinct state from etl_run order by state');
  expect(states.map(({ state }) => state)).toEqual(['interrupted', 'succeeded']);
}, 300_000);

async function killConnections(): Promise<void> {
  await world.warehouse.writer.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name like 'airside etl%' and datname = current_database() and usename = current_user`,
  );
}

/** Checksum of one clean run into a warehouse of its own. */
async function createFreshWarehouse(): Promise<string> {
  const { createTestDatabase } = await import('@airside/testing');
  const { join } = await import('node:path');
  const fresh = await createTestDatabase({ role: 'warehouse', migrations: join(import.meta.dirname, '../migrations') });
  try {
    await world.load(undefined, { warehouseUrl: fresh.urls[0] ?? '' });
    return await checksum(fresh.cluster);
  } finally {
    await fresh.drop();
  }
}

test('a backfill mends its days, and comes to what the nights before came to', async () => {
  await world.load();
  const before = await checksum(world.warehouse);
  await ask(`delete from fact_flight_leg where departure_date between '2026-01-01' and '2026-01-31'`);
  await ask(`update fact_booking set amount_minor = 1, is_sold = false`);
  await ask(`delete from mart_revenue_day`);
  await ask(`update watermark set updated_at = updated_at + interval '1 hour'`);
  const today = Temporal.Now.plainDateISO('UTC');
  const range = { from: Temporal.PlainDate.from('2026-01-01'), to: today };
  expect((await world.load({ run: { kind: 'backfill', range } })).state).toBe('succeeded');
  await ask(`update watermark set updated_at = updated_at - interval '1 hour'`);
  expect(await checksum(world.warehouse)).toBe(before);
});

test('a bad row is named, and yesterday stays published', async () => {
  await world.load();
  const before = await checksum(world.warehouse);
  await world.booking.writer.query(
    'alter table booking drop constraint booking_status_check, disable trigger booking_step',
  );
  const [row] = await world.booking.writer.query<{ id: number }>(
    `update booking set status = 'LOST', updated_at = now() where id = (select min(id) from booking) returning id`,
  );
  const refused = await world.load();
  expect(refused).toMatchObject({ state: 'refused', rowsChanged: 0 });
  expect(refused.reason).toContain(`booking ${row?.id}: LOST`);
  expect(await checksum(world.warehouse)).toBe(before);
  const found = await ask('select name, faults, examples from dq_result where not is_ok');
  expect(found).toEqual([{ name: 'booking.status is a known one', faults: 1, examples: [`booking ${row?.id}: LOST`] }]);
  await world.booking.writer.query(`update booking set status = 'CONFIRMED', updated_at = now() where id = $1`, [
    row?.id,
  ]);
  expect((await world.load()).state).toBe('succeeded');
});

test('figures that do not come to those of the source are not published', async () => {
  await world.load();
  await ask(
    'update fact_booking set amount_minor = amount_minor - 1 where booking_id = (select min(booking_id) from fact_booking)',
  );
  await ask(`update watermark set updated_at = updated_at + interval '1 hour'`);
  const refused = await world.load();
  expect(refused.reason).toMatch(
    /fact_booking: rows and minor units of booking: booking EUR: 6 rows and 45003 .* 6 and 45002 here/,
  );
});

test('a message that is missing here, or has another state, is not published over', async () => {
  await world.load();
  await ask(
    `update fact_notification set state = 'FAILED' where delivery_id = (select min(delivery_id) from fact_notification)`,
  );
  await ask(`update watermark set updated_at = updated_at + interval '1 hour'`);
  expect((await world.load()).reason).toContain(
    'delivery delay email SENT: 3 rows and 0 tries in the source, 2 and 0 here',
  );
  await ask(`delete from fact_notification where state = 'FAILED'`);
  expect((await world.load()).reason).toContain(
    'delivery delay email SENT: 3 rows and 0 tries in the source, 2 and 0 here',
  );
  expect((await world.load({ run: { kind: 'full' } })).state).toBe('succeeded');
});

test.each(['users', 'booking'])(
  'the source %s is down: the run fails, and the next one catches up',
  async (cluster) => {
    const { sourceUrls } = world.deps;
    const nowhere = ['postgres://etl:test@127.0.0.1:9/none'];
    await expect(world.load(undefined, { sourceUrls: { ...sourceUrls, [cluster]: nowhere } })).rejects.toThrow(
      new RegExp(`${cluster}: no primary .*127\\.0\\.0\\.1:9 cannot be reached`),
    );
    expect(await ask('select state from etl_run')).toEqual([{ state: 'failed' }]);
    expect(await ask('select * from fact_booking')).toEqual([]);
    expect((await world.load()).state).toBe('succeeded');
    expect(await ask('select count(*)::int from fact_booking')).toEqual([{ count: 6 }]);
  },
);

test('two runs never go on at once', async () => {
  const inside = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const first = world.load(undefined, {
    async onStep() {
      inside.resolve();
      await go.promise;
    },
  });
  await inside.promise;
  await expect(world.load()).rejects.toThrow(RunUnderWay);
  go.resolve();
  expect((await first).state).toBe('succeeded');
});

test('a customer who is forgotten leaves his figures and no way back to him', async () => {
  await world.load();
  const [passenger] = await world.booking.writer.query<{ id: number }>(
    `update passenger set first_name = 'Deleted', last_name = null, email = null, phone = null, updated_at = now()
      where id = (select min(passenger_id) from booking) returning id`,
  );
  await world.load();
  expect(await ask('select customer_no from customer_identity where passenger_id = $1', [passenger?.id])).toEqual([
    { customer_no: null },
  ]);
  const facts = `select count(*)::int from fact_booking where customer_key = 0`;
  expect(await ask(facts)).toEqual([{ count: 1 }]);
  expect((await world.load({ run: { kind: 'full' } })).rowsChanged).toBe(0);
  expect(await ask(facts)).toEqual([{ count: 1 }]);
});

test('a message to somebody whom no booking names yet waits for him as an inferred member', async () => {
  await notify(1, 'P999999');
  await world.load();
  const who = `select c.tier, c.is_inferred from fact_notification n join dim_customer c using (customer_key)
                 join customer_identity i using (customer_no) where i.passenger_id = 999999`;
  expect(await ask(who)).toEqual([{ tier: null, is_inferred: true }]);
  await world.booking.writer.query(
    `insert into passenger (id, first_name, tier) overriding system value values (999999, 'Eve', 'A-LIST')`,
  );
  await world.load();
  expect(await ask(who)).toEqual([{ tier: 'A-LIST', is_inferred: false }]);
  expect(await ask(`select state, sum(messages)::int as messages from mart_notification_day group by state`)).toEqual([
    { state: 'SENT', messages: 4 },
  ]);
});
