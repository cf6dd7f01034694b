import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bruteForce, type Wanted, worthOf } from '../../tests/brute-force.ts';
import { createScratch, searchJourneys } from './rounds.ts';
import { createTimetable, type Entry, putFlight, removeFlight, type Timetable } from './timetable.ts';

/** The first letter of an airport is its country. */
const airports = ['AAA', 'AAB', 'BAA', 'BAB', 'CAA', 'CAB', 'DAA'];

const flight = fc.record({
  origin: fc.constantFrom(...airports),
  destination: fc.constantFrom(...airports),
  // Forty hours, in steps that make changes just possible and just not.
  departs: fc.integer({ min: 0, max: 160 }).map((step) => 29_000_000 + step * 15),
  minutes: fc.integer({ min: 1, max: 20 }).map((step) => step * 15),
  priceMinor: fc.integer({ min: 1, max: 30 }),
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
  airline: fc.constantFrom('One', 'Two', 'Three'),
  departureTerminal: fc.constantFrom(0, 0, 1, 2),
  arrivalTerminal: fc.constantFrom(0, 0, 1, 2),
});
const flights = fc
  .array(flight, { minLength: 30, maxLength: 110, size: 'max' })
  // Few flights go all the way, so that changes are worth it.
  .map((list) =>
    list.filter(
      ({ origin, destination }, n) => origin !== destination && (n % 8 === 0 || !/^A..[CD]/.test(origin + destination)),
    ),
  )
  .map((list): Entry[] =>
    list.map(({ minutes, ...rest }, index) => ({ id: index + 1, ...rest, arrives: rest.departs + minutes })),
  );
const wanted = fc.record({
  origins: fc
    .constantFrom(['AAA'], ['AAA', 'AAB'])
    .map((codes) => codes.map((iata) => ({ iata, from: 29_000_000, before: 29_000_000 + 24 * 60 }))),
  destinations: fc.constantFrom(['DAA'], ['CAA', 'CAB'], ['AAB', 'BAA']),
  maxStops: fc.integer({ min: 0, max: 2 }),
  airlines: fc.constantFrom(undefined, undefined, ['One', 'Two']),
  without: fc.constantFrom([], [], [1, 2, 3]),
  mostPrice: fc.constantFrom(Infinity, Infinity, 40),
});

function timetableOf(entries: readonly Entry[]): Timetable {
  const timetable = createTimetable((iata) => iata[0]);
  for (const entry of entries) putFlight(timetable, entry);
  return timetable;
}

function search(timetable: Timetable, { airlines, without = [], mostPrice = Infinity, ...rest }: Wanted) {
  return searchJourneys(timetable, createScratch(), { ...rest, airlines, without, mostPrice: () => mostPrice });
}

const worths = (ways: readonly Parameters<typeof worthOf>[0][]) => [...new Set(ways.map(worthOf))].sort();

// Trying everything takes its time on a busy machine.
describe('journeys', { timeout: 60_000 }, () => {
  test('are exactly those that trying everything finds and nothing betters', () => {
    fc.assert(
      fc.property(flights, wanted, (entries, quest) => {
        const found = search(timetableOf(entries), quest);
        expect(worths(found)).toEqual(worths(bruteForce(entries, quest)));
        // Each is a way that there is, and none of them is there twice.
        const byId = new Map(entries.map((entry) => [entry.id, entry]));
        for (const { ids, price, stops } of found) {
          expect(ids).toHaveLength(stops + 1);
          expect(ids.reduce((sum, id) => sum + (byId.get(id)?.priceMinor ?? Number.NaN), 0)).toBe(price);
        }
        expect(new Set(found.map(worthOf)).size).toBe(found.length);
      }),
      { numRuns: 600 },
    );
  });

  test('are the same in a timetable that was changed flight by flight as in one made anew', () => {
    const change = fc.record({ index: fc.nat(109), shift: fc.integer({ min: -8, max: 8 }), isGone: fc.boolean() });
    fc.assert(
      fc.property(flights, fc.array(change, { maxLength: 40 }), wanted, (entries, changes, quest) => {
        const timetable = timetableOf(entries);
        const present = new Map(entries.map((entry) => [entry.id, entry]));
        for (const { index, shift, isGone } of changes) {
          const entry = present.get(index + 1);
          if (entry === undefined) continue;
          if (isGone) {
            removeFlight(timetable, entry);
            present.delete(entry.id);
          } else {
            const late = { ...entry, departs: entry.departs + shift * 15, arrives: entry.arrives + shift * 15 };
            putFlight(timetable, late);
            present.set(entry.id, late);
          }
        }
        const left = [...present.values()];
        expect(timetable.flights).toBe(left.length);
        expect(worths(search(timetable, quest))).toEqual(worths(bruteForce(left, quest)));
      }),
      { numRuns: 200 },
    );
  });

  test('do not depend on searches before with the same scratch', () => {
    fc.assert(
      fc.property(flights, wanted, wanted, (entries, one, two) => {
        const timetable = timetableOf(entries);
        const scratch = createScratch();
        const quest = (options: typeof one) => ({ ...options, mostPrice: () => options.mostPrice });
        searchJourneys(timetable, scratch, quest(one));
        expect(searchJourneys(timetable, scratch, quest(two))).toEqual(
          searchJourneys(timetable, createScratch(), quest(two)),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('the least time for a change', () => {
  const hub = 'BAA';
  const leg = (id: number, from: string, to: string, departs: number, minutes: number): Entry => ({
    id,
    origin: from,
    destination: to,
    departs,
    arrives: departs + minutes,
    priceMinor: 1,
    currency: 'EUR',
    airline: 'One',
    departureTerminal: 0,
    arrivalTerminal: 0,
  });
  /** Whether a change after so many minutes is offered. */
  const isOffered = (from: string, to: string, minutes: number, terminals: [number, number] = [0, 0]) => {
    const first = { ...leg(1, from, hub, 600, 60), arrivalTerminal: terminals[0] };
    const second = { ...leg(2, hub, to, 660 + minutes, 60), departureTerminal: terminals[1] };
    const quest = { origins: [{ iata: from, from: 0, before: 1440 }], destinations: [to], maxStops: 2 };
    return search(timetableOf([first, second]), quest).length === 1;
  };

  test.each([
    ['domestic to domestic', 'BAB', 'BAC', 45],
    ['domestic to international', 'BAB', 'CAA', 60],
    ['international to domestic', 'AAA', 'BAB', 75],
    ['international to international', 'AAA', 'CAA', 90],
  ])('%s', (_kind, from, to, minutes) => {
    expect([isOffered(from, to, minutes - 1), isOffered(from, to, minutes)]).toEqual([false, true]);
    expect([isOffered(from, to, minutes + 29, [1, 2]), isOffered(from, to, minutes + 30, [1, 2])]).toEqual([
      false,
      true,
    ]);
    // In one terminal, or where one of them is not known, no more than that.
    for (const terminals of [
      [1, 1],
      [0, 2],
      [1, 0],
    ] as [number, number][]) {
      expect(isOffered(from, to, minutes, terminals)).toBe(true);
    }
    expect([isOffered(from, to, 1440), isOffered(from, to, 1441)]).toEqual([true, false]);
  });

  test('nobody changes between two airports of a city', () => {
    const quest = { origins: [{ iata: 'AAA', from: 0, before: 1440 }], destinations: ['CAA'], maxStops: 2 };
    const entries = [leg(1, 'AAA', 'BAA', 600, 60), leg(2, 'BAB', 'CAA', 900, 60)];
    expect(search(timetableOf(entries), quest)).toEqual([]);
  });
});
