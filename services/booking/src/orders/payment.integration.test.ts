import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBooking, type TestBooking } from '../../tests/booking.ts';
import { tokens } from '../../tests/stand-in-payments.ts';
import type { HistoryKind } from './history.ts';
import { bookingStatuses, bookingSteps, orderStates, type OrderState, stepOrder } from './states.ts';

let booking: TestBooking;
let lastUser = 0;

beforeAll(async () => {
  booking = await startBooking();
  expect((await booking.call('GET', '/seed')).status).toBe(201);
});
afterAll(() => booking.close());

type Token = (typeof tokens)[keyof typeof tokens];

/** A buyer of his own, who may ask again with the same key. */
function buyer(flightId: string, paymentToken?: Token, more: object = {}) {
  lastUser += 1;
  const userId = lastUser;
  const payload = { flightId, paymentMethod: 'credit_card', ...(paymentToken && { paymentToken }), ...more };
  const ask = (key?: string) =>
    booking.call('POST', '/api/flight/book-flight', { userId, payload, ...(key === undefined ? {} : { key }) });
  const states = () =>
    booking.query<{ id: number; order: string; booking: string; seat: string | null; owner: number | null }>(
      `select o.id, o.state as "order", b.status as booking, b.seat, s.booking_id as owner
         from booking_order o join booking b on b.order_id = o.id
              left join seat s on s.flight_id = b.flight_id and s.name = b.seat
        where o.account_id = $1 order by b.id`,
      [userId],
    );
  const history = async (orderId: number) => {
    const rows = await booking.query<{ kind: HistoryKind }>(
      'select kind from booking_history where order_id = $1 order by id',
      [orderId],
    );
    return rows.map(({ kind }) => kind);
  };
  return { userId, ask, states, history };
}
const events = async (bookingId: unknown) => {
  const rows = await booking.query<{ type: string }>(
    `select event->>'type' as type from outbox where event->'data'->>'booking_id' = $1 order by xid, seq`,
    [`B0${String(bookingId)}`],
  );
  return rows.map(({ type }) => type);
};

describe('a payment that', () => {
  test('is captured confirms the order, with its price, its history and its event', async () => {
    const one = buyer('FL001', tokens.captured);
    const { status, body } = await one.ask();
    expect([status, body]).toMatchObject([201, { status: 'Confirmed', price: 200 }]);
    const [state] = await one.states();
    expect(state).toMatchObject({ order: 'CONFIRMED', booking: 'CONFIRMED', owner: body['bookingId'] });
    expect(await one.history(state?.id ?? 0)).toEqual(['ordered', 'confirmed']);
    expect(await events(body['bookingId'])).toEqual(['booking.created']);
    const [sold] = await booking.query<{ price: object; amount: number }>(
      'select price, amount_minor as amount from booking where id = $1',
      [body['bookingId']],
    );
    expect(sold).toEqual({
      amount: 20_000,
      price: {
        fareMinor: 16_400,
        taxes: [
          { code: 'XA', name: 'Airport charge', amountMinor: 1800 },
          { code: 'XS', name: 'Security charge', amountMinor: 600 },
          { code: 'XT', name: 'Government tax', amountMinor: 1200 },
        ],
      },
    });
  });

  test('is declined leaves nothing sold, and the seat is for sale at once', async () => {
    const one = buyer('FL001', tokens.declined, { seat: '20A' });
    const declined = await one.ask('no-money');
    expect([declined.status, declined.body]).toMatchObject([402, { message: 'Payment declined' }]);
    expect(await one.states()).toMatchObject([{ order: 'CANCELLED', booking: 'CANCELLED', owner: null }]);
    const again = await one.ask('no-money');
    expect([again.status, again.body]).toEqual([402, declined.body]);
    for (const { headers } of [declined, again])
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(await one.states()).toHaveLength(1);
    expect((await buyer('FL001', undefined, { seat: '20A' }).ask()).body).toMatchObject({ seat: '20A' });
  });

  test('nobody knows of is answered 202, the same order again, and 201 once it turns out to be captured', async () => {
    const one = buyer('FL002', tokens.unknown);
    const pending = await one.ask('slow');
    expect([pending.status, pending.body]).toMatchObject([202, { message: 'Payment is pending', status: 'Pending' }]);
    expect((await one.ask('slow')).body).toEqual(pending.body);
    const [state] = await one.states();
    expect(state).toMatchObject({ order: 'PAYMENT_PENDING', booking: 'PAYMENT_PENDING' });
    expect(await events(pending.body['bookingId'])).toEqual([]);
    expect(await booking.finishPayment(state?.id ?? 0, 'captured')).toBe(true);
    const done = await one.ask('slow');
    expect([done.status, done.body]).toEqual([
      201,
      { ...pending.body, message: 'Flight booked successfully', status: 'Confirmed' },
    ]);
    expect(await one.states()).toHaveLength(1);
    expect(await events(pending.body['bookingId'])).toEqual(['booking.created']);
  });

  test('nobody knows of gives the seat back when it turns out to be declined, and says so for the same key', async () => {
    const one = buyer('FL002', tokens.unknown, { seat: '21A' });
    expect((await one.ask('slow')).status).toBe(202);
    expect((await buyer('FL002', undefined, { seat: '21A' }).ask()).body).toMatchObject({ code: 'SEAT_TAKEN' });
    const [state] = await one.states();
    expect(await booking.finishPayment(state?.id ?? 0, 'declined')).toBe(true);
    expect((await one.ask('slow')).status).toBe(402);
    expect((await buyer('FL002', undefined, { seat: '21A' }).ask()).status).toBe(201);
    expect(await one.history(state?.id ?? 0)).toEqual(['ordered', 'released']);
  });

  test('could not be made at all is 503, and the same key may be used again', async () => {
    const one = buyer('FL003', tokens.unreachable);
    const failed = await one.ask('later');
    expect([failed.status, failed.body]).toMatchObject([503, { code: 'PAYMENT_UNAVAILABLE' }]);
    expect((await one.ask('later')).status).toBe(503);
    expect(await one.states()).toMatchObject([{ order: 'CANCELLED' }, { order: 'CANCELLED' }]);
  });

  test('comes when the order has ended, or twice, changes nothing: the money has to go back', async () => {
    const one = buyer('FL003', tokens.unknown);
    await one.ask();
    const orderId = (await one.states())[0]?.id ?? 0;
    expect(await booking.finishPayment(orderId, 'declined')).toBe(true);
    expect(await booking.finishPayment(orderId, 'captured')).toBe(false);
    expect(await one.states()).toMatchObject([{ order: 'CANCELLED', booking: 'CANCELLED', owner: null }]);
    const two = buyer('FL003');
    await two.ask();
    expect(await booking.finishPayment((await two.states())[0]?.id ?? 0, 'captured')).toBe(false);
    expect(await booking.finishPayment((await two.states())[0]?.id ?? 0, 'declined')).toBe(false);
    expect(await two.states()).toMatchObject([{ order: 'CONFIRMED', booking: 'CONFIRMED' }]);
  });

  test('comes when the flight has been cancelled releases the order', async () => {
    const one = buyer('FL008', tokens.unknown);
    await one.ask('too-late');
    await booking.query(`update flight set phase = 'cancelled' where code = 'FL008'`);
    const orderId = (await one.states())[0]?.id ?? 0;
    expect(await booking.finishPayment(orderId, 'captured')).toBe(false);
    expect(await one.states()).toMatchObject([{ order: 'CANCELLED', booking: 'CANCELLED', owner: null }]);
    expect(await one.history(orderId)).toEqual(['ordered', 'released']);
  });
});

test('a booking that waits for its payment cannot be cancelled', async () => {
  const one = buyer('FL010', tokens.unknown);
  const { body } = await one.ask();
  const answer = await booking.call('DELETE', `/api/flight/cancel-booking/${String(body['bookingId'])}`, {
    userId: one.userId,
  });
  expect([answer.status, answer.body]).toMatchObject([409, { code: 'PAYMENT_PENDING' }]);
});

test('locators are unique while their order lives', async () => {
  const { body } = await buyer('FL010').ask();
  const again = booking.query(
    `insert into booking_order (locator, state, payment_method, amount_minor, currency)
     values ($1, 'CONFIRMED', 'miles', 1, 'EUR')`,
    [body['pnr']],
  );
  await expect(again).rejects.toThrow('booking_order_live_locator');
});

test('history is never changed', async () => {
  await buyer('FL010').ask();
  await expect(booking.query(`update booking_history set kind = 'cancelled'`)).rejects.toThrow('never changed');
  await expect(booking.query('delete from booking_history')).rejects.toThrow('never changed');
});

test('the database knows the same steps as the rules, and refuses all others', async () => {
  const known = await booking.query<{ old: string; new: string; is: boolean }>(
    `select o as old, n as new, is_booking_step(o, n) as "is" from unnest($1::text[]) o, unnest($1::text[]) n`,
    [bookingStatuses],
  );
  const moves: readonly { from: readonly string[]; to: string }[] = Object.values(bookingSteps);
  for (const each of known) {
    const isStep = moves.some(({ from, to }) => from.includes(each.old) && to === each.new);
    expect(each).toEqual({ ...each, is: isStep });
  }
  const orders = await booking.query<{ old: string; new: string; is: boolean }>(
    `select o as old, n as new, is_order_step(o, n) as "is" from unnest($1::text[]) o, unnest($1::text[]) n`,
    [orderStates],
  );
  const dueAt = Temporal.Instant.from('2026-12-01T00:00Z');
  for (const each of orders) {
    const from = { state: each.old, dueAt } as OrderState;
    const reached = (['confirm', 'release', 'empty'] as const).map((step) => stepOrder(from, step)?.state);
    expect(each).toEqual({ ...each, is: reached.includes(each.new as OrderState['state']) });
  }
  const { body } = await buyer('FL012').ask();
  await expect(
    booking.query(`update booking set status = 'PAYMENT_PENDING' where id = $1`, [body['bookingId']]),
  ).rejects.toThrow('cannot become');
});
