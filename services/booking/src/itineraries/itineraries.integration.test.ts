import type { ItineraryAnswer, WorldService } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBooking, type TestBooking } from '../../tests/booking.ts';

let booking: TestBooking;
/** Far enough for no flight to leave while the test runs. */
const day = Temporal.Now.plainDateISO('UTC').add({ days: 3 });

beforeAll(async () => {
  booking = await startBooking();
});
afterAll(async () => {
  await booking.close();
});

async function ask(query: string): Promise<{ status: number; body: ItineraryAnswer & { message?: string } }> {
  const { status, body } = await booking.call('GET', `/itineraries?${query}`, { as: 'nobody' });
  return { status, body: body as unknown as ItineraryAnswer };
}
/** Flights of each itinerary, `AB1+AB2`. */
async function ways(query: string): Promise<string[]> {
  const { status, body } = await ask(query);
  if (status === 404) return [];
  expect([status, body.message]).toEqual([200, undefined]);
  return body.itineraries.map(({ segments }) => segments.map(({ flightCode }) => flightCode).join('+'));
}

type Plan = { from: string; to: string; departs: string; arrives: string; priceMinor?: number; currency?: string };
async function schedule(code: string, { from, to, departs, arrives, priceMinor = 10_000, currency = 'EUR' }: Plan) {
  const payload = {
    flight_id: code,
    airline: code.startsWith('AB') ? 'Aurora Bay' : 'Zenith',
    origin: from,
    destination: to,
    scheduled_departure: `${day.toString()}T${departs}`,
    scheduled_arrival: `${day.toString()}T${arrives}`,
    aircraft_type: 'A320',
    price_minor: priceMinor,
    currency,
  };
  const { status, body } = await booking.call('POST', '/flights', { as: ['ops'], payload });
  expect([status, body]).toMatchObject([201, { flight_id: code }]);
}
const patch = (code: string, payload: object) => booking.call('PATCH', `/flights/${code}`, { as: ['ops'], payload });
const on = `date=${day.toString()}`;

describe('itineraries', () => {
  test('there are none where there are no flights', async () => {
    expect(await ask(`from=Lisbon&to=Oslo&${on}`)).toMatchObject({
      status: 404,
      body: { message: 'No flights found' },
    });
    expect((await ask(`from=Nowhere&to=Oslo&${on}`)).status).toBe(404);
  });

  test('are found over changes, from flights that were scheduled after the timetable was read', async () => {
    // Lisbon is an hour behind Madrid.
    await schedule('AB1', { from: 'LIS', to: 'MAD', departs: '08:00', arrives: '10:15' });
    await schedule('AB2', { from: 'MAD', to: 'OSL', departs: '11:45', arrives: '15:20' });
    await schedule('ZZ3', { from: 'LIS', to: 'OSL', departs: '09:00', arrives: '14:00', priceMinor: 50_000 });
    const found = await waitUntil('both ways', async () => {
      const answer = await ask(`from=lisbon&to=OSL&${on}`);
      return answer.body.total === 2 ? answer.body : undefined;
    });
    const [changing, direct] = found.itineraries;
    expect(direct).toMatchObject({ stops: 0, connectionMinutes: [], price: 500, durationMinutes: 240, seatsLeft: 180 });
    expect(changing).toMatchObject({
      stops: 1,
      connectionMinutes: [90],
      durationMinutes: 380,
      priceMinor: 20_000,
      price: 200,
      currency: 'EUR',
      seatsLeft: 180,
      segments: [
        {
          flightCode: 'AB1',
          airline: 'Aurora Bay',
          from: 'LIS',
          to: 'MAD',
          departure: `${day.toString()} 08:00`,
          arrival: `${day.toString()} 10:15`,
          departureAt: expect.stringMatching(/T08:00:00\+0[01]:00\[Europe\/Lisbon\]$/),
          arrivalAt: expect.stringMatching(/T10:15:00\+0[12]:00\[Europe\/Madrid\]$/),
          durationMinutes: 75,
          departureTerminal: null,
          status: 'On Time',
        },
        { flightCode: 'AB2', durationMinutes: 215 },
      ],
    });
  });

  test('are narrowed and sorted, on both paths', async () => {
    const to = `from=LIS&to=Oslo&${on}`;
    expect(await ways(to)).toEqual(['AB1+AB2', 'ZZ3']);
    expect(await ways(`${to}&sort=duration`)).toEqual(['ZZ3', 'AB1+AB2']);
    expect(await ways(`${to}&sort=departure`)).toEqual(['AB1+AB2', 'ZZ3']);
    expect(await ways(`${to}&maxStops=0`)).toEqual(['ZZ3']);
    expect(await ways(`${to}&maxPrice=200`)).toEqual(['AB1+AB2']);
    expect(await ways(`${to}&airline=ZENITH`)).toEqual(['ZZ3']);
    expect(await ways(`${to}&cabin=business`)).toEqual([]);
    const { body } = await ask(`${to}&page=2&pageSize=1`);
    expect([body.itineraries[0]?.segments[0]?.flightCode, body.total, body.page]).toEqual(['ZZ3', 2, 2]);
    expect((await booking.call('GET', `/api/itineraries?${to}`, { as: 'nobody' })).body).toMatchObject({ total: 2 });
    expect(await ways(`from=LIS&to=Oslo&date=${day.add({ days: 1 }).toString()}`)).toEqual([]);
  });

  test('a change that a delay makes too short is no longer offered', async () => {
    expect((await patch('AB1', { delay_minutes: 15, reason: 'ATC' })).status).toBe(200);
    await waitUntil('the delay', async () => !(await ways(`from=LIS&to=OSL&${on}`)).includes('AB1+AB2'));
    expect((await patch('AB2', { delay_minutes: 20, reason: 'ATC' })).status).toBe(200);
    const late = await waitUntil('the later one', async () => {
      const { body } = await ask(`from=LIS&to=OSL&${on}&airline=Aurora Bay`);
      return body.itineraries?.[0];
    });
    expect(late).toMatchObject({
      connectionMinutes: [95],
      segments: [{ departure: `${day.toString()} 08:15`, delayMinutes: 15, status: 'Delayed' }, { delayMinutes: 20 }],
    });
  });

  test('flights of different currencies are not put together', async () => {
    await schedule('AB6', { from: 'OSL', to: 'TOS', departs: '17:30', arrives: '19:00', currency: 'NOK' });
    await waitUntil('the flight', async () => (await ways(`from=OSL&to=TOS&${on}`)).length === 1);
    expect(await ways(`from=LIS&to=TOS&${on}`)).toEqual([]);
  });

  test('a full flight is passed over for the next best, and one that is cancelled or gone is never answered', async () => {
    await schedule('AB4', { from: 'LIS', to: 'OSL', departs: '09:05', arrives: '14:00', priceMinor: 50_100 });
    await schedule('AB5', { from: 'LIS', to: 'OSL', departs: '09:10', arrives: '13:30', priceMinor: 9000 });
    // AB5 outdoes all the others, while it has seats.
    await waitUntil('the best one', async () => (await ways(`from=LIS&to=OSL&${on}&maxStops=0`)).join() === 'AB5');
    // Seats get rows when somebody takes one.
    const taking = { payload: { flightId: 'AB5', count: 1 } };
    expect((await booking.call('POST', '/holds', taking)).status).toBe(201);
    await booking.query(
      `update seat set booking_id = 1 where flight_id = (select id from flight where code = 'AB5') and name <> '30F'`,
    );
    const forTwo = `from=LIS&to=OSL&${on}&maxStops=0&passengers=2`;
    await waitUntil('the others', async () => (await ways(forTwo)).sort().join() === 'AB4,ZZ3');
    expect((await ask(`from=LIS&to=OSL&${on}&maxStops=0`)).body.itineraries[0]?.seatsLeft).toBe(1);
    await patch('AB4', { phase: 'CANCELLED', reason: 'CREW' });
    await waitUntil('the last', async () => (await ways(forTwo)).join() === 'ZZ3');
    for (const phase of ['CHECK_IN', 'BOARDING', 'GATE_CLOSED', 'DEPARTED']) await patch('ZZ3', { phase });
    await waitUntil('none', async () => (await ways(forTwo)).length === 0);
  });

  test.each([
    [`to=OSL&${on}`, 'from'],
    ['from=LIS&to=OSL', 'date'],
    ['from=LIS&to=OSL&date=2026-02-30', 'date'],
    [`from=LIS&to=OSL&${on}&maxStops=3`, 'maxStops'],
    [`from=LIS&to=OSL&${on}&passengers=0`, 'passengers'],
    [`from=LIS&to=OSL&${on}&sort=luck`, 'sort'],
    [`from=LIS&to=OSL&${on}&cabin=first`, 'cabin'],
    [`from=LIS&to=OSL&${on}&pageSize=51`, 'pageSize'],
    [`from=LIS&to=OSL&${on}&colour=red`, 'colour'],
  ])('a question with a fault is refused, naming the field: %s', async (query, field) => {
    const { status, body } = await booking.call('GET', `/itineraries?${query}`, { as: 'nobody' });
    expect([status, (body['errors'] as { field: string }[]).map((fault) => fault.field)]).toEqual([400, [field]]);
  });
});

describe('the world timetable', () => {
  const service = (given: Partial<WorldService>): WorldService => ({
    code: 'QX1',
    airline: 'Quill Air',
    origin: 'AKL',
    destination: 'HNL',
    departs: '22:00',
    minutes: 520,
    days: '1111111',
    aircraftType: 'B789',
    priceMinor: 60_000,
    currency: 'EUR',
    departureTerminal: 'I',
    arrivalTerminal: '2',
    ...given,
  });
  const load = (services: WorldService[], options: { days?: number; isLast?: boolean } = {}) =>
    booking.call('POST', '/api/demo/world', {
      as: ['admin'],
      payload: { services, from: day.toString(), days: 60, isLast: true, ...options },
    });

  test('is put on the schedule, again adds nothing, and more days add those days; a timetable in use is read anew', async () => {
    await ways(`from=AKL&to=HNL&${on}`);
    const services = [service({}), service({ code: 'QX2', days: '1000001', departs: '09:00' })];
    const first = await load(services, { days: 20 });
    const mondaysAndSundays = Array.from({ length: 20 }, (_none, n) => day.add({ days: n }).dayOfWeek).filter(
      (weekday) => [1, 7].includes(weekday),
    );
    const planned = 20 + mondaysAndSundays.filter(Boolean).length;
    expect(first).toMatchObject({ status: 200, body: { added: planned, planned } });
    expect((await load(services, { days: 20 })).body).toMatchObject({ added: 0 });
    const more = (await load(services)).body as { added: number; planned: number };
    expect(more.planned - more.added).toBe((first.body as { added: number }).added);
    const [rows] = await booking.query<{ count: number }>(
      `select count(*)::int as count from flight where code in ('QX1', 'QX2') and not seats_opened and flies_by_clock`,
    );
    expect(rows?.count).toBe(more.planned);
    // No seats are made, and all are left.
    const found = await waitUntil('the flight', async () =>
      (await ask(`from=AKL&to=HNL&${on}`)).body.itineraries?.at(-1),
    );
    // It arrives on the day it left, many hours before it did.
    expect(found).toMatchObject({
      durationMinutes: 520,
      seatsLeft: 259,
      segments: [
        {
          departure: `${day.toString()} 22:00`,
          arrival: expect.stringContaining(day.toString()),
          departureTerminal: 'I',
        },
      ],
    });
    expect(await ask(`from=AKL&to=HNL&${on}&cabin=business`)).toMatchObject({
      body: { itineraries: [{ seatsLeft: 32 }] },
    });
    const search = await booking.call('GET', `/api/flight/search-flights?from=AKL&to=HNL&${on}`, { as: 'nobody' });
    expect(search.body).toMatchObject({
      flights: expect.arrayContaining([expect.objectContaining({ seatsLeft: 259 })]),
    });
  });

  test('does not touch the default and the sample flights, and needs an admin', async () => {
    const { status, body } = await load([service({}), service({ code: 'FL001', origin: 'QQQ', destination: 'HNL' })]);
    expect([status, (body['errors'] as { field: string }[]).map(({ field }) => field)]).toEqual([
      400,
      ['services.1.code', 'services.1.origin'],
    ]);
    const payload = { services: [service({})], from: day.toString(), days: 1, isLast: false };
    for (const from of ['9999-12-31', '2020-01-01']) {
      const answer = await booking.call('POST', '/api/demo/world', { as: ['admin'], payload: { ...payload, from } });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'from' }] } });
    }
    expect((await booking.call('POST', '/api/demo/world', { as: ['ops'], payload })).status).toBe(403);
    expect((await booking.call('POST', '/api/demo/world', { as: 'nobody', payload })).status).toBe(401);
  });

  test('its flights have flown when their time is over', async () => {
    await booking.query(
      `update flight set scheduled_departure = now() - interval '9 hours', scheduled_arrival = now() - interval '1 minute'
        where code = 'QX2' and departure_date = (select min(departure_date) from flight where code = 'QX2')`,
    );
    const { landWorldFlights } = await import('../world/load.ts');
    await landWorldFlights({ cluster: booking.database.cluster, now: () => Temporal.Now.instant() });
    const rows = await booking.query<{ phase: string; inAt: Temporal.Instant | null }>(
      `select phase, in_at as "inAt" from flight where code = 'QX2' order by departure_date`,
    );
    expect([rows[0]?.phase, rows[0]?.inAt !== null, rows[1]?.phase]).toEqual(['arrived', true, 'scheduled']);
  });
});
