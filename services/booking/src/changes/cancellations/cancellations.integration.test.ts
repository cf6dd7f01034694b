import { eventSchema } from '@airside/contracts';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sold, startSales, type TestSales } from '../../../tests/sold.ts';
import { deleteOldQuotes } from '../queries.ts';

let sales: TestSales;
beforeAll(async () => {
  sales = await startSales();
});
afterAll(async () => {
  await sales.close();
});

const quote = (id: number | string, as: number | 'staff' | 'nobody', payload?: object) =>
  sales.call('POST', `/bookings/${id}/cancellation-quotes`, { as, ...(payload === undefined ? {} : { payload }) });
const confirm = (id: number | string, as: number | 'staff' | 'nobody', quoteId: unknown) =>
  sales.call('POST', `/api/bookings/${id}/cancellations`, { as, payload: { quoteId } });
const cancel = (id: number | string, as: number | 'staff' | 'nobody') =>
  sales.call('DELETE', `/api/flight/cancel-booking/${id}`, { as });
const firstOf = ({ bookings: [booking] }: Sold) => booking?.id ?? 0;
const refunds = (orderId: number) =>
  sales.query<{ amount: number }>(
    `select amount_minor as amount from stand_in_movement where order_id = $1 and kind = 'refund'`,
    [orderId],
  );
const statuses = async (orderId: number) =>
  (await sales.query<{ status: string }>('select status from booking where order_id = $1 order by id', [orderId])).map(
    ({ status }) => status,
  );
const freeSeats = async (flightId: number) =>
  (
    await sales.query<{ count: number }>(
      'select count(*)::int as count from seat where flight_id = $1 and booking_id is null',
      [flightId],
    )
  )[0]?.count;

describe('cancelling in two steps', () => {
  test('a quote tells what comes back, its confirmation does that, and repeats its answer', async () => {
    const flightId = await sales.newFlight({ inHours: 240, seats: 6 });
    const order = await sales.newOrder(flightId);
    const id = firstOf(order);
    const quoted = await quote(id, order.accountId);
    // 75 % of the fare of 164, and the taxes of 36.
    expect([quoted.status, quoted.body]).toEqual([
      201,
      {
        quoteId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        bookings: [order.bookings[0]?.reference],
        refundAmountMinor: 15_900,
        feeMinor: 4100,
        currency: 'EUR',
        expiresAt: expect.any(String),
        conditions: ['By the conditions of the fare, 75 % of the fare comes back, and all taxes.'],
        reasons: [{ reason: 'conditions', farePercent: 75 }],
      },
    ]);
    expect(await statuses(order.orderId)).toEqual(['CONFIRMED']);
    expect(await freeSeats(flightId)).toBe(5);
    const answer = {
      message: 'Booking canceled successfully',
      refundAmountMinor: 15_900,
      currency: 'EUR',
      status: 'CANCELLED',
    };
    for (const as of [order.accountId, order.accountId, 'staff'] as const) {
      const confirmed = await confirm(id, as, quoted.body['quoteId']);
      expect([confirmed.status, confirmed.body]).toEqual([200, answer]);
    }
    expect(await refunds(order.orderId)).toEqual([{ amount: 15_900 }]);
    expect(await freeSeats(flightId)).toBe(6);
    const [row] = await sales.query('select state from booking_order where id = $1', [order.orderId]);
    expect(row).toEqual({ state: 'CANCELLED' });
    expect((await quote(id, order.accountId)).body).toEqual({ error: 'This booking is cancelled' });
  });

  test('a quote ends, by the clock of the database', async () => {
    const order = await sales.newOrder(await sales.newFlight());
    const id = firstOf(order);
    const { body } = await quote(id, order.accountId);
    await sales.query('update cancellation_quote set expires_at = clock_timestamp() where id = $1', [body['quoteId']]);
    const late = await confirm(id, order.accountId, body['quoteId']);
    expect([late.status, late.body]).toEqual([409, { error: 'This quote has expired; ask for a new one' }]);
    expect(await statuses(order.orderId)).toEqual(['CONFIRMED']);
  });

  test('a quote is for its booking, and for the booking as it was', async () => {
    const flightId = await sales.newFlight();
    const [one, other] = [await sales.newOrder(flightId), await sales.newOrder(flightId)];
    const { body } = await quote(firstOf(one), one.accountId);
    expect((await confirm(firstOf(other), other.accountId, body['quoteId'])).status).toBe(404);
    await sales.query('update booking set flight_id = $2, seat = null where id = $1', [
      firstOf(one),
      await sales.newFlight(),
    ]);
    expect((await confirm(firstOf(one), one.accountId, body['quoteId'])).body).toEqual({
      error: 'The booking has changed since this quote; ask for a new one',
    });
  });

  test('all that was bought together goes by one quote, for its buyer only', async () => {
    const flightId = await sales.newFlight({ seats: 6 });
    const order = await sales.newOrder(flightId, {
      passengers: [{}, { type: 'CHD' }, { type: 'INF', infantOf: 0 }, { accountId: 77 }],
    });
    const traveller = order.bookings[3]?.id ?? 0;
    expect((await quote(traveller, 77, { scope: 'order' })).status).toBe(403);
    const { body } = await quote(firstOf(order), order.accountId, { scope: 'order' });
    expect(body['bookings']).toHaveLength(4);
    const confirmed = await confirm(firstOf(order), order.accountId, body['quoteId']);
    expect(confirmed.body).toMatchObject({ refundAmountMinor: body['refundAmountMinor'] });
    expect(await statuses(order.orderId)).toEqual(Array.from({ length: 4 }, () => 'CANCELLED'));
    expect(await freeSeats(flightId)).toBe(6);
  });

  test('an adult takes the infant along, and leaves the others', async () => {
    const flightId = await sales.newFlight();
    const order = await sales.newOrder(flightId, {
      passengers: [{}, { type: 'INF', infantOf: 0 }, { accountId: 78 }],
    });
    expect((await cancel(firstOf(order), order.accountId)).status).toBe(200);
    expect(await statuses(order.orderId)).toEqual(['CANCELLED', 'CANCELLED', 'CONFIRMED']);
    // Who travels may give up his own seat, though somebody else has bought it.
    expect((await cancel(order.bookings[2]?.id ?? 0, 78)).status).toBe(200);
    const [row] = await sales.query('select state from booking_order where id = $1', [order.orderId]);
    expect(row).toEqual({ state: 'CANCELLED' });
  });

  test('what the airline cancels or delays for long comes back whole, also where it was quoted before', async () => {
    const flightId = await sales.newFlight({ inHours: 30 });
    const order = await sales.newOrder(flightId);
    const { body } = await quote(firstOf(order), order.accountId);
    expect(body).toMatchObject({ feeMinor: 8200, refundAmountMinor: 11_800 });
    await sales.query(`update flight set phase = 'cancelled' where id = $1`, [flightId]);
    const fresh = await quote(firstOf(order), order.accountId);
    expect(fresh.body).toMatchObject({ feeMinor: 0, refundAmountMinor: 20_000 });
    const confirmed = await confirm(firstOf(order), order.accountId, body['quoteId']);
    expect(confirmed.body).toMatchObject({ refundAmountMinor: 20_000 });

    const late = await sales.newOrder(await sales.newFlight({ inHours: 30, delayMinutes: 300 }));
    expect((await quote(firstOf(late), late.accountId)).body).toMatchObject({ feeMinor: 0 });
    // Within one country three hours are enough.
    const domestic = { inHours: 30, delayMinutes: 180, origin: 'DAL', destination: 'LAX' };
    const home = await sales.newOrder(await sales.newFlight(domestic));
    expect((await quote(firstOf(home), home.accountId)).body).toMatchObject({ feeMinor: 0 });
    const abroad = await sales.newOrder(await sales.newFlight({ inHours: 30, delayMinutes: 180 }));
    expect((await quote(firstOf(abroad), abroad.accountId)).body).toMatchObject({ feeMinor: 8200 });
  });

  test('free within 24 hours of booking, a week or more ahead', async () => {
    const flightId = await sales.newFlight({ inHours: 200 });
    const fresh = await sales.newOrder(flightId, { bookedHoursAgo: 23 });
    expect((await quote(firstOf(fresh), fresh.accountId)).body).toMatchObject({ feeMinor: 0 });
    const soon = await sales.newOrder(await sales.newFlight({ inHours: 100 }), { bookedHoursAgo: 1 });
    expect((await quote(firstOf(soon), soon.accountId)).body).toMatchObject({ feeMinor: 8200 });
  });

  test('not once the flight has left, nor while its payment is under way', async () => {
    const flightId = await sales.newFlight();
    const order = await sales.newOrder(flightId);
    const { body } = await quote(firstOf(order), order.accountId);
    await sales.query(`update flight set phase = 'departed' where id = $1`, [flightId]);
    for (const answer of [
      await quote(firstOf(order), order.accountId),
      await confirm(firstOf(order), order.accountId, body['quoteId']),
    ])
      expect([answer.status, answer.body]).toEqual([409, { error: 'This flight has departed' }]);
    expect((await cancel(firstOf(order), order.accountId)).status).toBe(409);
    const pending = await sales.newOrder(await sales.newFlight(), { status: 'PAYMENT_PENDING' });
    expect((await cancel(firstOf(pending), pending.accountId)).status).toBe(409);
  });

  test('where less money is left than would come back, only that does', async () => {
    const order = await sales.newOrder(await sales.newFlight(), { passengers: [{}, {}] });
    await sales.query('update stand_in_movement set amount_minor = 10001 where order_id = $1', [order.orderId]);
    const { body } = await quote(firstOf(order), order.accountId, { scope: 'order' });
    expect(body).toMatchObject({ refundAmountMinor: 10_001 });
    expect((await confirm(firstOf(order), order.accountId, body['quoteId'])).body).toMatchObject({
      refundAmountMinor: 10_001,
    });
  });
});

describe('cancelling at once', () => {
  test('answers as the first API does, as often as it is asked, and leaves one event and one story', async () => {
    const order = await sales.newOrder(await sales.newFlight());
    const id = firstOf(order);
    const answers = await Promise.all(Array.from({ length: 8 }, () => cancel(id, order.accountId)));
    for (const answer of answers)
      expect([answer.status, answer.body]).toEqual([200, { message: 'Booking canceled successfully' }]);
    expect(await refunds(order.orderId)).toHaveLength(1);
    const events = await sales.query<{ event: Record<string, unknown> }>(
      `select event from outbox where event->'data'->>'booking_id' = $1`,
      [order.bookings[0]?.reference],
    );
    expect(events).toHaveLength(1);
    expect(Value.Errors(eventSchema('booking.status_changed'), events[0]?.event)).toEqual([]);
    const kinds = await sales.query<{ kind: string }>(
      'select kind from booking_history where order_id = $1 order by id',
      [order.orderId],
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['cancelled', 'refund_requested']);
  });

  test('two confirmations of one quote at once, and of two quotes, give the money back once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const order = await sales.newOrder(await sales.newFlight());
      const id = firstOf(order);
      const [one, two] = [await quote(id, order.accountId), await quote(id, order.accountId)];
      const answers = await Promise.all(
        [one, one, two, one].map(({ body }) => confirm(id, order.accountId, body['quoteId'])),
      );
      expect(answers.some(({ status }) => status === 200)).toBe(true);
      for (const { status } of answers) expect([200, 409]).toContain(status);
      expect(await refunds(order.orderId)).toEqual([{ amount: 15_900 }]);
    }
  });
});

test('quotes that nobody confirmed are forgotten a day after their end, others never', async () => {
  const order = await sales.newOrder(await sales.newFlight(), { passengers: [{}, {}] });
  const [one, two] = order.bookings.map(({ id }) => id);
  const ids: unknown[] = [];
  for (const id of [one, one, two]) ids.push((await quote(id ?? 0, order.accountId)).body['quoteId']);
  await confirm(one ?? 0, order.accountId, ids[0]);
  await sales.query(`update cancellation_quote set expires_at = now() - interval '25 hours' where id = any($1)`, [
    ids.slice(0, 2),
  ]);
  await deleteOldQuotes(sales.database.cluster.writer);
  const left = await sales.query<{ id: string }>('select id from cancellation_quote where id = any($1)', [ids]);
  expect(left.map(({ id }) => id).toSorted()).toEqual([ids[0], ids[2]].map(String).toSorted());
});

test("another person's booking is not there; nobody signs in first; staff may", async () => {
  const order = await sales.newOrder(await sales.newFlight());
  const id = firstOf(order);
  const { body } = await quote(id, order.accountId);
  for (const ask of [() => quote(id, 1), () => confirm(id, 1, body['quoteId']), () => cancel(id, 1)])
    expect((await ask()).status).toBe(404);
  for (const ask of [
    () => quote(id, 'nobody'),
    () => confirm(id, 'nobody', body['quoteId']),
    () => cancel(id, 'nobody'),
  ])
    expect((await ask()).status).toBe(401);
  expect((await quote(id, 1)).body).toEqual((await quote(2_000_000_000, 1)).body);
  expect((await quote(id, order.accountId, { scope: 'all' })).status).toBe(400);
  expect((await confirm(id, order.accountId, 'x')).status).toBe(400);
  expect((await quote(id, 'staff')).status).toBe(201);
  expect((await cancel(id, 'staff')).status).toBe(200);
});
