import { flightPhases } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chooseDeparture,
  estimatesOf,
  hasLeft,
  isFinished,
  isOnSale,
  localTime,
  parseFlightRef,
  statusCode,
  statusWord,
} from './rules.ts';

const at = (text: string) => Temporal.Instant.from(text);
const minutes = (count: number) => Temporal.Instant.fromEpochMilliseconds(count * 60_000);

const departure = fc
  .record({
    phase: fc.constantFrom(...flightPhases),
    start: fc.integer({ min: 0, max: 10_000 }),
    length: fc.integer({ min: 1, max: 900 }),
  })
  .map(({ phase, start, length }) => ({
    phase,
    scheduledDeparture: minutes(start),
    scheduledArrival: minutes(start + length),
  }));

describe('the departure a code means', () => {
  test('is the earliest unfinished one, and with none left the latest', () => {
    fc.assert(
      fc.property(fc.array(departure, { minLength: 1 }), fc.integer({ min: 0, max: 11_000 }), (departures, clock) => {
        const now = minutes(clock);
        const chosen = chooseDeparture(departures, now);
        if (chosen === undefined) throw new Error('there is always one');
        const isBefore = (one: typeof chosen, two: typeof chosen) =>
          Temporal.Instant.compare(one.scheduledDeparture, two.scheduledDeparture) < 0;
        const unfinished = departures.filter((each) => !isFinished(each, now));
        if (unfinished.length > 0) {
          expect(unfinished).toContain(chosen);
          expect(unfinished.some((each) => isBefore(each, chosen))).toBe(false);
        } else {
          expect(departures.some((each) => isBefore(chosen, each))).toBe(false);
        }
      }),
    );
  });

  test('does not depend on the order in which they are found', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(departure, { selector: (each) => each.scheduledDeparture.epochMilliseconds }),
        (all) => {
          expect(chooseDeparture(all.toReversed(), minutes(5000))).toBe(chooseDeparture(all, minutes(5000)));
        },
      ),
    );
  });

  test('a cancelled one counts until its scheduled arrival has passed', () => {
    const cancelled = {
      phase: 'cancelled' as const,
      scheduledDeparture: at('2026-12-01T16:00Z'),
      scheduledArrival: at('2026-12-01T18:05Z'),
    };
    const next = {
      phase: 'scheduled' as const,
      scheduledDeparture: at('2026-12-02T16:00Z'),
      scheduledArrival: at('2026-12-02T18:05Z'),
    };
    expect(chooseDeparture([next, cancelled], at('2026-12-01T18:04Z'))).toBe(cancelled);
    expect(chooseDeparture([next, cancelled], at('2026-12-01T18:05Z'))).toBe(next);
    expect(chooseDeparture([cancelled], at('2027-01-01T00:00Z'))).toBe(cancelled);
    expect(chooseDeparture([], at('2027-01-01T00:00Z'))).toBeUndefined();
  });
});

test('every phase is on sale, has left, or is cancelled, and only one of them', () => {
  for (const phase of flightPhases)
    expect([isOnSale(phase), hasLeft(phase), phase === 'cancelled'].filter(Boolean)).toHaveLength(1);
});

describe('status', () => {
  test('shows a delay only while the flight has not left', () => {
    expect(statusWord({ phase: 'scheduled', delayMinutes: 0 })).toBe('On Time');
    expect(statusWord({ phase: 'boarding', delayMinutes: 0 })).toBe('Boarding');
    expect(statusWord({ phase: 'boarding', delayMinutes: 35 })).toBe('Delayed');
    expect(statusWord({ phase: 'airborne', delayMinutes: 35 })).toBe('Airborne');
    expect(statusWord({ phase: 'cancelled', delayMinutes: 35 })).toBe('Cancelled');
    expect(statusCode({ phase: 'scheduled', delayMinutes: 1 })).toBe('DELAYED');
    expect(statusCode({ phase: 'returned_to_gate', delayMinutes: 0 })).toBe('RETURNED_TO_GATE');
  });

  test('a delay moves both estimates, actual times replace them', () => {
    const flight = {
      scheduledDeparture: at('2026-12-01T12:00Z'),
      scheduledArrival: at('2026-12-01T15:10Z'),
      delayMinutes: 35,
      arrivalDelayMinutes: null,
      outAt: null,
      inAt: null,
    };
    expect(estimatesOf(flight)).toEqual({ departure: at('2026-12-01T12:35Z'), arrival: at('2026-12-01T15:45Z') });
    expect(estimatesOf({ ...flight, outAt: at('2026-12-01T12:40Z') }).departure).toEqual(at('2026-12-01T12:40Z'));
    expect(estimatesOf({ ...flight, arrivalDelayMinutes: 5 }).arrival).toEqual(at('2026-12-01T15:15Z'));
  });
});

test('digits are the id of a departure, everything else a code in any case', () => {
  expect(parseFlightRef('fl001')).toEqual({ kind: 'code', code: 'FL001' });
  expect(parseFlightRef('12')).toEqual({ kind: 'id', id: 12 });
  expect(parseFlightRef(12)).toEqual({ kind: 'id', id: 12 });
  for (const none of ['0', '2147483648', '99999999999999999999']) expect(parseFlightRef(none)).toBeUndefined();
});

test('local times are printed by the rules of the zone on that day', () => {
  expect(localTime(at('2026-07-01T07:00Z'), 'Europe/Chisinau')).toBe('2026-07-01 10:00');
  expect(localTime(at('2026-12-01T07:00Z'), 'Europe/Chisinau')).toBe('2026-12-01 09:00');
});
