import type { WorldService } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localTime } from '../flights/rules.ts';
import { planWorldDepartures } from './rules.ts';

const zones: Record<string, string> = {
  JFK: 'America/New_York',
  RMO: 'Europe/Chisinau',
  AKL: 'Pacific/Auckland',
  HNL: 'Pacific/Honolulu',
  NRT: 'Asia/Tokyo',
  LAX: 'America/Los_Angeles',
  KTM: 'Asia/Kathmandu',
  DEL: 'Asia/Kolkata',
  LDH: 'Australia/Lord_Howe',
  SYD: 'Australia/Sydney',
  APW: 'Pacific/Apia',
};
const zoneOf = (iata: string) => zones[iata] ?? 'UTC';
const service = (given: Partial<WorldService>): WorldService => ({
  code: 'QX1',
  airline: 'Quill Air',
  origin: 'RMO',
  destination: 'JFK',
  departs: '10:00',
  minutes: 120,
  days: '1111111',
  aircraftType: 'A320',
  priceMinor: 10_000,
  currency: 'EUR',
  ...given,
});

const at = (minute: number) => Temporal.Instant.fromEpochMilliseconds(minute * 60_000);
/** UTC and local times of a service's departures. */
function departures(given: Partial<WorldService>, from: string, days: number) {
  const one = service(given);
  const plan = planWorldDepartures([one], { from: Temporal.PlainDate.from(from), days }, zoneOf);
  return plan.map(({ departs }) => ({
    utc: at(departs).toString({ smallestUnit: 'minute' }),
    leaves: localTime(at(departs), zoneOf(one.origin)),
    arrives: localTime(at(departs + one.minutes), zoneOf(one.destination)),
  }));
}

describe('a weekly flight', () => {
  test('leaves at the same local time before and after New York changes its clocks, an hour apart in UTC', () => {
    const jfk = { origin: 'JFK', destination: 'RMO', departs: '18:30' };
    expect(departures(jfk, '2026-03-07', 3).map(({ utc, leaves }) => [utc, leaves])).toEqual([
      ['2026-03-07T23:30Z', '2026-03-07 18:30'],
      ['2026-03-08T22:30Z', '2026-03-08 18:30'],
      ['2026-03-09T22:30Z', '2026-03-09 18:30'],
    ]);
    expect(departures(jfk, '2026-10-31', 2).map(({ utc }) => utc)).toEqual(['2026-10-31T22:30Z', '2026-11-01T23:30Z']);
  });

  test('at a time that the change skips leaves when the clocks have moved on, at one that comes twice the first time', () => {
    expect(departures({ origin: 'JFK', departs: '02:30' }, '2026-03-08', 1)[0]?.leaves).toBe('2026-03-08 03:30');
    expect(departures({ origin: 'JFK', departs: '01:30' }, '2026-11-01', 1)[0]?.utc).toBe('2026-11-01T05:30Z');
  });

  test('keeps its local time in Chisinau, and moves on with the hour that is skipped there', () => {
    const early = { origin: 'RMO', departs: '03:15' };
    expect(departures(early, '2026-03-28', 2).map(({ utc, leaves }) => [utc, leaves])).toEqual([
      ['2026-03-28T01:15Z', '2026-03-28 03:15'],
      // From 03:00 on it is summer.
      ['2026-03-29T01:15Z', '2026-03-29 04:15'],
    ]);
    expect(departures({ origin: 'RMO', departs: '23:00' }, '2026-10-24', 2).map(({ utc }) => utc)).toEqual([
      '2026-10-24T20:00Z',
      '2026-10-25T21:00Z',
    ]);
  });

  test('over the date line arrives before it left, or two days later', () => {
    expect(departures({ origin: 'AKL', destination: 'HNL', departs: '08:00', minutes: 520 }, '2026-07-01', 1)).toEqual([
      { utc: '2026-06-30T20:00Z', leaves: '2026-07-01 08:00', arrives: '2026-06-30 18:40' },
    ]);
    expect(departures({ origin: 'NRT', destination: 'LAX', departs: '17:00', minutes: 590 }, '2026-07-01', 1)).toEqual([
      { utc: '2026-07-01T08:00Z', leaves: '2026-07-01 17:00', arrives: '2026-07-01 10:50' },
    ]);
    expect(
      departures({ origin: 'LAX', destination: 'AKL', departs: '22:30', minutes: 780 }, '2026-07-01', 1)[0],
    ).toMatchObject({
      arrives: '2026-07-03 06:30',
    });
  });

  test('in Kathmandu is 5:45 ahead, and on Lord Howe the summer is half an hour', () => {
    expect(departures({ origin: 'KTM', destination: 'DEL', departs: '12:00', minutes: 95 }, '2026-07-01', 1)).toEqual([
      { utc: '2026-07-01T06:15Z', leaves: '2026-07-01 12:00', arrives: '2026-07-01 13:20' },
    ]);
    const lordHowe = { origin: 'LDH', destination: 'SYD', departs: '11:00', minutes: 110 };
    expect(departures(lordHowe, '2026-10-03', 2)).toEqual([
      { utc: '2026-10-03T00:30Z', leaves: '2026-10-03 11:00', arrives: '2026-10-03 12:20' },
      // Half an hour earlier in UTC, and Sydney an hour further on.
      { utc: '2026-10-04T00:00Z', leaves: '2026-10-04 11:00', arrives: '2026-10-04 12:50' },
    ]);
  });

  test('leaves on its days only', () => {
    // 23 November 2026 is a Monday.
    const days = departures({ days: '1000001' }, '2026-11-23', 14).map(({ leaves }) => leaves.slice(0, 10));
    expect(days).toEqual(['2026-11-23', '2026-11-29', '2026-11-30', '2026-12-06']);
  });

  test('is where the rules of its zone put it, on any day', () => {
    const anyService = fc.record({
      origin: fc.constantFrom(...Object.keys(zones)),
      minute: fc.integer({ min: 0, max: 287 }).map((step) => step * 5),
      day: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(anyService, ({ origin, minute, day }) => {
        const date = Temporal.PlainDate.from('2026-01-01').add({ days: day });
        const time = Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 });
        const departs = time.toString({ smallestUnit: 'minute' });
        const [planned] = planWorldDepartures([service({ origin, departs })], { from: date, days: 1 }, zoneOf);
        const zoned = date.toZonedDateTime({ timeZone: zoneOf(origin), plainTime: time });
        expect(planned?.departs).toBe(zoned.epochMilliseconds / 60_000);
      }),
    );
  });
});
