import { Value } from 'typebox/value';
import { NoticeFlight, PassengerDetailsList, type Role, Travellers } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBooking, type TestBooking } from './booking.ts';

let booking: TestBooking;
const channels = new Map<string, { email: boolean; sms: boolean; push: boolean }>();
const preferences = {
  findChannels: async (id: string) => channels.get(id) ?? { email: true, sms: false, push: false },
  putChannels: async (id: string, chosen: { email: boolean; sms: boolean; push: boolean }) =>
    void channels.set(id, chosen),
};

beforeAll(async () => {
  booking = await startBooking({ preferences });
  await booking.call('GET', '/seed');
  expect((await booking.call('POST', '/api/demo/load', { as: ['admin'] })).body).toEqual({
    message: 'Sample data loaded.',
    flights: 5,
    passengers: 10,
    bookings: 15,
  });
});
afterAll(() => booking.close());

const staff = { as: ['agent'] as Role[] };
async function departureOf(code: string): Promise<number> {
  return Number((await booking.call('GET', `/flights/${code}`, { as: 'nobody' })).body['departure_id']);
}

describe('the sample data', () => {
  test('is as api.md says', async () => {
    for (const [code, origin, destination, gate, count] of [
      ['SW1234', 'DAL', 'LAX', 'A12', 4],
      ['SW5678', 'HOU', 'DEN', 'B7', 4],
      ['SW9012', 'PHX', 'OAK', 'C3', 2],
      ['SW3456', 'LAS', 'SEA', 'A5', 3],
      ['SW7890', 'SAN', 'PDX', 'B12', 2],
    ] as const) {
      const { body } = await booking.call('GET', `/flights/${code}`, { as: 'nobody' });
      expect(body).toMatchObject({ flight_id: code, origin, destination, gate, status: 'SCHEDULED' });
      expect((await booking.call('GET', `/flights/${code}/bookings`, staff)).body).toMatchObject({ count });
    }
    const tiers = await booking.query<{ tier: string; count: number }>(
      `select tier, count(*)::int as count from passenger where id <= 10 group by tier order by tier`,
    );
    expect(tiers).toEqual([
      { tier: 'A-LIST', count: 3 },
      { tier: 'A-LIST PREFERRED', count: 2 },
      { tier: 'MEMBER', count: 5 },
    ]);
    expect(channels.size).toBe(10);
  });

  test('is restored by every load: dates, states, bookings and seats', async () => {
    await booking.call('PATCH', '/flights/SW9012', { as: ['ops'], payload: { phase: 'CANCELLED', reason: 'CREW' } });
    await booking.query(`update booking set status = 'NEEDS_REBOOKING' where id = 9`);
    await Promise.all([1, 2, 3].map(() => booking.call('POST', '/api/demo/load', { as: ['admin'] })));
    expect((await booking.call('GET', '/flights/SW9012', { as: 'nobody' })).body).toMatchObject({
      status: 'SCHEDULED',
    });
    expect((await booking.call('GET', '/bookings/B009', staff)).body).toMatchObject({ booking_status: 'CONFIRMED' });
    expect(await booking.query(`select 1 from flight where code like 'SW%'`)).toHaveLength(5);
    const seats = await booking.query(`select 1 from seat where booking_id between 1 and 15`);
    expect(seats).toHaveLength(15);
    // Sold on: new bookings go on from there.
    const sold = await booking.call('POST', '/api/flight/book-flight', {
      payload: { flightId: 'SW9012', paymentMethod: 'miles' },
    });
    expect(sold).toMatchObject({ status: 201, body: { flightId: 'SW9012', bookingId: 16 } });
  });

  test('is loaded by admins only', async () => {
    for (const [as, status] of [
      ['nobody', 401],
      [['passenger'], 403],
      [['ops'], 403],
    ] as const) {
      const given = typeof as === 'string' ? as : ([...as] as Role[]);
      expect((await booking.call('POST', '/api/demo/load', { as: given })).status).toBe(status);
    }
  });
});

describe('a passenger', () => {
  test('is shown without addresses, to staff and to himself', async () => {
    const { body } = await booking.call('GET', '/passengers/P003', staff);
    expect(body).toEqual({
      passenger_id: 'P003',
      first_name: 'Maria',
      last_name: 'Delgado',
      tier: 'MEMBER',
      notification_preferences: { email: true, sms: true, push: false },
      special_requests: 'Wheelchair assistance',
    });
    await booking.query('update passenger set account_id = 501 where id = 3');
    expect((await booking.call('GET', '/api/passengers/3', { userId: 501 })).status).toBe(200);
    expect((await booking.call('GET', '/passengers/P003/bookings', { userId: 501 })).body).toMatchObject({
      bookings: [{ booking_id: 'B003', flight_id: 'SW1234' }],
      count: 1,
    });
  });

  test('does not exist for anybody else', async () => {
    for (const path of ['/passengers/P003', '/passengers/P003/bookings', '/passengers/P999']) {
      expect(await booking.call('GET', path, { as: 'nobody' })).toMatchObject({ status: 401 });
      expect(await booking.call('GET', path, { userId: 502 })).toMatchObject({
        status: 404,
        body: { error: 'Passenger not found' },
      });
    }
    expect((await booking.call('GET', '/passengers/P999', staff)).status).toBe(404);
    expect((await booking.call('GET', '/passengers/Q1', staff)).status).toBe(400);
  });
});

describe('bookings', () => {
  test('one is shown to staff and its owner, and does not exist for anybody else', async () => {
    expect((await booking.call('GET', '/bookings/B001', staff)).body).toMatchObject({
      booking_id: 'B001',
      passenger_id: 'P001',
      flight_id: 'SW1234',
      confirmation_number: expect.stringMatching(/^[A-Z0-9]{6}$/),
      seat: '3A',
      booking_status: 'CONFIRMED',
    });
    await booking.query('update passenger set account_id = 601 where id = 1');
    expect((await booking.call('GET', '/api/bookings/1', { userId: 601 })).status).toBe(200);
    for (const id of ['B001', 'B999', '999999'])
      expect(await booking.call('GET', `/bookings/${id}`, { userId: 602 })).toMatchObject({
        status: 404,
        body: { error: 'Booking not found' },
      });
    expect((await booking.call('GET', '/bookings/B001', { as: 'nobody' })).status).toBe(401);
  });

  test('those in a state, newest first, in pages, for staff', async () => {
    const list = async (query: string) =>
      (await booking.call('GET', `/bookings?status=CONFIRMED&${query}`, staff)).body as {
        bookings: { booking_id: string }[];
        count: number;
        cursor?: number;
      };
    // The list is read from a standby, which may still be replaying the tests before.
    const [known] = await booking.query<{ count: number }>(
      `select count(*)::int as count from booking where status = 'CONFIRMED'`,
    );
    await waitUntil('the standby has all', async () => (await list('limit=100')).count === known?.count);
    const page = await list('limit=10');
    expect(page).toMatchObject({ count: 10, cursor: expect.any(Number) });
    const rest = await list(`cursor=${String(page.cursor)}`);
    const ids = [page, rest].flatMap(({ bookings }) => bookings.map(({ booking_id }) => booking_id));
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect(ids).toHaveLength(known?.count ?? 0);
    expect((await booking.call('GET', '/bookings', staff)).body).toEqual({ error: 'status query parameter required' });
    expect((await booking.call('GET', '/bookings?status=LOST', staff)).status).toBe(400);
    expect((await booking.call('GET', '/bookings?status=CONFIRMED')).status).toBe(403);
    expect((await booking.call('GET', '/flights/SW1234/bookings')).status).toBe(403);
  });
});

test('the oldest clients read without a token where the installation says so', async () => {
  const open = await startBooking({ preferences, isOpen: true });
  try {
    await open.call('POST', '/api/demo/load', { as: ['admin'] });
    for (const path of [
      '/passengers/P001',
      '/passengers/P001/bookings',
      '/bookings/B001',
      '/bookings?status=CONFIRMED',
      '/flights/SW1234/bookings',
    ])
      expect([path, (await open.call('GET', path, { as: 'nobody' })).status]).toEqual([path, 200]);
  } finally {
    await open.close();
  }
});

describe('what other services ask', () => {
  test('a flight with cities and zones, its travellers in pages, and who they are', async () => {
    const id = await departureOf('SW1234');
    const flight = await booking.call('GET', `/internal/flights/${id}`, { as: 'service' });
    expect(Value.Errors(NoticeFlight, flight.body)).toEqual([]);
    expect(flight.body).toMatchObject({
      origin_city: 'Dallas',
      origin_zone: 'America/Chicago',
      destination_city: 'Los Angeles',
      destination_zone: 'America/Los_Angeles',
    });
    const first = await booking.call('GET', `/internal/flights/${id}/travellers?limit=3`, { as: 'service' });
    expect(Value.Check(Travellers, first.body)).toBe(true);
    const next = String(first.body['next']);
    const rest = await booking.call('GET', `/internal/flights/${id}/travellers?after=${next}`, { as: 'service' });
    expect(rest.body).toMatchObject({ travellers: [{ booking_id: 'B004', passenger_id: 'P004' }] });
    const details = await booking.call('POST', '/internal/passengers/query', {
      as: 'service',
      payload: { passenger_ids: ['P001', 'P999'] },
    });
    expect(Value.Errors(PassengerDetailsList, details.body)).toEqual([]);
    expect(details.body).toMatchObject({ passengers: [{ passenger_id: 'P001', email: 'p001@example.org' }] });
  });

  test('bookings are marked for rebooking once, and each is told', async () => {
    const id = await departureOf('SW5678');
    const payload = { event_id: 'event-1', booking_ids: ['B005', 'B006', 'B001'] };
    const mark = () => booking.call('POST', `/internal/flights/${id}/rebooking`, { as: 'service', payload });
    expect((await mark()).body).toEqual({ marked: ['B005', 'B006'], already: [] });
    expect((await mark()).body).toEqual({ marked: [], already: ['B005', 'B006'] });
    const told = await booking.query(`select 1 from outbox where event->>'causedby' = 'event-1'`);
    expect(told).toHaveLength(2);
    expect((await booking.call('GET', '/bookings/B001', staff)).body).toMatchObject({ booking_status: 'CONFIRMED' });
  });

  test('is for services only', async () => {
    for (const as of ['nobody', ['admin']] as ('nobody' | Role[])[]) {
      expect((await booking.call('GET', '/internal/flights/1', { as })).status).toBeGreaterThanOrEqual(401);
      expect((await booking.call('GET', '/internal/accounts/1/passenger', { as })).status).toBeGreaterThanOrEqual(401);
    }
    expect((await booking.call('GET', '/internal/accounts/601/passenger', { as: 'service' })).body).toEqual({
      passenger_id: 'P001',
    });
  });
});
