import { joinStack, reachNodes } from '@airside/prove';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Client, createClient } from './client.ts';
import { npmStart, type StartedStack, temporaryData } from './npm-start.ts';
import { firstIn, openShop, orderIn, type Shop, type Traveller } from './shop.ts';

// Money through the gateway: whatever the payment sandbox does, an order ends paid for or let go, never both and never
// neither, and the ledger sums to zero.

const data = temporaryData();
let stack: StartedStack;
let client: Client;
let shop: Shop;

beforeAll(async () => {
  stack = await npmStart({ dataDir: data.dir, port: 26_200, args: ['--instances', 'user=1,booking=2,notification=1'] });
  client = createClient(stack.base);
  shop = await openShop(client);
});
afterAll(async () => {
  await stack?.stop();
  data.remove();
});

let providerHas = 0;

/** Waits until the provider has so much more for us, in minor units, and no refund is on its way; whenever one looks, the ledger sums to zero. */
async function expectMoved(moreMinor: number): Promise<void> {
  providerHas += moreMinor;
  const wanted = JSON.stringify({ provider_clearing: providerHas, revenue_unflown: -providerHas, refunds_payable: 0 });
  const sums = new Set<number>();
  await waitUntil(
    `the ledger ${wanted}`,
    async () => {
      const ledger = await shop.ledger();
      sums.add(Object.values(ledger).reduce((sum, amount) => sum + amount, 0));
      return JSON.stringify(ledger) === wanted;
    },
    30_000,
  );
  expect([...sums]).toEqual([0]);
}

type Payment = { state: string; refundedMinor: number; amountMinor: number; reason: string | null };
const paymentsOf = async (orderId: number) =>
  (await shop.read(`/api/payments?order=${orderId}`))['payments'] as Payment[];

const inUse = 'A request with this Idempotency-Key is still in progress';

/** Asks with the same key until there is a last word. */
async function lastWord(ask: () => Promise<Answer>): Promise<Answer> {
  const isLast = ({ status, body }: Answer) => status !== 202 && body['error'] !== inUse;
  return waitUntil(
    'the last word',
    async () => {
      const answer = await ask();
      return isLast(answer) ? answer : undefined;
    },
    60_000,
  );
}

/** How an order stands in all places where it can be seen. */
async function standing(buyer: Traveller, order: Answer) {
  const { bookings, order: placed } = orderIn(order);
  const { bookingId = '', seat } = bookings[0] ?? {};
  const booking = (await shop.call(buyer.token, 'GET', `/bookings/${bookingId}`)).body['booking_status'];
  const payments = (await paymentsOf(placed.orderId)).map(({ state, refundedMinor }) => ({ state, refundedMinor }));
  return { booking, seat: await shop.stateOf(placed.flightId, seat ?? ''), payments };
}

const sold = { booking: 'CONFIRMED', seat: 'taken', payments: [{ state: 'captured', refundedMinor: 0 }] };
const letGo = (state: string) => ({ booking: 'CANCELLED', seat: 'free', payments: [{ state, refundedMinor: 0 }] });

describe('a payment', () => {
  test('can be paid with every token that the sandbox lists', async () => {
    const { tokens } = (await client.call('GET', '/api/payments/sandbox-tokens')).body;
    const names = (tokens as { token: string }[]).map(({ token }) => token);
    for (const token of ['timeout_then_approve', 'timeout_then_decline', 'late_approve', 'decline:insufficient_funds'])
      expect(names).toContain(token);
  });

  test.each([
    ['never answered and approved 3 s later', 'timeout_then_approve:3', 201, sold],
    ['pending and approved 3 s later', 'late_approve:3', 201, sold],
    ['approved but answered with an error', 'error500_after', 201, sold],
    ['approved on a line that breaks', 'cut_after', 201, sold],
    ['captured without an answer', 'capture_timeout', 201, sold],
    ['never answered and declined 3 s later', 'timeout_then_decline:3', 402, letGo('declined')],
  ])('that is %s is pending at first, and its key tells the end', async (_what, paymentToken, status, end) => {
    const flightId = await shop.newFlight();
    const buyer = await client.newTraveller();
    const ask = () => shop.buy(buyer, flightId, { paymentToken }, 'slow');
    const first = await ask();
    expect(first.status).toBe(202);
    expect(orderIn(first)).toMatchObject({ order: { status: 'PAYMENT_PENDING' }, bookings: [{ seat: '1A' }] });
    const last = await lastWord(ask);
    expect(last.status).toBe(status);
    if (status === 201) expect(orderIn(last).order.orderId).toBe(orderIn(first).order.orderId);
    expect(await standing(buyer, first)).toEqual(end);
    expect((await ask()).body).toEqual(last.body);
    await expectMoved(status === 201 ? 20_000 : 0);
  });

  test('that is approved when nobody waits any longer is let go, and nobody keeps the money', async () => {
    const flightId = await shop.newFlight();
    const buyer = await client.newTraveller();
    const ask = () => shop.buy(buyer, flightId, { paymentToken: 'late_approve:5' }, 'late');
    const first = await ask();
    expect(first.status).toBe(202);
    const { orderId } = orderIn(first).order;
    // Its ten minutes are over.
    const nodes = reachNodes(joinStack(data.dir));
    const due = 'update booking_service.booking_order set payment_due_at = now() where id = $1';
    await nodes.ask(await nodes.primary('booking'), due, [orderId]);
    expect((await lastWord(ask)).status).toBe(402);
    expect(await standing(buyer, first)).toEqual(letGo('released'));
    const next = await shop.buy(await client.newTraveller(), flightId, { seats: ['1A'] });
    expect(next.status).toBe(201);
    // Of the late one nothing.
    await expectMoved(20_000);
  });

  test('that is declined frees the seat at once', async () => {
    const flightId = await shop.newFlight();
    const [poor, rich] = [await client.newTraveller(), await client.newTraveller()];
    const declined = await shop.buy(poor, flightId, { seats: ['3C'], paymentToken: 'decline:insufficient_funds' });
    expect([declined.status, declined.body]).toEqual([402, { error: 'Payment declined' }]);
    expect(await shop.stateOf(flightId, '3C')).toBe('free');
    expect((await shop.buy(rich, flightId, { seats: ['3C'] })).status).toBe(201);
    await expectMoved(20_000);
  });
});

describe('a booking', () => {
  const quote = (who: Traveller, id: string, body: object = {}) =>
    shop.call(who.token, 'POST', `/bookings/${id}/cancellation-quotes`, body);
  const confirm = (who: Traveller, id: string, quoteId: unknown) =>
    shop.call(who.token, 'POST', `/bookings/${id}/cancellations`, { quoteId });
  const receipt = async (who: Traveller, id: string) =>
    (await shop.call(who.token, 'GET', `/bookings/${id}/receipt`)).body;

  test('is cancelled in two steps: what was quoted comes back, once, and the seat is for sale again', async () => {
    const flightId = await shop.newFlight();
    const [buyer, next] = [await client.newTraveller(), await client.newTraveller()];
    const id = firstIn(await shop.buy(buyer, flightId, { seats: ['8D'], paymentToken: 'refund_error' }));
    const quoted = await quote(buyer, id);
    expect([quoted.status, quoted.body]).toMatchObject([201, { refundAmountMinor: 20_000, feeMinor: 0 }]);
    expect(await shop.stateOf(flightId, '8D')).toBe('taken');
    const cancelled = await confirm(buyer, id, quoted.body['quoteId']);
    expect([cancelled.status, cancelled.body]).toMatchObject([
      200,
      { status: 'CANCELLED', refundAmountMinor: 20_000, currency: 'EUR' },
    ]);
    expect((await confirm(buyer, id, quoted.body['quoteId'])).body).toEqual(cancelled.body);
    // The provider fails at it twice.
    const queued = async () => (await shop.read('/api/payments/refunds?state=queued'))['count'];
    await waitUntil('the refund', async () => (await queued()) === 0, 30_000);
    await expectMoved(0);
    expect(await receipt(buyer, id)).toMatchObject({
      movements: [
        { kind: 'payment', amountMinor: 20_000, state: 'done' },
        { kind: 'refund', amountMinor: 20_000, state: 'done' },
      ],
      totals: { paidMinor: 20_000, refundedMinor: 20_000 },
    });
    expect(await shop.stateOf(flightId, '8D')).toBe('free');
    expect((await shop.buy(next, flightId, { seats: ['8D'] })).status).toBe(201);
    await expectMoved(20_000);
  });

  test('for tomorrow gives back what the fare says: the taxes', async () => {
    const flightId = await shop.newFlight({ inDays: 1, hour: 0 });
    const buyer = await client.newTraveller();
    const id = firstIn(await shop.buy(buyer, flightId));
    const { body } = await quote(buyer, id);
    expect(body).toMatchObject({ refundAmountMinor: 3600, feeMinor: 16_400 });
    expect((await confirm(buyer, id, body['quoteId'])).status).toBe(200);
    await expectMoved(16_400);
  });

  test('goes to a dearer flight for the difference, and to a cheaper one with money back', async () => {
    const first = await shop.newFlight();
    const dearer = await shop.newFlight({ hour: 11, priceMinor: 31_000 });
    const cheaper = await shop.newFlight({ hour: 15, priceMinor: 12_500 });
    const buyer = await client.newTraveller();
    const id = firstIn(await shop.buy(buyer, first, { seats: ['9A'] }));
    const change = async (flightId: string, more: object, paymentToken: string) => {
      const quoted = await shop.call(buyer.token, 'POST', `/bookings/${id}/changes/quotes`, { flightId, ...more });
      const { quoteId } = quoted.body;
      const ask = () => shop.call(buyer.token, 'POST', `/bookings/${id}/changes`, { quoteId, paymentToken });
      return { quoted, first: await ask(), last: await lastWord(ask) };
    };
    const up = await change(dearer, { seat: '4F' }, 'late_approve:2');
    expect(up.quoted.body).toMatchObject({ differenceMinor: 11_000, feeMinor: 0, toPayMinor: 11_000 });
    // Until it is paid the booking stays where it was: the last word says both.
    expect([up.first.status, up.last.status]).toEqual([202, 200]);
    expect(up.last.body).toMatchObject({
      flight: { flightCode: dearer },
      bookings: [{ seat: '4F' }],
      paidMinor: 11_000,
    });
    expect([await shop.stateOf(first, '9A'), await shop.stateOf(dearer, '4F')]).toEqual(['free', 'taken']);

    const down = await change(cheaper, {}, 'approve');
    expect(down.last.body).toMatchObject({ flight: { flightCode: cheaper }, paidMinor: 0, refundAmountMinor: 18_500 });
    expect(await shop.stateOf(dearer, '4F')).toBe('free');
    await expectMoved(12_500);
    expect(await receipt(buyer, id)).toMatchObject({
      totals: { totalMinor: 12_500, paidMinor: 31_000, refundedMinor: 18_500 },
    });
  });
});
