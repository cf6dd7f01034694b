import { eventSchema } from '@airside/contracts';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sold, startSales, type TestSales } from '../../../tests/sold.ts';

let sales: TestSales;
beforeAll(async () => {
  sales = await startSales();
});
afterAll(async () => {
  await sales.close();
});

const quote = (id: number, as: number | 'staff' | 'nobody', payload: object) =>
  sales.call('POST', `/bookings/${id}/changes/quotes`, { as, payload });
const change = (id: number, as: number | 'staff' | 'nobody', payload: object) =>
  sales.call('POST', `/api/bookings/${id}/changes`, { as, payload });
const firstOf = ({ bookings: [booking] }: Sold) => booking?.id ?? 0;
const movements = (orderId: number) =>
  sales.query<{ kind: string; amount: number }>(
    'select kind, amount_minor as amount from stand_in_movement where order_id = $1 order by id offset 1',
    [orderId],
  );
const placeOf = async (id: number) =>
  (
    await sales.query<{ flightId: number; seat: string | null; amount: number; status: string }>(
      `select flight_id as "flightId", seat, amount_minor as amount, status from booking where id = $1`,
      [id],
    )
  )[0];
const seatsOf = (flightId: number) =>
  sales.query<{ name: string; bookingId: number | null; isHeld: boolean }>(
    `select name, booking_id as "bookingId", coalesce(held_until > clock_timestamp(), false) as "isHeld"
       from seat where flight_id = $1 and (booking_id is not null or held_until is not null) order by name`,
    [flightId],
  );

describe('changing to another flight', () => {
  test('to a cheaper one gives the difference back, less the fee, and frees the old seat', async () => {
    const [from, to] = [
      await sales.newFlight({ inHours: 48 }),
      await sales.newFlight({ inHours: 72, priceMinor: 15_000 }),
    ];
    const order = await sales.newOrder(from, { passengers: [{}, { type: 'INF', infantOf: 0 }, {}] });
    const id = firstOf(order);
    const quoted = await quote(id, order.accountId, { flightId: to, seat: '2B' });
    // Prices 150 + 15 in place of 200 + 20; 15 % of the fares of 164 and 16.40 for the change.
    expect([quoted.status, quoted.body]).toMatchObject([
      201,
      {
        bookings: order.bookings.slice(0, 2).map(({ reference }) => reference),
        flight: { departureId: to },
        differenceMinor: -5500,
        feeMinor: 2706,
        toPayMinor: 0,
        refundAmountMinor: 2794,
        currency: 'EUR',
      },
    ]);
    const { quoteId } = quoted.body;
    const changed = await change(id, order.accountId, { quoteId });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      {
        message: 'Flight changed successfully',
        status: 'CONFIRMED',
        flight: { departureId: to },
        bookings: [{ seat: '2B' }, { seat: null }],
        refundAmountMinor: 2794,
      },
    ]);
    expect((await change(id, order.accountId, { quoteId })).body).toEqual(changed.body);
    expect(await movements(order.orderId)).toEqual([{ kind: 'refund', amount: 2794 }]);
    expect(await placeOf(id)).toMatchObject({ flightId: to, seat: '2B', amount: 15_000 });
    expect(await seatsOf(from)).toMatchObject([{ bookingId: order.bookings[2]?.id }]);
    const [sum] = await sales.query(
      `select o.amount_minor = (select sum(b.amount_minor) from booking b where b.order_id = o.id) as "isRight"
         from booking_order o where o.id = $1`,
      [order.orderId],
    );
    expect(sum).toEqual({ isRight: true });
    const events = await sales.query<{ event: Record<string, unknown> }>(
      `select event from outbox where event->>'type' = 'booking.flight_changed' and event->'data'->>'booking_id' = $1`,
      [order.bookings[0]?.reference],
    );
    expect(events).toMatchObject([
      { event: { data: { old_flight: { departure_id: from }, new_flight: { departure_id: to, seat: '2B' } } } },
    ]);
    expect(Value.Errors(eventSchema('booking.flight_changed'), events[0]?.event)).toEqual([]);
  });

  test('to a dearer one is paid first; a decline leaves everything as it was, and another card will do', async () => {
    const [from, to] = [
      await sales.newFlight({ inHours: 240 }),
      await sales.newFlight({ inHours: 260, priceMinor: 26_000 }),
    ];
    const order = await sales.newOrder(from, { bookedHoursAgo: 1 });
    const id = firstOf(order);
    const { body } = await quote(id, order.accountId, { flightId: to });
    expect(body).toMatchObject({ differenceMinor: 6000, feeMinor: 0, toPayMinor: 6000, refundAmountMinor: 0 });
    const { quoteId } = body;
    const declined = await change(id, order.accountId, { quoteId, paymentToken: 'decline' });
    expect([declined.status, declined.body]).toEqual([402, { error: 'Payment declined' }]);
    expect(await placeOf(id)).toMatchObject({ flightId: from, amount: 20_000 });
    expect(await seatsOf(to)).toEqual([]);
    expect(await movements(order.orderId)).toEqual([]);
    const paid = await change(id, order.accountId, { quoteId, paymentToken: 'approve' });
    expect([paid.status, paid.body]).toMatchObject([200, { paidMinor: 6000, bookings: [{ seat: '1A' }] }]);
    expect((await change(id, order.accountId, { quoteId })).body).toEqual(paid.body);
    expect(await movements(order.orderId)).toEqual([{ kind: 'payment', amount: 6000 }]);
    expect(await placeOf(id)).toMatchObject({ flightId: to, amount: 26_000 });
    expect(await seatsOf(from)).toEqual([]);
  });

  test('whose payment is unknown waits with its seat held, and ends when the provider answers', async () => {
    const [from, to] = [await sales.newFlight(), await sales.newFlight({ priceMinor: 26_000, seats: 1 })];
    const [order, other] = [await sales.newOrder(from), await sales.newOrder(from)];
    const { quoteId } = (await quote(firstOf(order), order.accountId, { flightId: to })).body;
    const rival = (await quote(firstOf(other), other.accountId, { flightId: to })).body;
    for (let again = 0; again < 2; again += 1) {
      const waiting = await change(firstOf(order), order.accountId, { quoteId, paymentToken: 'unknown' });
      expect([waiting.status, waiting.body]).toEqual([
        202,
        { message: 'Payment is pending', quoteId, status: 'Pending' },
      ]);
    }
    expect(await seatsOf(to)).toEqual([{ name: '1A', bookingId: null, isHeld: true }]);
    expect((await quote(firstOf(other), other.accountId, { flightId: to })).status).toBe(409);
    expect((await change(firstOf(other), other.accountId, { quoteId: rival['quoteId'] })).status).toBe(409);
    await sales.payments.approveLate();
    const done = await change(firstOf(order), order.accountId, { quoteId });
    expect([done.status, done.body]).toMatchObject([200, { bookings: [{ seat: '1A' }] }]);
    expect(await seatsOf(to)).toEqual([{ name: '1A', bookingId: firstOf(order), isHeld: false }]);
  });

  test('a payment that comes when the booking is gone goes back', async () => {
    const [from, to] = [await sales.newFlight(), await sales.newFlight({ priceMinor: 26_000 })];
    const order = await sales.newOrder(from);
    const quoted = await quote(firstOf(order), order.accountId, { flightId: to });
    expect(quoted.body).toMatchObject({ differenceMinor: 6000, feeMinor: 2460, toPayMinor: 8460 });
    const { quoteId } = quoted.body;
    const wanted = { quoteId, paymentToken: 'unknown' };
    expect((await change(firstOf(order), order.accountId, wanted)).status).toBe(202);
    const cancelled = await sales.call('DELETE', `/api/flight/cancel-booking/${firstOf(order)}`, {
      as: order.accountId,
    });
    expect(cancelled.status).toBe(200);
    await sales.payments.approveLate();
    expect(await movements(order.orderId)).toEqual([
      { kind: 'refund', amount: 15_900 },
      { kind: 'payment', amount: 8460 },
      { kind: 'refund', amount: 8460 },
    ]);
    expect(await seatsOf(to)).toEqual([]);
    expect((await change(firstOf(order), order.accountId, { quoteId })).status).toBe(409);
  });

  test('a payment that comes after the hold has ended gets any seat that is left', async () => {
    const [from, to] = [await sales.newFlight(), await sales.newFlight({ priceMinor: 26_000, seats: 2 })];
    const order = await sales.newOrder(from);
    const { quoteId } = (await quote(firstOf(order), order.accountId, { flightId: to, seat: '1A' })).body;
    await change(firstOf(order), order.accountId, { quoteId, paymentToken: 'unknown' });
    await sales.query('update seat set held_until = clock_timestamp() where flight_id = $1 and hold_id is not null', [
      to,
    ]);
    const rival = await sales.newOrder(await sales.newFlight({ priceMinor: 26_000 }));
    const other = await quote(firstOf(rival), rival.accountId, { flightId: to, seat: '1A' });
    expect((await change(firstOf(rival), rival.accountId, { quoteId: other.body['quoteId'] })).status).toBe(200);
    await sales.payments.approveLate();
    expect((await change(firstOf(order), order.accountId, { quoteId })).body).toMatchObject({
      bookings: [{ seat: '1B' }],
    });
  });

  test('refusals say why, and nothing has happened', async () => {
    const from = await sales.newFlight();
    const order = await sales.newOrder(from, { passengers: [{}, { type: 'INF', infantOf: 0 }] });
    const [id, owner] = [firstOf(order), order.accountId];
    const full = await sales.newFlight({ seats: 1 });
    await sales.newOrder(full);
    const to = await sales.newFlight({ seats: 4, business: 1 });
    const cases: [number, object, string][] = [
      [404, { flightId: 'TS99999' }, 'Flight not found'],
      [400, { flightId: from }, 'flightId: is the flight of the booking'],
      [409, { flightId: full }, 'No seats left on this flight'],
      [409, { flightId: await sales.newFlight({ phase: 'cancelled' }) }, 'This flight is cancelled'],
      [409, { flightId: await sales.newFlight({ phase: 'airborne' }) }, 'This flight has departed'],
      [400, { flightId: to, seat: '9A' }, 'seat: is not on this aircraft, or not in this cabin'],
      [400, { flightId: to, seat: '1A' }, 'seat: is not on this aircraft, or not in this cabin'],
    ];
    for (const [status, payload, error] of cases) {
      const answer = await quote(id, owner, payload);
      expect([payload, answer.status, answer.body]).toEqual([payload, status, { error }]);
    }
    expect((await quote(id, owner, { flightId: to, seat: '1A', cabin: 'business' })).status).toBe(201);
    expect((await quote(order.bookings[1]?.id ?? 0, owner, { flightId: to })).body).toEqual({
      error: 'An infant flies on the lap of an adult of the same flight',
    });
    const { quoteId } = (await quote(id, owner, { flightId: to })).body;
    await sales.query('update change_quote set expires_at = clock_timestamp() where id = $1', [quoteId]);
    expect((await change(id, owner, { quoteId })).body).toEqual({
      error: 'This quote has expired; ask for a new one',
    });
    expect(await placeOf(id)).toMatchObject({ flightId: from });
  });

  test("another person's booking is not there; nobody signs in first; staff may", async () => {
    const [from, to] = [await sales.newFlight(), await sales.newFlight()];
    const order = await sales.newOrder(from);
    const id = firstOf(order);
    const { quoteId } = (await quote(id, order.accountId, { flightId: to })).body;
    expect((await quote(id, 1, { flightId: to })).status).toBe(404);
    expect((await change(id, 1, { quoteId })).status).toBe(404);
    expect((await quote(id, 'nobody', { flightId: to })).status).toBe(401);
    expect((await change(id, 'nobody', { quoteId })).status).toBe(401);
    const other = await sales.newOrder(from);
    expect((await change(firstOf(other), other.accountId, { quoteId })).body).toEqual({ error: 'Quote not found' });
    expect((await quote(id, 'staff', { flightId: to })).status).toBe(201);
    expect((await change(id, 'staff', { quoteId })).status).toBe(200);
  });
});

test.each([
  ['free', 1],
  ['paid', 48],
])(
  'a %s change and a cancellation at once: the booking ends cancelled, in no seat, its money back once',
  async (_name, bookedHoursAgo) => {
    for (let round = 0; round < 6; round += 1) {
      const [from, to] = [await sales.newFlight(), await sales.newFlight()];
      const order = await sales.newOrder(from, { bookedHoursAgo });
      const id = firstOf(order);
      const { quoteId } = (await quote(id, order.accountId, { flightId: to })).body;
      const [changed, cancelled] = await Promise.all([
        change(id, order.accountId, { quoteId }),
        sales.call('DELETE', `/api/flight/cancel-booking/${id}`, { as: order.accountId }),
        change(id, order.accountId, { quoteId }),
      ]);
      expect(cancelled.status).toBe(200);
      expect([200, 409]).toContain(changed.status);
      expect(await placeOf(id)).toMatchObject({ status: 'CANCELLED' });
      const [held] = await sales.query(
        'select count(*)::int as count from seat where flight_id = any($1) and (booking_id is not null or held_until > clock_timestamp())',
        [[from, to]],
      );
      expect(held).toEqual({ count: 0 });
      const moves = await sales.query<{ kind: string; key: string; amount: number }>(
        'select kind, key, amount_minor as amount from stand_in_movement where order_id = $1',
        [order.orderId],
      );
      const sum = (prefix: string) =>
        moves.filter(({ key }) => key.startsWith(prefix)).reduce((total, { amount }) => total + amount, 0);
      expect(moves.filter(({ key }) => key.startsWith('cancellation/'))).toHaveLength(1);
      // What was paid for the change is kept with it, or goes back with nothing taken.
      expect([0, sum('extra/')]).toContain(sum('return/'));
      expect(moves.filter(({ kind }) => kind === 'payment').length).toBeLessThanOrEqual(2);
    }
  },
);
