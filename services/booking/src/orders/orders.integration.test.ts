import type { OrderAnswer } from '@airside/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, startBooking, type TestBooking } from '../../tests/booking.ts';
import { createFlights } from '../../tests/new-flights.ts';
import { tokens } from '../../tests/stand-in-payments.ts';

let booking: TestBooking;
let lastUser = 0;
const day = Temporal.Now.plainDateISO().add({ days: 40 });

beforeAll(async () => {
  booking = await startBooking();
});
afterAll(() => booking.close());

const newFlight = createFlights(() => booking, 'OR', day.toString());
const newUser = () => (lastUser += 1);
const adult = (firstName: string, more: object = {}) => ({ firstName, lastName: 'Rusu', ...more });
const order = (
  flightId: string,
  passengers: object[],
  { userId = newUser(), key, ...more }: { userId?: number; key?: string; [member: string]: unknown } = {},
) =>
  booking.call('POST', '/bookings', {
    userId,
    ...(key === undefined ? {} : { key }),
    payload: { flightId, passengers, paymentMethod: 'credit_card', ...more },
  });
const seatsOf = ({ body }: Answer) => (body as unknown as OrderAnswer).bookings.map(({ seat }) => seat);

describe('several passengers', () => {
  test('get one locator, seats together, a price each and one for all', async () => {
    const flightId = await newFlight();
    const userId = newUser();
    const born = (years: number) => day.subtract({ years, days: 10 }).toString();
    const answer = await order(
      flightId,
      [
        adult('Ana', { specialRequests: ['VGML'] }),
        adult('Ion', { dateOfBirth: born(40) }),
        adult('Eva', { type: 'CHD', dateOfBirth: born(6) }),
        adult('Max', { type: 'INF', dateOfBirth: born(1) }),
      ],
      { userId },
    );
    const price = { totalMinor: 57_000, currency: 'EUR' };
    expect([answer.status, answer.body]).toMatchObject([
      201,
      {
        order: { status: 'CONFIRMED', flightId, cabin: 'economy', fare: 'standard', departureDate: day.toString() },
        bookings: [
          { type: 'ADT', seat: '1A', infantOf: null, specialRequests: ['VGML'], price: { totalMinor: 20_000 } },
          { type: 'ADT', seat: '1B' },
          { type: 'CHD', seat: '1C', price: { totalMinor: 15_000 } },
          { type: 'INF', seat: null, price: { totalMinor: 2000 } },
        ],
        price,
      },
    ]);
    const { order: placed, bookings } = answer.body as unknown as OrderAnswer;
    expect(bookings[3]?.infantOf).toBe(bookings[0]?.bookingId);
    const shown = await booking.call('GET', `/bookings/${bookings[2]?.bookingId}`, { userId });
    expect([shown.status, shown.body]).toMatchObject([200, { confirmation_number: placed.pnr, seat: '1C' }]);
    const listed = (await booking.call('GET', `/api/flight/bookings/${userId}`, { userId })).body['bookings'];
    expect(listed).toHaveLength(4);
    const rows = await booking.query<{ amount: number; sum: number }>(
      `select o.amount_minor as amount, (select sum(b.amount_minor)::int from booking b where b.order_id = o.id) as sum
         from booking_order o where o.id = $1`,
      [placed.orderId],
    );
    expect(rows).toEqual([{ amount: 57_000, sum: 57_000 }]);
  });

  test('are told of each, with locator, type and cabin', async () => {
    const answer = await order(await newFlight(), [adult('Ana'), adult('Max', { type: 'INF' })]);
    const { order: placed } = answer.body as unknown as OrderAnswer;
    const told = await booking.query<{ data: object }>(
      `select event->'data' as data from outbox
        where event->>'type' = 'booking.created' and (event->'data'->>'order_id')::int = $1 order by xid, seq`,
      [placed.orderId],
    );
    expect(told).toMatchObject([
      { data: { pnr: placed.pnr, passenger_type: 'ADT', cabin: 'economy', seat: '1A' } },
      { data: { pnr: placed.pnr, passenger_type: 'INF', seat: null } },
    ]);
  });

  test('are all booked or none', async () => {
    const flightId = await newFlight({ aircraft_type: 'E190' });
    const [taken] = seatsOf(await order(flightId, [adult('Ana')]));
    const late = await order(flightId, [adult('Ion'), adult('Eva')], { seats: ['5A', taken] });
    expect([late.status, late.body['error']]).toEqual([409, 'This seat is taken']);
    const [{ count } = { count: -1 }] = await booking.query<{ count: number }>(
      `select count(*)::int as count from booking b join flight f on f.id = b.flight_id where f.code = $1`,
      [flightId],
    );
    expect(count).toBe(1);
    expect(seatsOf(await order(flightId, [adult('Ion')], { seats: ['5A'] }))).toEqual(['5A']);
  });

  test('who are too late for a seat are offered those near it', async () => {
    const flightId = await newFlight();
    await order(flightId, [adult('Ana')], { seats: ['12B'] });
    const late = await order(flightId, [adult('Ion')], { seats: ['12B'] });
    expect(late).toMatchObject({ status: 409, body: { alternatives: ['12A', '12C', '11B', '13B', '11A', '11C'] } });
    const first = await booking.call('POST', '/api/flight/book-flight', {
      payload: { flightId, seat: '12B', paymentMethod: 'miles' },
    });
    expect(first).toMatchObject({
      status: 409,
      body: { code: 'SEAT_TAKEN', alternatives: ['12A', '12C', '11B', '13B', '11A', '11C'] },
    });
  });

  test('fly in business for two and a half times the price', async () => {
    const flightId = await newFlight({ aircraft_type: 'B789' });
    const answer = await order(flightId, [adult('Ana'), adult('Ion')], { cabin: 'business' });
    expect(answer.body).toMatchObject({ order: { cabin: 'business' }, price: { totalMinor: 100_000 } });
    expect(seatsOf(answer)).toEqual(['1D', '1G']);
    expect((await order(flightId, [adult('Ana')], { seats: ['2G'] })).body).toMatchObject({
      order: { cabin: 'business' },
    });
    expect((await order(flightId, [adult('Ana')], { seats: ['2G'], cabin: 'economy' })).status).toBe(400);
    const one = { flightId, seat: '3A', paymentMethod: 'miles' };
    expect((await booking.call('POST', '/api/flight/book-flight', { payload: one })).body).toMatchObject({
      price: 500,
    });
  });

  test('nobody sits at an exit who could not open it', async () => {
    const flightId = await newFlight();
    const child = [adult('Ana'), adult('Eva', { type: 'CHD' })];
    expect((await order(flightId, child, { seats: ['10A', '11A'] })).status).toBe(400);
    expect(seatsOf(await order(flightId, child, { seats: ['11A', '10A'] }))).toEqual(['11A', '10A']);
    await booking.query(
      `update seat set is_on_sale = row_number in (11, 20) where flight_id = (select id from flight where code = $1)`,
      [flightId],
    );
    expect(seatsOf(await order(flightId, child))).toEqual(['20A', '20B']);
  });
});

describe('who flies', () => {
  const passengersOf = (userId: number) =>
    booking.query<{ firstName: string; lastName: string | null; account: number | null }>(
      `select p.first_name as "firstName", p.last_name as "lastName", p.account_id as account
         from booking_order o join booking b on b.order_id = o.id join passenger p on p.id = b.passenger_id
        where o.account_id = $1 order by b.id`,
      [userId],
    );

  test('is the account’s own passenger where no name is given, and a new one for every other name', async () => {
    const flightId = await newFlight();
    const userId = newUser();
    await order(flightId, [{}, adult('Ion', { specialRequests: ['WCHR'] })], { userId });
    await order(flightId, [adult('Eva')], { userId });
    expect(await passengersOf(userId)).toEqual([
      { firstName: `user${userId}`, lastName: null, account: userId },
      { firstName: 'Ion', lastName: 'Rusu', account: null },
      { firstName: 'Eva', lastName: 'Rusu', account: null },
    ]);
  });

  test('is the account’s own passenger where that is said, under the name given, and keeps that name', async () => {
    const userId = newUser();
    await order(await newFlight(), [adult('Ion'), adult('Eva', { self: true })], { userId });
    await order(await newFlight(), [adult('Eva')], { userId });
    await order(await newFlight(), [adult('Mother', { self: true })], { userId });
    expect((await passengersOf(userId)).map(({ firstName, account }) => [firstName, account])).toEqual([
      ['Ion', null],
      ['Eva', userId],
      ['Eva', userId],
      ['Mother', null],
    ]);
  });

  test('who has no ticket under a name yet can put it right', async () => {
    const userId = newUser();
    const first = await order(await newFlight(), [adult('Evva', { self: true })], { userId });
    const [{ bookingId } = { bookingId: '' }] = (first.body as unknown as OrderAnswer).bookings;
    const gone = await booking.call('DELETE', `/api/flight/cancel-booking/${bookingId.slice(1)}`, { userId });
    expect(gone.status).toBe(200);
    await order(await newFlight(), [adult('Eva', { self: true })], { userId });
    expect((await passengersOf(userId)).at(-1)).toMatchObject({ firstName: 'Eva', account: userId });
  });

  test('has the name of the ticket, also where two sales at once say different ones', async () => {
    const names = ['Ana', 'Eva', 'Ion', 'Mia'];
    for (let turn = 0; turn < 5; turn += 1) {
      const userId = newUser();
      const flights = await Promise.all(names.map(() => newFlight()));
      await Promise.all(
        flights.map((flightId, index) => order(flightId, [adult(names[index] ?? '', { self: true })], { userId })),
      );
      const sold = await passengersOf(userId);
      expect(sold.map(({ firstName }) => firstName).toSorted()).toEqual(names);
      expect(sold.filter(({ account }) => account === userId)).toHaveLength(1);
    }
  });

  test('who has flown as a username alone gets a name at the first booking that says it is he', async () => {
    const userId = newUser();
    await order(await newFlight(), [{}], { userId });
    await order(await newFlight(), [adult('Eva', { self: true })], { userId });
    expect((await passengersOf(userId)).map(({ firstName, account }) => [firstName, account])).toEqual([
      ['Eva', userId],
      ['Eva', userId],
    ]);
  });

  test('is the account’s own passenger where the names are his, accents aside', async () => {
    const userId = newUser();
    await booking.query(`insert into passenger (account_id, first_name, last_name) values ($1, 'Jürgen', 'Müller')`, [
      userId,
    ]);
    await order(await newFlight(), [{ firstName: 'Jurgen', lastName: 'MULLER' }, adult('Ion')], { userId });
    expect((await passengersOf(userId)).map(({ account }) => account)).toEqual([userId, null]);
  });
});

describe('book-flight', () => {
  test('takes passengers too, and answers with the first booking and all of them', async () => {
    const payload = {
      flightId: await newFlight(),
      paymentMethod: 'paypal',
      passengers: [{}, adult('Ion'), adult('Max', { type: 'INF' })],
    };
    const { status, body } = await booking.call('POST', '/api/flight/book-flight', { payload });
    const [first] = body['bookings'] as { bookingId: number }[];
    expect([status, body]).toMatchObject([
      201,
      {
        message: 'Flight booked successfully',
        price: 420,
        seat: '1A',
        status: 'Confirmed',
        bookings: [{ seat: '1A' }, { seat: '1B' }, { seat: null }],
      },
    ]);
    expect(body['bookingId']).toBe(first?.bookingId);
  });
});

describe('an Idempotency-Key', () => {
  test('orders once, and answers the same again; another order of members is the same body', async () => {
    const flightId = await newFlight();
    const userId = newUser();
    const first = await order(flightId, [adult('Ana'), adult('Ion')], { userId, key: 'k' });
    const again = await order(flightId, [{ lastName: 'Rusu', firstName: 'Ana' }, adult('Ion')], { userId, key: 'k' });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect((await order(flightId, [adult('Ana')], { userId, key: 'k' })).status).toBe(422);
    const many = await Promise.all(
      Array.from({ length: 10 }, () => order(flightId, [adult('Eva'), adult('Leo')], { userId, key: 'once' })),
    );
    expect(new Set(many.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('answers 202 while the payment is pending, and 201 when it is confirmed', async () => {
    const flightId = await newFlight();
    const userId = newUser();
    const ask = () => order(flightId, [adult('Ana')], { userId, key: 'slow', paymentToken: tokens.unknown });
    const pending = await ask();
    expect([pending.status, pending.body]).toMatchObject([202, { order: { status: 'PAYMENT_PENDING' } }]);
    expect((await ask()).body).toEqual(pending.body);
    const { order: placed } = pending.body as unknown as OrderAnswer;
    await booking.finishPayment(placed.orderId, 'captured');
    const done = await ask();
    expect([done.status, done.body]).toMatchObject([201, { order: { ...placed, status: 'CONFIRMED' } }]);
  });

  test('of a declined order answers 402 in the words of the resource API', async () => {
    const userId = newUser();
    const flightId = await newFlight();
    const ask = () => order(flightId, [adult('Ana')], { userId, key: 'no', paymentToken: tokens.declined });
    expect([await ask(), await ask()]).toMatchObject([
      { status: 402, body: { error: 'Payment declined' } },
      { status: 402, body: { error: 'Payment declined' } },
    ]);
  });
});

describe('refusals', () => {
  test.each([
    ['nobody', [], 'passengers'],
    ['ten people', Array.from({ length: 10 }, () => adult('Ana')), 'passengers'],
    ['a name of blanks', [{ firstName: ' ', lastName: 'Rusu' }], 'passengers.0.firstName'],
    ['a NUL', [{ firstName: 'A\u0000', lastName: 'Rusu' }], 'passengers.0.firstName'],
    ['an unknown request', [adult('Ana', { specialRequests: ['GOLD'] })], 'passengers.0.specialRequests'],
    ['an infant alone', [adult('Max', { type: 'INF' })], 'passengers.0.type'],
    ['a tier of one’s own', [adult('Ana', { tier: 'A-LIST' })], 'passengers.0.tier'],
    ['an adult of six', [adult('Eva', { dateOfBirth: day.subtract({ years: 6 }).toString() })], 'dateOfBirth'],
    ['an extra member', [adult('Ana', { role: 'admin' })], 'role'],
  ])('%s: 400, naming the field', async (_what, passengers, field) => {
    const answer = await order(await newFlight(), passengers);
    expect([answer.status, answer.body]).toEqual([400, { error: expect.stringContaining(field) }]);
  });

  test('seats that do not fit the party, and seats that are not there', async () => {
    const flightId = await newFlight();
    const two = [adult('Ana'), adult('Ion')];
    expect((await order(flightId, two, { seats: ['1A'] })).status).toBe(400);
    expect((await order(flightId, two, { seats: ['1A', '1A'] })).status).toBe(400);
    expect((await order(flightId, two, { seats: ['1A', '31A'] })).status).toBe(400);
    expect((await order('ZZ999', two)).status).toBe(404);
    expect((await booking.call('POST', '/bookings', { as: 'nobody', payload: {} })).status).toBe(401);
  });

  test('too few seats for all, and none at all', async () => {
    const flightId = await newFlight();
    await order(flightId, [adult('Ana')]);
    await booking.query(
      `update seat set is_on_sale = name in ('9A', '9B') where flight_id = (select id from flight where code = $1)`,
      [flightId],
    );
    const three = [adult('Ana'), adult('Ion'), adult('Eva')];
    expect((await order(flightId, three)).body['error']).toBe('There are not enough seats left on this flight');
    expect((await order(flightId, three.slice(0, 2))).status).toBe(201);
    expect((await order(flightId, three)).body['error']).toBe('No seats left on this flight');
  });

  test('a price that no payment could hold', async () => {
    const flightId = await newFlight({ aircraft_type: 'B789', price_minor: 100_000_000 });
    const nine = Array.from({ length: 9 }, () => adult('Ana'));
    expect((await order(flightId, nine, { cabin: 'business' })).status).toBe(400);
  });
});

describe('overbooking', () => {
  const soldOn = async (flightId: string) => {
    const [row] = await booking.query<{ sold: number }>(
      `select count(*)::int as sold from booking b join flight f on f.id = b.flight_id
        where f.code = $1 and b.status <> 'CANCELLED'`,
      [flightId],
    );
    return row?.sold;
  };
  /** Leaves the first row and the extras on sale. Seats have rows once somebody has taken one: here, and gives it back. */
  const fill = async (flightId: string) => {
    const { body } = await booking.call('POST', '/holds', { payload: { flightId, count: 1 } });
    expect((await booking.call('DELETE', `/holds/${String(body['holdId'])}`)).status).toBe(204);
    await booking.query(
      `update seat set is_on_sale = is_on_sale and (is_extra or row_number = 1)
        where flight_id = (select id from flight where code = $1)`,
      [flightId],
    );
  };

  test('sells so many more than there are seats, last and without a place', async () => {
    const flightId = await newFlight({ overbooking_limit: 2 });
    await fill(flightId);
    expect(
      seatsOf(
        await order(
          flightId,
          Array.from({ length: 5 }, () => adult('Ana')),
        ),
      ),
    ).toEqual(['1A', '1B', '1C', '1D', '1E']);
    expect(seatsOf(await order(flightId, [adult('Ana'), adult('Ion')]))).toEqual(['1F', null]);
    const payload = { flightId, paymentMethod: 'miles' };
    expect((await booking.call('POST', '/api/flight/book-flight', { payload })).body).toMatchObject({ seat: null });
    expect((await booking.call('POST', '/api/flight/book-flight', { payload })).body).toMatchObject({
      code: 'FLIGHT_FULL',
    });
    expect(await soldOn(flightId)).toBe(8);
  });

  test('can be allowed later, and taken back', async () => {
    const flightId = await newFlight();
    const payload = { flightId, paymentMethod: 'miles' };
    const sell = async () => (await booking.call('POST', '/api/flight/book-flight', { payload })).status;
    await fill(flightId);
    await order(
      flightId,
      Array.from({ length: 6 }, () => adult('Ana')),
    );
    const allow = (overbooking_limit: number) =>
      booking.call('PATCH', `/flights/${flightId}`, { as: ['ops'], payload: { overbooking_limit } });
    expect((await allow(2)).status).toBe(200);
    expect([await sell(), await allow(1).then(({ status }) => status), await sell()]).toEqual([201, 200, 409]);
    expect(await soldOn(flightId)).toBe(7);
  });
});
