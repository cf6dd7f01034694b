import type { Role, SeatMapAnswer, SeatMove } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBooking, type TestBooking } from '../../tests/booking.ts';
import { createFlights } from '../../tests/new-flights.ts';

let booking: TestBooking;
let lastUser = 0;
const day = Temporal.Now.plainDateISO().add({ days: 40 }).toString();

beforeAll(async () => {
  booking = await startBooking();
});
afterAll(() => booking.close());

const newFlight = createFlights(() => booking, 'SP', day);
const newUser = () => (lastUser += 1);
const buy = async (flightId: string, seat?: string, userId = newUser()) => {
  const payload = { flightId, paymentMethod: 'miles', ...(seat === undefined ? {} : { seat }) };
  const { status, body } = await booking.call('POST', '/api/flight/book-flight', { userId, payload });
  expect(status).toBe(201);
  return { id: Number(body['bookingId']), reference: `B0${String(body['bookingId'])}`, seat: body['seat'], userId };
};
const swap = async (flightId: string, aircraft_type: string) => {
  const answer = await booking.call('PATCH', `/flights/${flightId}`, { as: ['ops'], payload: { aircraft_type } });
  expect(answer.status).toBe(200);
  return answer.body['moved'] as SeatMove[];
};
/** Bookings by their seat, as the bookings and as the seats know it. */
const seating = async (flightId: string) => {
  const rows = await booking.query<{ id: number; seat: string | null; row: string | null }>(
    `select b.id, b.seat, (select s.name from seat s where s.flight_id = b.flight_id and s.booking_id = b.id) as "row"
       from booking b join flight f on f.id = b.flight_id where f.code = $1 and b.status <> 'CANCELLED' order by b.id`,
    [flightId],
  );
  return new Map(rows.map(({ id, seat, row }) => [id, { seat, row }]));
};

describe('another aircraft', () => {
  test('says beforehand whom it would reach and who would sit elsewhere, as it then is', async () => {
    const flightId = await newFlight();
    const [stays, moves] = [await buy(flightId, '12A'), await buy(flightId, '30F')];
    const before = await seating(flightId);
    const ask = async (query: string, as: Role[] = ['ops']) =>
      booking.call('GET', `/flights/${flightId}/impact${query}`, { as });
    expect((await ask('?aircraft_type=E190')).body).toMatchObject({
      flight_id: flightId,
      travellers: 2,
      checked_in: 0,
      with_requests: 0,
      moves: [{ booking_id: moves.reference, from: '30F', to: '25A' }],
    });
    expect((await ask('')).body).not.toHaveProperty('moves');
    expect(await seating(flightId)).toEqual(before);
    expect(before.get(stays.id)).toEqual({ seat: '12A', row: '12A' });
    expect((await ask('', ['passenger'])).status).toBe(403);
    expect((await ask('?aircraft_type=Z999')).status).toBe(400);
  });

  test('moves only who must, says who, notes it in their history and tells it', async () => {
    const flightId = await newFlight();
    const [stays, moves] = [await buy(flightId, '12A'), await buy(flightId, '30F')];
    expect(await swap(flightId, 'E190')).toEqual([{ booking_id: moves.reference, from: '30F', to: '25A' }]);
    expect(await seating(flightId)).toEqual(
      new Map([
        [stays.id, { seat: '12A', row: '12A' }],
        [moves.id, { seat: '25A', row: '25A' }],
      ]),
    );
    const noted = await booking.query(
      `select booking_id as id, actor_account_id as "by", detail from booking_history where kind = 'seat_changed'
          and booking_id = any($1)`,
      [[stays.id, moves.id]],
    );
    expect(noted).toEqual([{ id: moves.id, by: 77, detail: { from: '30F', to: '25A', aircraft: 'E190' } }]);
    const [told] = await booking.query<{ data: object }>(
      `select event->'data' as data from outbox
        where event->>'type' = 'flight.status_changed' and event->>'subject' = $1`,
      [flightId],
    );
    expect(told?.data).toMatchObject({
      old_status: 'SCHEDULED',
      new_status: 'SCHEDULED',
      aircraft_change: { old: 'A320', new: 'E190' },
      moved: [{ booking_id: moves.reference, from: '30F', to: '25A' }],
      moved_count: 1,
    });
  });

  test('sells the seats it has, and no others; back again it has those of before', async () => {
    const flightId = await newFlight();
    await buy(flightId, '12A');
    await swap(flightId, 'E190');
    const map = (await booking.call('GET', `/flights/${flightId}/seats`)).body as unknown as SeatMapAnswer;
    expect(map).toMatchObject({
      aircraftType: 'E190',
      cabins: [
        { cabin: 'business', seatsLeft: 9 },
        { cabin: 'economy', seatsLeft: 85 },
      ],
    });
    const payload = { flightId, paymentMethod: 'miles', seat: '12B' };
    expect((await booking.call('POST', '/api/flight/book-flight', { payload })).status).toBe(409);
    expect(await swap(flightId, 'A320')).toEqual([]);
    expect((await booking.call('POST', '/api/flight/book-flight', { payload })).body).toMatchObject({ seat: '12B' });
  });

  test('that is too small leaves some without a seat, who are given the next that is free before anybody can buy it', async () => {
    const flightId = await newFlight();
    await booking.call('GET', `/flights/${flightId}/seats`);
    // As if rows 4 to 10 were all that an E190 has.
    const buyers = [];
    for (const seat of ['4A', '4B', '4E', '4F', '9A']) buyers.push(await buy(flightId, seat));
    await swap(flightId, 'E190');
    const [first] = buyers;
    if (first === undefined) throw new Error('nobody bought');
    await booking.query(
      `with gone as (update booking set seat = null where id = any($1) returning id)
       update seat set booking_id = null, is_on_sale = false from gone where booking_id = gone.id`,
      [[buyers[1]?.id, buyers[2]?.id]],
    );
    await booking.query(
      `update seat set is_on_sale = false from flight f where f.id = flight_id and f.code = $1 and booking_id is null`,
      [flightId],
    );
    const { userId, id, seat } = first;
    const answer = await booking.call('DELETE', `/api/flight/cancel-booking/${id}`, { userId });
    expect(answer.status).toBe(200);
    const seats = await seating(flightId);
    expect(seats.get(buyers[1]?.id ?? 0)).toEqual({ seat, row: seat });
    expect(seats.get(buyers[2]?.id ?? 0)).toEqual({ seat: null, row: null });
    const payload = { flightId, paymentMethod: 'miles' };
    expect((await booking.call('POST', '/api/flight/book-flight', { payload })).body).toMatchObject({
      code: 'FLIGHT_FULL',
    });
  });

  test('ends the holds whose seats it takes, and leaves others', async () => {
    const flightId = await newFlight();
    const userId = newUser();
    const hold = async (seats: string[]) =>
      String((await booking.call('POST', '/holds', { userId, payload: { flightId, seats } })).body['holdId']);
    const [lost, kept] = [await hold(['12B', '12C']), await hold(['14A'])];
    await swap(flightId, 'E190');
    const use = (holdId: string, passengers: object[]) =>
      booking.call('POST', '/bookings', { userId, payload: { flightId, holdId, passengers, paymentMethod: 'miles' } });
    expect((await use(lost, [{}, { firstName: 'Ion', lastName: 'Rusu' }])).body['error']).toContain('hold has ended');
    expect((await use(kept, [{}])).status).toBe(201);
    expect((await buy(flightId, '12C')).seat).toBe('12C');
  });

  test('comes from a feed too; one that we have no seats of is refused', async () => {
    const flightId = await newFlight();
    const moves = await buy(flightId, '30F');
    const report = (event_id: string, new_aircraft_type: string) =>
      booking.report({
        event_id,
        event_type: 'AIRCRAFT_SWAP',
        timestamp: Temporal.Now.instant().toString(),
        source: 'test',
        payload: { flight_id: flightId, new_aircraft_type },
      });
    const effectOf = (event_id: string) =>
      waitUntil(`effect of ${event_id}`, async () => {
        const [row] = await booking.query<{ effect: string; remark: string | null }>(
          'select effect, remark from applied_event where event_id = $1',
          [event_id],
        );
        return row;
      });
    await report(`${flightId}-1`, 'E190');
    expect(await effectOf(`${flightId}-1`)).toMatchObject({ effect: 'changed' });
    expect((await seating(flightId)).get(moves.id)).toEqual({ seat: '25A', row: '25A' });
    await report(`${flightId}-2`, 'C172');
    expect(await effectOf(`${flightId}-2`)).toMatchObject({
      effect: 'refused',
      remark: expect.stringContaining('C172'),
    });
  });

  test('comes while people buy, cancel and hold: each seat has one booking, and both sides agree', async () => {
    for (const types of [
      ['E190', 'A320'],
      ['B789', 'E190', 'B738'],
    ]) {
      const flightId = await newFlight();
      await booking.call('GET', `/flights/${flightId}/seats`);
      const busy = Array.from({ length: 30 }, async (_, index) => {
        const userId = newUser();
        const payload = { flightId, paymentMethod: 'miles', ...(index % 3 === 0 ? { seat: `${index + 1}A` } : {}) };
        const { status, body } = await booking.call('POST', '/api/flight/book-flight', { userId, payload });
        if (status === 201 && index % 4 === 0)
          await booking.call('DELETE', `/api/flight/cancel-booking/${String(body['bookingId'])}`, { userId });
        if (index % 5 === 0) await booking.call('POST', '/holds', { userId, payload: { flightId, count: 2 } });
        return status;
      });
      for (const type of types) await swap(flightId, type);
      const statuses = await Promise.all(busy);
      expect(statuses.filter((status) => ![201, 400, 409].includes(status))).toEqual([]);
      const seats = [...(await seating(flightId)).values()];
      for (const { seat, row } of seats) expect(row).toBe(seat);
      expect(new Set(seats.map(({ seat }) => seat)).size).toBe(seats.length);
    }
  });
});
