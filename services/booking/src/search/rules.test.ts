import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cacheKeyOf, type Candidate, composeAnswer, resolveSearch, type Search } from './rules.ts';

const place = (iata: string) => ({ airports: [iata], area: iata });
const search: Search = {
  from: place('RMO'),
  to: place('LTN'),
  date: undefined,
  passengers: undefined,
  cabin: undefined,
  sort: 'departure',
  maxPrice: undefined,
  airline: undefined,
  page: 1,
  pageSize: 50,
};
const candidate = (given: Partial<Candidate> & { code: string; start?: number; length?: number }): Candidate => {
  const scheduledDeparture = Temporal.Instant.from('2026-12-01T08:00Z').add({ minutes: given.start ?? 0 });
  return {
    id: 1,
    departureDate: Temporal.PlainDate.from('2026-12-01'),
    airline: 'FlyOne',
    origin: 'RMO',
    destination: 'LTN',
    scheduledDeparture,
    scheduledArrival: scheduledDeparture.add({ minutes: given.length ?? 240 }),
    outAt: null,
    inAt: null,
    phase: 'scheduled',
    delayMinutes: 0,
    delayReason: null,
    arrivalDelayMinutes: null,
    divertedTo: null,
    gate: null,
    terminal: null,
    aircraftType: 'A320',
    priceMinor: 10_000,
    currency: 'EUR',
    overbookingLimit: 0,
    version: 1,
    seatsLeft: 180,
    ...given,
  };
};
const context = { now: Temporal.Instant.from('2026-11-30T12:00Z'), zoneOf: () => 'Europe/Chisinau' };
const codes = (given: Partial<Search>, candidates: Candidate[]) =>
  composeAnswer({ ...search, ...given }, candidates, context)?.flights.map(({ flightCode }) => flightCode);

describe('a search', () => {
  const three = [
    candidate({ code: 'AA1', start: 60, priceMinor: 30_000, length: 100 }),
    candidate({ code: 'AA2', start: 0, priceMinor: 20_000, length: 300, airline: 'Wizz Air' }),
    candidate({ code: 'AA3', start: 30, priceMinor: 10_000, length: 200, seatsLeft: 2 }),
  ];

  test('is sorted as asked, by departure without a wish', () => {
    expect(codes({}, three)).toEqual(['AA2', 'AA3', 'AA1']);
    expect(codes({ sort: 'price' }, three)).toEqual(['AA3', 'AA2', 'AA1']);
    expect(codes({ sort: 'duration' }, three)).toEqual(['AA1', 'AA3', 'AA2']);
  });

  test('is filtered by price, airline and seats', () => {
    expect(codes({ maxPrice: 200 }, three)).toEqual(['AA2', 'AA3']);
    expect(codes({ airline: 'wizz air' }, three)).toEqual(['AA2']);
    expect(codes({ passengers: 3 }, three)).toEqual(['AA2', 'AA1']);
    expect(codes({ maxPrice: 99 }, three)).toBeUndefined();
  });

  test('without a date shows each code once, its next departure; with one all of that day', () => {
    const two = [candidate({ code: 'AA1', id: 1 }), candidate({ code: 'AA1', id: 2, start: 1440 })];
    expect(composeAnswer(search, two, context)?.flights.map(({ flightId }) => flightId)).toEqual([1]);
    const date = Temporal.PlainDate.from('2026-12-01');
    expect(composeAnswer({ ...search, date }, two, context)?.total).toBe(2);
  });

  test('its pages together are the whole list, each flight once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        (starts, size) => {
          const all = starts.map((start, index) => candidate({ code: `AA${index}`, start }));
          const pages = Math.ceil(all.length / size);
          const paged = Array.from({ length: pages }, (_, index) =>
            codes({ page: index + 1, pageSize: size }, all),
          ).flat();
          expect(paged).toEqual(codes({}, all));
        },
      ),
    );
  });
});

describe('cache keys', () => {
  const find = (name: string) => (name === 'x' ? undefined : place(name.toUpperCase()));
  const keyOf = (given: Record<string, unknown>) => {
    const resolved = resolveSearch({ from: 'rmo', to: 'ltn', ...given }, find);
    return resolved && cacheKeyOf(resolved);
  };

  test('are equal for the same question in other words, and differ with every member', () => {
    expect(keyOf({ airline: 'FLYONE' })).toBe(keyOf({ airline: 'FlyOne' }));
    expect(keyOf({ page: 1, sort: 'departure' })).toBe(keyOf({}));
    const others = [
      {},
      { to: 'stn' },
      { date: '2026-12-01' },
      { passengers: 2 },
      { cabin: 'economy' },
      { sort: 'price' },
      { maxPrice: 2 },
      { airline: '2' },
      { page: 2 },
      { pageSize: 2 },
    ];
    expect(new Set(others.map(keyOf)).size).toBe(others.length);
    expect(keyOf({ to: 'x' })).toBeUndefined();
  });
});
