import { createTestDatabase, type TestDatabase } from '@airside/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countRoutes, findGreatestId, readFlights, readPage } from './queries.ts';
import { createRecordReader, type RecordedFlight, type Records } from './records.ts';

let database: TestDatabase;
const now = Temporal.Instant.from('2026-07-01T00:00:00Z');
const minute = (text: string) => Temporal.Instant.from(text).epochMilliseconds / 60_000;

beforeAll(async () => {
  database = await createTestDatabase({
    role: 'booking_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
  const flights: [code: string, airline: string, leaves: string, rest: string][] = [
    ['AA1', 'Ça Va Air', '2026-07-01T10:00:00Z', `terminal = '1', arrival_terminal = 'INT4'`],
    ['AA2', 'Aurora', '2026-07-01T10:00:30Z', `delay_minutes = 45, terminal = 'Süd-West'`],
    ['AA3', 'Aurora', '2026-07-02T10:00:00Z', `delay_minutes = -10, arrival_delay_minutes = -25`],
    ['AA4', 'Aurora', '2026-07-01T11:00:00Z', `phase = 'cancelled'`],
    ['AA5', 'Zenith', '2026-06-30T23:30:00Z', `delay_minutes = 20`],
    ['AA6', 'Zenith', '2026-06-30T23:30:00Z', `delay_minutes = 40`],
    ['AA7', 'Zenith', '2026-07-01T11:00:00Z', `phase = 'boarding', price_minor = 2000000000, currency = 'JPY'`],
  ];
  for (const [code, airline, leaves, rest] of flights) {
    await database.cluster.writer.query(
      `insert into flight (code, departure_date, airline, origin, destination, scheduled_departure, scheduled_arrival,
                           aircraft_type, price_minor, currency)
       values ($1, '2026-07-01', $2, 'AKL', 'HNL', $3::timestamptz, $3::timestamptz + interval '8 hours', 'A320', 1, 'EUR')`,
      [code, airline, leaves],
    );
    await database.cluster.writer.query(`update flight set ${rest} where code = '${code}'`);
  }
});
afterAll(() => database.drop());

function read(...pieces: Records[]): RecordedFlight[] {
  const flights: RecordedFlight[] = [];
  for (const piece of pieces) createRecordReader()(piece, (flight) => flights.push(flight));
  return flights.sort((one, two) => one.id - two.id);
}

test('packed flights are the flights: times as they are expected, terminals apart, whatever they are called', async () => {
  const { pieces, lastId } = await readPage(database.cluster.writer, { after: 0, limit: 100, now });
  const flights = read(...pieces);
  expect(lastId).toBe(7);
  // Cancelled ones and those that have left are not among them.
  expect(flights.map(({ id }) => id)).toEqual([1, 2, 3, 6, 7]);
  expect(flights[0]).toEqual({
    isOffered: true,
    id: 1,
    origin: 'AKL',
    destination: 'HNL',
    departs: minute('2026-07-01T10:00:00Z'),
    arrives: minute('2026-07-01T18:00:00Z'),
    priceMinor: 1,
    currency: 'EUR',
    airline: 'Ça Va Air',
    departureTerminal: 0x31_20_20_20,
    arrivalTerminal: 0x49_4e_54_34,
  });
  // Half a minute past: it leaves no later, and arrives no sooner, than is counted on.
  expect(flights[1]).toMatchObject({
    departs: minute('2026-07-01T10:45:00Z'),
    arrives: minute('2026-07-01T18:46:00Z'),
    airline: 'Aurora',
    arrivalTerminal: 0,
  });
  expect(flights[1]?.departureTerminal).not.toBe(0);
  expect(flights[2]).toMatchObject({
    departs: minute('2026-07-02T09:50:00Z'),
    arrives: minute('2026-07-02T17:35:00Z'),
  });
  expect(flights[4]).toMatchObject({ airline: 'Zenith', priceMinor: 2_000_000_000, currency: 'JPY' });
});

test('pages go on where the one before ended, and end', async () => {
  const first = await readPage(database.cluster.writer, { after: 0, limit: 4, now });
  const second = await readPage(database.cluster.writer, { after: first.lastId ?? 0, limit: 4, now });
  const third = await readPage(database.cluster.writer, { after: second.lastId ?? 0, limit: 4, now });
  expect([first, second, third].map(({ pieces }) => read(...pieces).map(({ id }) => id))).toEqual([
    [1, 2, 3],
    [6, 7],
    [],
  ]);
  expect([first.lastId, second.lastId, third.lastId]).toEqual([4, 7, null]);
});

test('flights that are asked for by id come with the word whether they can be taken', async () => {
  const flights = read(await readFlights(database.cluster.writer, [1, 4, 5, 7, 99], now));
  expect(flights.map(({ id, isOffered }) => [id, isOffered])).toEqual([
    [1, true],
    [4, false],
    [5, false],
    [7, true],
  ]);
  expect(read(await readFlights(database.cluster.writer, [], now))).toEqual([]);
  expect(await findGreatestId(database.cluster.writer)).toBe(7);
  expect(await countRoutes(database.cluster.writer, 2, 6)).toEqual([{ origin: 'AKL', destination: 'HNL', flights: 4 }]);
});
