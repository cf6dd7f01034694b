import { closeRedis, connectRedis } from '@airside/redis';
import { connectTestRedis } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLookupThrottle } from '../src/pnr/throttle.ts';
import { startSales, type TestSales } from './sold.ts';

let sales: TestSales;
let lastAddress = 0;
beforeAll(async () => {
  sales = await startSales();
});
afterAll(async () => {
  await sales.close();
});

/** From an address of its own, as the gateway tells it, so that no test uses up another's calls. */
const lookUp = (locator: string, lastName: string, address = `10.0.0.${(lastAddress += 1)}`) =>
  sales.call('GET', `/pnr/${locator}?lastName=${encodeURIComponent(lastName)}`, {
    headers: { 'x-airside-client-address': address },
  });

describe('a booking by its record locator', () => {
  test('is shown to whoever knows a last name, in any writing, without addresses or full names', async () => {
    const flightId = await sales.newFlight();
    const order = await sales.newOrder(flightId, {
      passengers: [
        { firstName: 'Ana', lastName: 'Müller-Șerban' },
        { firstName: 'Ion', lastName: 'Rusu', type: 'CHD' },
      ],
    });
    for (const name of ['MULLER SERBAN', 'müllerșerban', 'rusu']) {
      const found = await lookUp(order.locator.toLowerCase(), name);
      expect([found.status, found.body]).toMatchObject([
        200,
        {
          locator: order.locator,
          status: 'CONFIRMED',
          flights: [
            {
              departureId: flightId,
              passengers: [
                { firstName: 'Ana', lastInitial: 'M', seat: '1A', status: 'CONFIRMED' },
                { firstName: 'Ion', lastInitial: 'R', type: 'CHD', seat: '1B' },
              ],
            },
          ],
        },
      ]);
      expect(found.text).not.toMatch(/example\.org|2025550|üller|usu/);
    }
  });

  test('a wrong locator and a wrong name look the same', async () => {
    const order = await sales.newOrder(await sales.newFlight());
    const [wrongName, wrongLocator] = [await lookUp(order.locator, 'Popa'), await lookUp('ZZZZZ9', 'Rusu')];
    expect([wrongName.status, wrongName.body]).toEqual([404, { error: 'Booking not found' }]);
    expect([wrongLocator.status, wrongLocator.body]).toEqual([wrongName.status, wrongName.body]);
    const namesOf = (answer: typeof wrongName) => Object.keys(answer.headers).sort();
    expect(namesOf(wrongLocator)).toEqual(namesOf(wrongName));
    expect((await lookUp(order.locator, '')).status).toBe(400);
    expect((await lookUp('TOOLONG', 'Rusu')).status).toBe(400);
  });

  test('that was cancelled is found until the locator lives again', async () => {
    const order = await sales.newOrder(await sales.newFlight(), { passengers: [{ lastName: 'Alba' }] });
    const id = order.bookings[0]?.id ?? 0;
    await sales.call('DELETE', `/api/flight/cancel-booking/${id}`, { as: order.accountId });
    expect((await lookUp(order.locator, 'Alba')).body).toMatchObject({
      status: 'CANCELLED',
      flights: [{ passengers: [{ status: 'CANCELLED' }] }],
    });
    await sales.newOrder(await sales.newFlight(), { locator: order.locator, passengers: [{ lastName: 'Noua' }] });
    expect((await lookUp(order.locator, 'Noua')).body).toMatchObject({ status: 'CONFIRMED' });
    expect((await lookUp(order.locator, 'Alba')).status).toBe(404);
  });

  test('ten calls a minute from one address', async () => {
    const order = await sales.newOrder(await sales.newFlight());
    const answers = [];
    for (let call = 0; call < 12; call += 1) answers.push(await lookUp(order.locator, 'Rusu', '10.9.9.9'));
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429]);
    expect(Number(answers[11]?.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('five wrong names for one locator, whether there is such a one or not, from wherever', async () => {
    const order = await sales.newOrder(await sales.newFlight());
    for (let right = 0; right < 7; right += 1) expect((await lookUp(order.locator, 'Rusu')).status).toBe(200);
    const answers = await Promise.all(Array.from({ length: 9 }, () => lookUp(order.locator, 'Guess')));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(5);
    expect((await lookUp(order.locator, 'Rusu')).status).toBe(429);
    const unknown = await Promise.all(Array.from({ length: 9 }, () => lookUp('QQQQQ9', 'Guess')));
    expect(unknown.filter(({ status }) => status === 429)).toHaveLength(4);
  });

  test('the limits hold for all instances together, and for one without Redis', async () => {
    const { redis, close } = await connectTestRedis();
    const [one, two] = [createLookupThrottle({ redis }), createLookupThrottle({ redis })];
    for (let call = 0; call < 5; call += 1) await (call % 2 === 0 ? one : two).enter(`a${call}`, 'AAAAAA');
    await expect(two.enter('b', 'AAAAAA')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    close();
    const gone = connectRedis({ urls: ['redis://127.0.0.1:9'], name: 'test' });
    const alone = createLookupThrottle({ redis: gone });
    for (let call = 0; call < 5; call += 1) await alone.enter(`a${call}`, 'AAAAAA');
    await expect(alone.enter('b', 'AAAAAA')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    for (let call = 0; call < 10; call += 1) {
      await alone.enter('c', `B${call}`);
      await alone.right(`B${call}`);
    }
    await expect(alone.enter('c', 'BBBBBB')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    closeRedis(gone);
  });
});

describe('timeline and receipt', () => {
  test('are for the owner and for staff; to others there is no such booking', async () => {
    const order = await sales.newOrder(await sales.newFlight());
    for (const base of ['', '/api'])
      for (const what of ['timeline', 'receipt']) {
        const url = `${base}/bookings/${order.bookings[0]?.reference}/${what}`;
        const statuses = [];
        for (const as of ['nobody', 1, order.accountId, 'staff'] as const)
          statuses.push((await sales.call('GET', url, { as })).status);
        expect([url, statuses]).toEqual([url, [401, 404, 200, 200]]);
      }
    expect((await sales.call('GET', '/bookings/2000000000/timeline', { as: 'staff' })).status).toBe(404);
  });

  test('the timeline tells what happened to the booking and to its order, in order, and by whom', async () => {
    const flightId = await sales.newFlight();
    const order = await sales.newOrder(flightId, { passengers: [{}, {}] });
    const [one, two] = order.bookings;
    await sales.query(`insert into booking_history (order_id, kind) values ($1, 'confirmed')`, [order.orderId]);
    await sales.query(
      `insert into booking_history (order_id, booking_id, kind, actor_account_id, detail) values ($1, $2, 'seat_changed', 9000, '{"seat":"5C"}')`,
      [order.orderId, one?.id],
    );
    await sales.call('DELETE', `/api/flight/cancel-booking/${one?.id}`, { as: order.accountId });
    const { body } = await sales.call('GET', `/bookings/${one?.id}/timeline`, { as: order.accountId });
    expect(body).toMatchObject({
      bookingId: one?.reference,
      timeline: [
        { kind: 'confirmed', text: 'Paid and confirmed.', actor: 'system' },
        { kind: 'seat_changed', text: 'Another seat, seat 5C.', actor: 'staff', detail: { seat: '5C' } },
        { kind: 'cancelled', text: 'Cancelled; 159.00 EUR come back.', actor: 'you' },
        { kind: 'refund_requested', text: 'A refund is on its way: 159.00 EUR.', actor: 'system' },
      ],
      count: 4,
    });
    const other = await sales.call('GET', `/bookings/${two?.id}/timeline`, { as: order.accountId });
    expect((other.body['timeline'] as { kind: string }[]).map(({ kind }) => kind)).toEqual([
      'confirmed',
      'refund_requested',
    ]);
  });

  test('the receipt has every line, tax, payment and refund; as a page too', async () => {
    const order = await sales.newOrder(await sales.newFlight(), {
      passengers: [{ firstName: '<b>Ana' }, { accountId: 601 }],
    });
    const [one, two] = order.bookings;
    await sales.call('DELETE', `/api/flight/cancel-booking/${one?.id}`, { as: order.accountId });
    const url = `/bookings/${one?.id}/receipt`;
    const { body } = await sales.call('GET', url, { as: order.accountId });
    expect(body).toMatchObject({
      number: `${order.locator}-${order.orderId}`,
      currency: 'EUR',
      lines: [
        {
          bookingId: one?.reference,
          status: 'CANCELLED',
          fareMinor: 16_400,
          taxes: [{ amountMinor: 1800 }, { amountMinor: 600 }, { amountMinor: 1200 }],
        },
        { bookingId: two?.reference, status: 'CONFIRMED', totalMinor: 20_000 },
      ],
      movements: [
        { kind: 'payment', amountMinor: 40_000, state: 'done', method: 'credit_card' },
        { kind: 'refund', amountMinor: 15_900 },
      ],
      totals: { fareMinor: 32_800, taxesMinor: 7200, totalMinor: 40_000, paidMinor: 40_000, refundedMinor: 15_900 },
    });
    const asPage = { as: order.accountId, headers: { accept: 'text/html' } };
    const page = await sales.call('GET', url, asPage);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('&lt;b&gt;Ana Rusu');
    expect((await sales.call('GET', `${url}?format=html`, { as: 'staff' })).text).toContain('400.00 EUR');
    expect((await sales.call('GET', `${url}?format=json`, asPage)).body).toMatchObject({ currency: 'EUR' });
    expect((await sales.call('GET', `${url}?format=pdf`, asPage)).status).toBe(400);
    // Who travels on somebody else's money sees his own price, and none of the money.
    const own = await sales.call('GET', `/bookings/${two?.id}/receipt`, { as: 601 });
    expect(own.body).toMatchObject({ lines: [{ bookingId: two?.reference }], movements: [] });
  });
});
