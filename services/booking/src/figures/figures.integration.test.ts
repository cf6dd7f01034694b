import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBooking, type TestBooking } from '../../tests/booking.ts';
import { createFlights } from '../../tests/new-flights.ts';
import { capacities } from '../seats/left.ts';
import { countSeats } from './queries.ts';

let booking: TestBooking;
const newFlight = createFlights(() => booking, 'FG', '2031-05-02');
const now = Temporal.Instant.from('2031-05-02T00:00:00Z');
const seats = () => countSeats(booking.database.cluster.writer, now, capacities);

beforeAll(async () => {
  booking = await startBooking();
});
afterAll(() => booking.close());

test('a flight that nobody has booked counts with the seats of its aircraft, one with seat rows as they are', async () => {
  expect(await seats()).toEqual({ seats: 0, sold: 0, onSale: 0 });
  const [first] = [await newFlight(), await newFlight()];
  expect(await seats()).toEqual({ seats: 360, sold: 0, onSale: 360 });
  const payload = { flightId: first, paymentMethod: 'credit_card' };
  expect((await booking.call('POST', '/api/flight/book-flight', { payload })).status).toBe(201);
  expect(await seats()).toEqual({ seats: 360, sold: 1, onSale: 359 });
});

test('a cancelled flight has no seats to sell', async () => {
  const code = await newFlight();
  const before = await seats();
  await booking.call('PATCH', `/flights/${code}`, { as: ['ops'], payload: { phase: 'CANCELLED', reason: 'CREW' } });
  expect((await seats()).seats).toBe(before.seats - 180);
});
