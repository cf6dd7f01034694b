import type { ItineraryQuery } from '@airside/contracts';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadAirports } from '../airports/open-data.ts';
import type { Airports } from '../airports/rules.ts';
import type { Journey } from './rounds.ts';
import {
  composeItineraryAnswer,
  minuteOf,
  resolveItinerarySearch,
  type SegmentRow,
  segmentsOf,
  sortJourneys,
  unusableFlights,
  withoutDetours,
} from './rules.ts';

let airports: Airports;
beforeAll(async () => {
  airports = await loadAirports();
});

const query = (given: Partial<ItineraryQuery>): ItineraryQuery => ({
  from: 'JFK',
  to: 'London',
  date: '2026-03-08',
  passengers: 1,
  maxStops: 2,
  sort: 'price',
  page: 1,
  pageSize: 20,
  ...given,
});
const longAgo = Temporal.Instant.from('2020-01-01T00:00Z');
const minute = (text: string) => minuteOf(Temporal.Instant.from(text));

/** The window of a day at one airport, in minutes of the epoch and in hours. */
function dayOf(from: string, date: string, now = longAgo) {
  const [origin] = resolveItinerarySearch(query({ from, date }), airports, now)?.origins ?? [];
  if (origin === undefined) throw new Error(`${from} is no place`);
  return { ...origin, hours: (origin.before - origin.from) / 60 };
}

describe('the day of a search', () => {
  test('is the local one: 23 hours when New York goes to summer time, 25 when it comes back', () => {
    expect(dayOf('JFK', '2026-03-08')).toMatchObject({ from: minute('2026-03-08T05:00Z'), hours: 23 });
    expect(dayOf('JFK', '2026-11-01')).toMatchObject({ from: minute('2026-11-01T04:00Z'), hours: 25 });
    expect(dayOf('RMO', '2026-03-29')).toMatchObject({ from: minute('2026-03-28T22:00Z'), hours: 23 });
    expect(dayOf('RMO', '2026-10-25')).toMatchObject({ from: minute('2026-10-24T21:00Z'), hours: 25 });
  });

  test('in Kathmandu begins at 18:15 UTC; Auckland is there a day before Honolulu', () => {
    expect(dayOf('KTM', '2026-07-01')).toMatchObject({ from: minute('2026-06-30T18:15Z'), hours: 24 });
    expect(dayOf('AKL', '2026-07-01').from).toBe(minute('2026-06-30T12:00Z'));
    expect(dayOf('HNL', '2026-07-01').from).toBe(minute('2026-07-01T10:00Z'));
  });

  test('has nothing that is past', () => {
    const now = Temporal.Instant.from('2026-03-08T12:34:56Z');
    expect(dayOf('JFK', '2026-03-08', now).from).toBe(minute('2026-03-08T12:35Z'));
    const over = dayOf('JFK', '2026-03-07', now);
    expect(over.from).toBeGreaterThan(over.before);
  });

  test('means all airports of a city; a place that nobody knows has none', () => {
    const search = resolveItinerarySearch(query({ from: 'new york' }), airports, longAgo);
    expect(search?.origins.map(({ iata }) => iata)).toEqual(['EWR', 'JFK', 'LGA']);
    expect(search?.destinations).toContain('LHR');
    expect(resolveItinerarySearch(query({ to: 'Nowhere' }), airports, longAgo)).toBeUndefined();
  });
});

const row = (
  given: Partial<SegmentRow> & Pick<SegmentRow, 'id' | 'origin' | 'destination'>,
  from: string,
  to: string,
) => ({
  code: `QX${given.id}`,
  airline: 'Quill Air',
  departs: minute(from),
  arrives: minute(to),
  delayMinutes: 0,
  phase: 'scheduled' as const,
  terminal: null,
  arrivalTerminal: null,
  aircraftType: 'A320',
  priceMinor: 10_000,
  currency: 'EUR',
  seatsLeft: 9,
  ...given,
});
const rowsOf = (...rows: SegmentRow[]) => new Map(rows.map((each) => [each.id, each]));
const journey = (given: Partial<Journey>): Journey => ({
  ids: [1],
  departs: 0,
  arrives: 60,
  price: 100,
  currency: 'EUR',
  stops: 0,
  ...given,
});

describe('an itinerary', () => {
  test('over the date line arrives on the day before, and lasts as long as it does', () => {
    const first = row({ id: 1, origin: 'SYD', destination: 'AKL' }, '2026-06-30T15:30Z', '2026-06-30T18:30Z');
    const second = row({ id: 2, origin: 'AKL', destination: 'HNL' }, '2026-06-30T21:00Z', '2026-07-01T05:40Z');
    const answer = composeItineraryAnswer({ page: 1, pageSize: 20 }, [[first, second]], airports.zoneOf);
    expect(answer?.itineraries[0]).toMatchObject({
      stops: 1,
      connectionMinutes: [150],
      durationMinutes: 850,
      segments: [
        { departure: '2026-07-01 01:30', arrival: '2026-07-01 06:30', durationMinutes: 180 },
        {
          departure: '2026-07-01 09:00',
          departureAt: '2026-07-01T09:00:00+12:00[Pacific/Auckland]',
          arrival: '2026-06-30 19:40',
          arrivalAt: '2026-06-30T19:40:00-10:00[Pacific/Honolulu]',
          durationMinutes: 520,
        },
      ],
    });
  });

  test('from Tokyo to Los Angeles arrives, by the clock, before it left', () => {
    const flight = row({ id: 1, origin: 'NRT', destination: 'LAX' }, '2026-07-01T08:00Z', '2026-07-01T17:50Z');
    const answer = composeItineraryAnswer({ page: 1, pageSize: 20 }, [[flight]], airports.zoneOf);
    expect(answer?.itineraries[0]).toMatchObject({
      durationMinutes: 590,
      segments: [{ departure: '2026-07-01 17:00', arrival: '2026-07-01 10:50' }],
    });
  });

  test('in the night of a clock change has the minutes that pass, not those on the wall', () => {
    // 00:30 to 04:10 by the clock, of which 02:00 to 03:00 never was.
    const flight = row({ id: 1, origin: 'JFK', destination: 'MIA' }, '2026-03-08T05:30Z', '2026-03-08T08:10Z');
    const answer = composeItineraryAnswer({ page: 1, pageSize: 20 }, [[flight]], airports.zoneOf);
    expect(answer?.itineraries[0]).toMatchObject({
      durationMinutes: 160,
      segments: [{ departure: '2026-03-08 00:30', arrival: '2026-03-08 04:10' }],
    });
  });

  test('costs the sum of its flights, and has as many seats as the fullest', () => {
    const segments = [
      row(
        { id: 1, origin: 'NRT', destination: 'ICN', currency: 'JPY', priceMinor: 9000 },
        '2026-07-01T00:00Z',
        '2026-07-01T02:00Z',
      ),
      row(
        { id: 2, origin: 'ICN', destination: 'PEK', currency: 'JPY', priceMinor: 500, seatsLeft: 2 },
        '2026-07-01T04:00Z',
        '2026-07-01T06:00Z',
      ),
    ];
    const answer = composeItineraryAnswer({ page: 1, pageSize: 20 }, [segments], airports.zoneOf);
    expect(answer?.itineraries[0]).toMatchObject({ priceMinor: 9500, price: 9500, currency: 'JPY', seatsLeft: 2 });
  });
});

describe('what the database says against the timetable', () => {
  const first = row({ id: 1, origin: 'LHR', destination: 'CDG' }, '2026-07-01T08:00Z', '2026-07-01T09:00Z');
  const second = row({ id: 2, origin: 'CDG', destination: 'NCE' }, '2026-07-01T10:15Z', '2026-07-01T11:45Z');
  const both = journey({ ids: [1, 2] });

  test('a change that has become too short is none', () => {
    expect(segmentsOf(both, rowsOf(first, second), airports.countries)).toHaveLength(2);
    const late = { ...first, arrives: first.arrives + 1 };
    expect(segmentsOf(both, rowsOf(late, second), airports.countries)).toBeUndefined();
    const elsewhere = { ...first, arrivalTerminal: '1' };
    expect(segmentsOf(both, rowsOf(elsewhere, { ...second, terminal: '1' }), airports.countries)).toHaveLength(2);
    expect(segmentsOf(both, rowsOf(elsewhere, { ...second, terminal: '2' }), airports.countries)).toBeUndefined();
    expect(segmentsOf(both, rowsOf(first), airports.countries)).toBeUndefined();
  });

  test('a flight that is full, gone, cancelled or not there cannot be taken', () => {
    const now = Temporal.Instant.from('2026-07-01T07:00Z');
    const unusable = (rows: Map<number, SegmentRow>, passengers = 1, at = now) =>
      unusableFlights([1, 2], rows, { passengers, now: at });
    expect(unusable(rowsOf(first, second))).toEqual([]);
    expect(unusable(rowsOf(first))).toEqual([2]);
    expect(unusable(rowsOf({ ...first, seatsLeft: 1 }, second), 2)).toEqual([1]);
    expect(unusable(rowsOf({ ...first, phase: 'cancelled' }, { ...second, phase: 'departed' }))).toEqual([1, 2]);
    expect(unusable(rowsOf(first, second), 1, Temporal.Instant.from('2026-07-01T08:00Z'))).toEqual([1]);
  });
});

describe('journeys in order', () => {
  const cheap = journey({ ids: [1], departs: 100, arrives: 900, price: 5000 });
  const quick = journey({ ids: [2], departs: 300, arrives: 500, price: 9000 });
  const early = journey({ ids: [3], departs: 50, arrives: 480, price: 8000 });

  test.each([
    ['price', [1, 3, 2]],
    ['duration', [2, 3, 1]],
    ['departure', [3, 1, 2]],
  ] as const)('of %s', (sort, ids) => {
    expect(sortJourneys([cheap, quick, early], sort).map((each) => each.ids[0])).toEqual(ids);
  });

  test('of price in major units, whatever the currency', () => {
    const yen = journey({ ids: [4], price: 60, currency: 'JPY' });
    expect(sortJourneys([quick, yen, cheap], 'price').map((each) => each.ids[0])).toEqual([1, 4, 2]);
  });

  test('those that take more than twice as long as the quickest and half a day are left out', () => {
    const days = journey({ ids: [5], departs: 0, arrives: 2 * 200 + 721, price: 1 });
    expect(withoutDetours([cheap, quick, days])).toEqual([cheap, quick]);
    expect(withoutDetours([days])).toEqual([days]);
  });
});
