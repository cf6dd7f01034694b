import type { Itinerary, Receipt, RebookingOptions, Timeline } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from './client.ts';
import { npmRun, npmStart, type StartedStack, temporaryData } from './npm-start.ts';
import { watchSeats } from './seat-watcher.ts';
import { firstIn, openShop, orderIn, type Shop, type Traveller } from './shop.ts';

// Booking as an airline sells it, through the gateway: a party from its search to the flight that replaces a cancelled one,
// a seat that two want, seat maps that move; and the experiments with the last seats and with holds, at their small size.

const data = temporaryData();
let stack: StartedStack;
let client: Client;
let shop: Shop;

beforeAll(async () => {
  stack = await npmStart({
    dataDir: data.dir,
    port: 26_000,
    args: ['--instances', 'user=1,booking=3'],
    // People sign in all the time in the experiments; what a password costs is not what is asked.
    env: { BCRYPT_COST: '4' },
  });
  client = createClient(stack.base);
  shop = await openShop(client);
});
afterAll(async () => {
  await stack?.stop();
  data.remove();
});

/** Four who need a seat, and one on a lap. */
const party = [
  { firstName: 'Ana', lastName: 'Rusu' },
  { firstName: 'Ion', lastName: 'Rusu' },
  { firstName: 'Eva', lastName: 'Rusu', type: 'CHD' },
  { firstName: 'Max', lastName: 'Rusu', type: 'INF' },
  { firstName: 'Dan', lastName: 'Popa', specialRequests: ['VGML'] },
];

describe('a party of five', () => {
  let ana: Traveller;
  let flightId: string;
  let pnr: string;
  let ids: string[];
  const get = async (path: string) => (await shop.call(ana.token, 'GET', path)).body;
  const timeline = async () => (await get(`/bookings/${ids[0]}/timeline`)) as unknown as Timeline;

  test('finds a flight, holds four seats of its map, pays, and has a receipt, a locator and a history', async () => {
    ana = await client.newTraveller();
    flightId = await shop.newFlight({ inDays: 12 });
    const date = Temporal.Now.plainDateISO().add({ days: 12 }).toString();
    const found = await waitUntil('the itinerary', async () => {
      const query = `from=Chisinau&to=Vienna&date=${date}&passengers=4&maxStops=0`;
      const { itineraries } = (await client.call('GET', `/itineraries?${query}`)).body as { itineraries: Itinerary[] };
      return itineraries.find(({ segments }) => segments[0]?.flightCode === flightId);
    });
    expect(found).toMatchObject({ priceMinor: 20_000, currency: 'EUR', seatsLeft: 180 });

    const wanted = ['14A', '14B', '14C', '14D'];
    for (const name of wanted) expect(await shop.stateOf(flightId, name)).toBe('free');
    const held = await shop.call(ana.token, 'POST', '/holds', { flightId, seats: wanted });
    expect([held.status, held.body]).toMatchObject([201, { flightId, seats: wanted }]);
    expect(await shop.stateOf(flightId, '14D')).toBe('held');

    const order = await shop.buy(ana, flightId, { holdId: held.body['holdId'], passengers: party }, 'party');
    expect([order.status, order.body]).toMatchObject([
      201,
      { order: { status: 'CONFIRMED', flightId }, price: { totalMinor: 77_000, currency: 'EUR' } },
    ]);
    const { bookings, ...ordered } = orderIn(order);
    expect(bookings.map(({ type, seat }) => [type, seat])).toEqual([
      ['ADT', '14A'],
      ['ADT', '14B'],
      ['CHD', '14C'],
      ['INF', null],
      ['ADT', '14D'],
    ]);
    ({ pnr } = ordered.order);
    ids = bookings.map(({ bookingId }) => bookingId);
    expect((await shop.buy(ana, flightId, { holdId: held.body['holdId'], passengers: party }, 'party')).body).toEqual(
      order.body,
    );
    expect((await shop.seatMap(flightId)).cabins[0]?.seatsLeft).toBe(176);

    const receipt = (await get(`/bookings/${ids[0]}/receipt`)) as unknown as Receipt;
    expect(receipt).toMatchObject({
      locator: pnr,
      totals: { totalMinor: 77_000, paidMinor: 77_000, refundedMinor: 0 },
    });
    expect(receipt.lines.map(({ totalMinor }) => totalMinor)).toEqual([20_000, 20_000, 15_000, 2000, 20_000]);
    const page = await client.call('GET', `/bookings/${ids[0]}/receipt`, {
      token: ana.token,
      headers: { accept: 'text/html' },
    });
    expect(page.text).toMatch(/^<!doctype html>/i);
    for (const text of [pnr, 'Eva Rusu', '770.00']) expect(page.text).toContain(text);
    expect((await timeline()).timeline.map(({ kind }) => kind)).toEqual(['ordered', 'payment_authorised', 'confirmed']);
  });

  test('is found by locator and last name, and by nothing less', async () => {
    const look = (locator: string, lastName: string) => client.call('GET', `/pnr/${locator}?lastName=${lastName}`);
    const found = await look(pnr.toLowerCase(), 'rusu');
    expect([found.status, found.body]).toMatchObject([200, { locator: pnr, flights: [{ flightCode: flightId }] }]);
    expect(found.text).not.toContain('Rusu');
    const wrongName = await look(pnr, 'Munteanu');
    const wrongLocator = await look('ZZZZZZ', 'Rusu');
    expect([wrongName.status, wrongName.body]).toEqual([404, { error: 'Booking not found' }]);
    expect([wrongLocator.status, wrongLocator.body]).toEqual([wrongName.status, wrongName.body]);
    const stranger = await client.newTraveller();
    expect((await shop.call(stranger.token, 'GET', `/bookings/${ids[0]}/receipt`)).status).toBe(404);
  });

  test('goes on another flight together and at no charge when operations cancel its own', async () => {
    const other = await shop.newFlight({ inDays: 12, hour: 11, priceMinor: 90_000 });
    const event = {
      event_id: randomUUID(),
      event_type: 'FLIGHT_CANCELLED',
      timestamp: Temporal.Now.instant().toString(),
      source: 'operations_center',
      payload: { flight_id: flightId, reason: 'WEATHER' },
    };
    expect((await shop.call(shop.staff, 'POST', '/api/ops/events', event)).status).toBe(202);
    const statuses = async () => Promise.all(ids.map(async (id) => (await get(`/bookings/${id}`))['booking_status']));
    await waitUntil(
      'all need rebooking',
      async () => (await statuses()).every((status) => status === 'NEEDS_REBOOKING'),
      30_000,
    );

    const offered = (await get(`/bookings/${ids[0]}/rebooking-options`)) as unknown as RebookingOptions;
    expect(offered).toMatchObject({ bookings: ids, cancelled: { flightCode: flightId, status: 'CANCELLED' } });
    const option = offered.options.find(({ flightCode }) => flightCode === other);
    expect(option).toMatchObject({ rank: 1, arrivalDifferenceMinutes: 240 });
    const { departureId } = option ?? {};
    const moved = await shop.call(ana.token, 'POST', `/bookings/${ids[0]}/rebooking`, { departureId });
    expect([moved.status, moved.body]).toMatchObject([200, { status: 'CONFIRMED', flight: { flightCode: other } }]);

    expect(await statuses()).toEqual(ids.map(() => 'CONFIRMED'));
    const seats = (moved.body['bookings'] as { bookingId: string; seat: string | null }[]).map(({ seat }) => seat);
    expect(seats.map((seat) => seat === null)).toEqual([false, false, false, true, false]);
    for (const seat of seats) if (seat !== null) expect(await shop.stateOf(other, seat)).toBe('taken');
    const { totals, movements } = (await get(`/bookings/${ids[0]}/receipt`)) as unknown as Receipt;
    expect([movements.length, totals.paidMinor, totals.refundedMinor]).toEqual([1, 77_000, 0]);
    const story = (await timeline()).timeline;
    expect(story.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['ordered', 'you'],
      ['payment_authorised', 'system'],
      ['confirmed', 'system'],
      ['flight_cancelled', 'system'],
      ['rebooking_offered', 'system'],
      ['rebooked', 'you'],
    ]);
    expect(story.at(-1)?.text).toContain(other);
    const again = await shop.call(ana.token, 'GET', `/bookings/${ids[0]}/rebooking-options`);
    expect(again.status).toBe(409);
  });
});

test('of two agents who want one seat at once one gets it, and the other one of those near it', async () => {
  const flightId = await shop.newFlight();
  const agents = await Promise.all([client.newTraveller(), client.newTraveller()]);
  const passengers = [{ firstName: 'Vera', lastName: 'Lungu' }];
  const ask = (agent: Traveller, seat: unknown) => shop.buy(agent, flightId, { seats: [seat], passengers });
  const answers = await Promise.all(agents.map((agent) => ask(agent, '7B')));
  expect(answers.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([201, 409]);
  const lost = answers.findIndex(({ status }) => status === 409);
  const { error, alternatives } = answers[lost]?.body ?? {};
  expect([error, alternatives]).toEqual(['This seat is taken', ['7A', '7C', '6B', '8B', '6A', '6C']]);
  const [near] = alternatives as string[];
  const loser = agents[lost] as Traveller;
  const second = await ask(loser, near);
  expect([second.status, orderIn(second).bookings[0]?.seat]).toEqual([201, near]);
});

test('who watches a seat map sees a hold, a sale and a cancellation', async () => {
  const flightId = await shop.newFlight();
  const buyer = await client.newTraveller();
  await shop.seatMap(flightId);
  const watcher = await watchSeats(stack.base, flightId);
  try {
    const { body } = await shop.call(buyer.token, 'POST', '/holds', { flightId, seats: ['5A'] });
    await watcher.see('5A', ['held']);
    const sold = await shop.buy(buyer, flightId, { holdId: body['holdId'] });
    await watcher.see('5A', ['held', 'taken']);
    const cancelled = await shop.call(buyer.token, 'DELETE', `/api/flight/cancel-booking/${firstIn(sold)}`);
    expect(cancelled.status).toBe(200);
    await watcher.see('5A', ['held', 'taken', 'free']);
    expect(watcher.reloads()).toBe(0);
  } finally {
    watcher.close();
  }
});

describe('npm run prove', () => {
  /** Runs an experiment and gives what its last line says. */
  async function prove(name: string): Promise<{ code: number | null; finding: unknown }> {
    const { code, output } = await npmRun('prove', [name, '--quick', '--data', data.dir], data.dir);
    const line = output.trim().split('\n').at(-1) ?? '';
    return { code, finding: line.startsWith('{') ? JSON.parse(line) : output };
  }

  const held = (figures: object) => ({
    code: 0,
    finding: expect.objectContaining({ ok: true, figures: expect.objectContaining(figures) }),
  });

  test('-- last-seats: as many are sold as there are, and one key is one booking', async () => {
    expect(await prove('last-seats')).toEqual(
      held({ seatsSoldTwice: 0, soldUnasked: 0, lost: 0, otherAnswers: 0, bookingsBeyondOneOfAKey: 0 }),
    );
  });

  test('-- holds: what expires is sold once, and not before', async () => {
    expect(await prove('holds')).toEqual(held({ seatsSoldTwice: 0, soldTooEarly: 0, momentsOversold: 0, unsold: 0 }));
  });
});
