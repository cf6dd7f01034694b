import type { HoldAnswer, SeatMapAnswer } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, startBooking, type TestBooking } from '../../tests/booking.ts';
import { createFlights } from '../../tests/new-flights.ts';
import { sweepHolds } from './hold.ts';

let booking: TestBooking;
let lastUser = 0;
const day = Temporal.Now.plainDateISO().add({ days: 40 }).toString();

beforeAll(async () => {
  booking = await startBooking();
});
afterAll(() => booking.close());

const newFlight = createFlights(() => booking, 'HO', day);
const newUser = () => (lastUser += 1);
const hold = (flightId: string, userId: number, more: object) =>
  booking.call('POST', '/holds', { userId, payload: { flightId, ...more } });
const heldBy = ({ body }: Answer) => body as unknown as HoldAnswer;
const map = async (flightId: string) =>
  (await booking.call('GET', `/flights/${flightId}/seats`, { as: 'nobody' })).body as unknown as SeatMapAnswer;
const stateOf = async (flightId: string, name: string) => {
  const { cabins } = await map(flightId);
  return cabins.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats)).find((seat) => seat.name === name)?.state;
};
const buy = (flightId: string, userId: number, more: object = {}) =>
  booking.call('POST', '/api/flight/book-flight', { userId, payload: { flightId, paymentMethod: 'miles', ...more } });
/** The hold's ten minutes are over. */
const expire = (holdId: string) =>
  booking.query(
    `with past as (update hold set expires_at = now() where id = $1 returning id)
     update seat set held_until = now() from past where seat.hold_id = past.id`,
    [holdId],
  );

describe('the seat map', () => {
  test('shows every seat with its kind and state, prices by cabin and the conditions of the fare', async () => {
    const flightId = await newFlight({ aircraft_type: 'B738' });
    const shown = await map(flightId);
    expect(shown).toMatchObject({
      flightId,
      aircraftType: 'B738',
      cabins: [
        { cabin: 'business', priceMinor: 50_000, columns: 'AC DF', seatsLeft: 12 },
        {
          cabin: 'economy',
          priceMinor: 20_000,
          prices: [
            { type: 'ADT', totalMinor: 20_000 },
            { type: 'CHD', totalMinor: 15_000 },
            { type: 'INF', totalMinor: 2000 },
          ],
          columns: 'ABC DEF',
          seatsLeft: 151,
        },
      ],
      fares: [{ name: 'standard', changeFeePercent: 15 }],
    });
    const seats = shown.cabins.flatMap(({ rows }) => rows.flatMap((row) => row.seats));
    expect(seats.filter(({ name }) => ['1A', '1C', '4B', '14C', '29D'].includes(name))).toEqual(
      [
        { name: '1A', cabin: 'business', kind: 'window', isExitRow: false, state: 'free' },
        { name: '1C', cabin: 'business', kind: 'aisle', isExitRow: false, state: 'free' },
        { name: '4B', cabin: 'economy', kind: 'middle', isExitRow: false, state: 'free' },
        { name: '14C', cabin: 'economy', kind: 'aisle', isExitRow: true, state: 'free' },
        { name: '29D', cabin: 'economy', kind: 'middle', isExitRow: false, state: 'blocked' },
      ].map((seat) => (seat.name === '29D' ? { ...seat, kind: 'aisle' } : seat)),
    );
    expect((await booking.call('GET', '/api/flights/ZZ999/seats', { as: 'nobody' })).status).toBe(404);
  });

  const seatRows = async (flightId: string) => {
    const [row] = await booking.query<{ seats: number }>(
      'select count(*)::int as seats from seat s join flight f on f.id = s.flight_id where f.code = $1',
      [flightId],
    );
    return row?.seats;
  };

  test('writes nothing: anybody may look, and sees what whoever takes the first seat will see', async () => {
    const flightId = await newFlight();
    const before = await map(flightId);
    expect(await seatRows(flightId)).toBe(0);
    const held = await hold(flightId, newUser(), { count: 1 });
    expect((await booking.call('DELETE', `/holds/${heldBy(held).holdId}`, { userId: lastUser })).status).toBe(204);
    expect(await seatRows(flightId)).toBe(180);
    expect(await map(flightId)).toEqual(before);
  });

  test('many who want the first seat at once make the seats once', async () => {
    const flightId = await newFlight();
    const held = await Promise.all(Array.from({ length: 10 }, () => hold(flightId, newUser(), { count: 1 })));
    expect(held.map(({ status }) => status)).toEqual(held.map(() => 201));
    expect(new Set(held.map((each) => heldBy(each).seats.join())).size).toBe(10);
    expect(await seatRows(flightId)).toBe(180);
  });

  test('a search counts the seats of a flight that nobody has asked for yet, held ones not', async () => {
    const flightId = await newFlight({ aircraft_type: 'A321', destination: 'OTP' });
    const left = async (cabin = '') => {
      const url = `/api/flight/search-flights?from=RMO&to=OTP&date=${day}${cabin}`;
      const [found] = (await booking.call('GET', url)).body['flights'] as { seatsLeft: number; price: number }[];
      return found;
    };
    expect(await left()).toMatchObject({ seatsLeft: 196, price: 200 });
    expect(await left('&cabin=business')).toMatchObject({ seatsLeft: 16, price: 500 });
    expect((await hold(flightId, newUser(), { count: 4, cabin: 'business' })).status).toBe(201);
    await waitUntil('four less', async () => (await left('&cabin=business'))?.seatsLeft === 12);
    await waitUntil('four less of all', async () => (await left())?.seatsLeft === 192);
  });
});

describe('a hold', () => {
  test('keeps certain seats, or the best together, for ten minutes', async () => {
    const [flightId, userId] = [await newFlight(), newUser()];
    const certain = await hold(flightId, userId, { seats: ['7A', '7B'] });
    expect([certain.status, certain.body]).toMatchObject([201, { flightId, cabin: 'economy', seats: ['7A', '7B'] }]);
    const left = Temporal.Now.instant()
      .until(Temporal.Instant.from(heldBy(certain).expiresAt))
      .total('minutes');
    expect(Math.round(left)).toBe(10);
    expect(heldBy(await hold(flightId, userId, { count: 3 })).seats).toEqual(['1A', '1B', '1C']);
    expect([await stateOf(flightId, '7A'), await stateOf(flightId, '1C')]).toEqual(['held', 'held']);
  });

  test('keeps others away, also its own account without it, and offers them seats near it', async () => {
    const [flightId, userId] = [await newFlight(), newUser()];
    await hold(flightId, userId, { seats: ['12B'] });
    for (const buyer of [userId, newUser()])
      expect(await buy(flightId, buyer, { seat: '12B' })).toMatchObject({
        status: 409,
        body: { code: 'SEAT_TAKEN', alternatives: ['12A', '12C', '11B', '13B', '11A', '11C'] },
      });
    const late = await hold(flightId, newUser(), { seats: ['12B'] });
    expect([late.status, late.body]).toMatchObject([
      409,
      { error: 'This seat is taken', alternatives: ['12A', '12C', '11B', '13B', '11A', '11C'] },
    ]);
  });

  test('becomes a booking, once', async () => {
    const [flightId, userId] = [await newFlight(), newUser()];
    const { holdId } = heldBy(await hold(flightId, userId, { seats: ['12B', '12C'] }));
    const two = { holdId, passengers: [{}, { firstName: 'Ion', lastName: 'Rusu' }] };
    const answers = await Promise.all(Array.from({ length: 5 }, () => buy(flightId, userId, two)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409, 409]);
    const won = answers.find(({ status }) => status === 201);
    expect(won?.body).toMatchObject({ bookings: [{ seat: '12B' }, { seat: '12C' }] });
    expect(await stateOf(flightId, '12B')).toBe('taken');
    expect((await buy(flightId, userId, two)).body).toMatchObject({ code: 'HOLD_EXPIRED' });
  });

  test('is bought with a key that answers the same again, though the hold has ended', async () => {
    const [flightId, userId] = [await newFlight(), newUser()];
    const { holdId } = heldBy(await hold(flightId, userId, { seats: ['12B'] }));
    const payload = { flightId, paymentMethod: 'miles', holdId };
    const ask = () => booking.call('POST', '/api/flight/book-flight', { userId, payload, key: 'held' });
    const first = await ask();
    expect([first.status, (await ask()).body]).toEqual([201, first.body]);
  });

  test('is of use to its account, its flight and as many people as it keeps seats for', async () => {
    const [flightId, userId] = [await newFlight(), newUser()];
    const { holdId } = heldBy(await hold(flightId, userId, { seats: ['12B', '12C'] }));
    expect((await buy(flightId, newUser(), { holdId })).body).toMatchObject({ code: 'HOLD_NOT_FOUND' });
    expect((await buy(await newFlight(), userId, { holdId })).body).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await buy(flightId, userId, { holdId })).body).toMatchObject({
      message: expect.stringContaining('holdId'),
    });
    expect((await buy(flightId, userId, { holdId, seat: '1A' })).status).toBe(400);
  });

  test('of seats at an exit is not said to have ended where a child may not sit there', async () => {
    const [flightId, userId] = [await newFlight(), newUser()];
    const [adult, child] = [{}, { firstName: 'Eva', lastName: 'Rusu', type: 'CHD' }];
    const { holdId } = heldBy(await hold(flightId, userId, { seats: ['12B', '12C'] }));
    const refused = await buy(flightId, userId, { holdId, passengers: [adult, child] });
    expect([refused.status, refused.body['message']]).toEqual([
      400,
      expect.stringContaining('holdId: has a seat at an exit'),
    ]);
    expect(await stateOf(flightId, '12B')).toBe('held');
    const mixed = heldBy(await hold(flightId, userId, { seats: ['10A', '11A'] }));
    const sold = await buy(flightId, userId, { holdId: mixed.holdId, passengers: [child, adult] });
    expect([sold.status, sold.body]).toMatchObject([201, { bookings: [{ seat: '10A' }, { seat: '11A' }] }]);
  });

  test('is let go by its account only, and as often as it likes', async () => {
    const [flightId, userId] = [await newFlight(), newUser()];
    const { holdId } = heldBy(await hold(flightId, userId, { seats: ['12B'] }));
    const release = (as: number, id = holdId) => booking.call('DELETE', `/holds/${id}`, { userId: as });
    expect((await release(newUser())).status).toBe(404);
    expect((await release(userId, '00000000-0000-4000-8000-000000000000')).status).toBe(404);
    expect((await release(userId, 'x')).status).toBe(400);
    expect([(await release(userId)).status, (await release(userId)).status]).toEqual([204, 204]);
    expect((await buy(flightId, newUser(), { seat: '12B' })).status).toBe(201);
  });

  test('that has expired holds nothing, before anybody has swept it', async () => {
    const [flightId, userId] = [await newFlight(), newUser()];
    const { holdId } = heldBy(await hold(flightId, userId, { seats: ['12B', '12C'] }));
    await expire(holdId);
    expect(await stateOf(flightId, '12B')).toBe('free');
    expect((await buy(flightId, newUser(), { seat: '12B' })).status).toBe(201);
    expect((await hold(flightId, newUser(), { seats: ['12C'] })).status).toBe(201);
    const two = { holdId, passengers: [{}, { firstName: 'Ion', lastName: 'Rusu' }] };
    expect((await buy(flightId, userId, two)).body).toMatchObject({ code: 'HOLD_EXPIRED' });
  });

  test('is swept when it has expired, leaves what others have taken meanwhile, and those who watch are told', async () => {
    const [flightId, userId] = [await newFlight(), newUser()];
    const { holdId } = heldBy(await hold(flightId, userId, { seats: ['12B', '12C'] }));
    await expire(holdId);
    expect((await buy(flightId, newUser(), { seat: '12B' })).status).toBe(201);
    const deps = { cluster: booking.database.cluster, now: () => Temporal.Now.instant() };
    await Promise.all([sweepHolds(deps), sweepHolds(deps)]);
    await waitUntil('the sweep', async () => {
      const [row] = await booking.query<{ ended: boolean }>(
        'select ended_at is not null as ended from hold where id = $1',
        [holdId],
      );
      return row?.ended;
    });
    expect([await stateOf(flightId, '12B'), await stateOf(flightId, '12C')]).toEqual(['taken', 'free']);
    const told = await booking.query<{ id: string; seats: object[] }>(
      `select event->>'id' as id, event->'data'->'seats' as seats from outbox
        where event->>'type' = 'seats.changed' and event->>'subject' = $1 order by xid, seq`,
      [flightId],
    );
    expect(told.map(({ seats }) => seats)).toEqual([
      [
        { name: '12B', state: 'held' },
        { name: '12C', state: 'held' },
      ],
      [{ name: '12B', state: 'taken' }],
      [{ name: '12C', state: 'free' }],
    ]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(3);
  });

  test('is one of at most three of an account, however many are asked for at once', async () => {
    const [flightId, userId] = [await newFlight(), newUser()];
    const answers = await Promise.all(Array.from({ length: 8 }, () => hold(flightId, userId, { count: 1 })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201, 201, 201, 409, 409, 409, 409, 409,
    ]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toEqual({ error: 'There are 3 holds already; release one first' });
    const kept = answers.filter(({ status }) => status === 201);
    await expire(heldBy(kept[0] as Answer).holdId);
    expect((await hold(flightId, userId, { count: 1 })).status).toBe(201);
  });

  test.each([
    ['neither seats nor a number', {}, 'seats'],
    ['both', { seats: ['1A'], count: 1 }, 'seats'],
    ['ten', { count: 10 }, 'count'],
    ['a seat twice', { seats: ['1A', '1A'] }, 'seats'],
    ['a seat that is not there', { seats: ['31A'] }, 'seats'],
    ['an extra', { seats: ['+1'] }, 'seats'],
  ])('%s is refused, naming the field', async (_what, more, field) => {
    const answer = await hold(await newFlight(), newUser(), more);
    expect([answer.status, answer.body]).toEqual([400, { error: expect.stringContaining(field) }]);
  });

  test('needs a flight that is on sale, and an account', async () => {
    const flightId = await newFlight();
    expect((await hold('ZZ999', newUser(), { count: 1 })).status).toBe(404);
    await booking.query(`update flight set phase = 'cancelled' where code = $1`, [flightId]);
    expect((await hold(flightId, newUser(), { count: 1 })).body).toEqual({ error: 'This flight is cancelled' });
    expect((await booking.call('POST', '/holds', { as: 'nobody', payload: { flightId, count: 1 } })).status).toBe(401);
  });
});
