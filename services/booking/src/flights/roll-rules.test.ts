import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DailyFlight, defaultFlights } from './default-flights.ts';
import { planDepartures } from './roll-rules.ts';
import { localTime } from './rules.ts';

const zones: Record<string, string> = {
  RMO: 'Europe/Chisinau',
  LTN: 'Europe/London',
  STN: 'Europe/London',
  BER: 'Europe/Berlin',
  NRT: 'Asia/Tokyo',
  FCO: 'Europe/Rome',
  CDG: 'Europe/Paris',
  ORY: 'Europe/Paris',
  IST: 'Europe/Istanbul',
  APW: 'Pacific/Apia',
  HNL: 'Pacific/Honolulu',
  NYC: 'America/New_York',
};
const zoneOf = (iata: string) => zones[iata] ?? 'UTC';
const on = (date: string) =>
  planDepartures(defaultFlights, { now: Temporal.Now.instant(), pinnedDate: Temporal.PlainDate.from(date), zoneOf });
const flight = (given: Partial<DailyFlight>): DailyFlight => ({
  code: 'XX1',
  airline: 'X',
  origin: 'RMO',
  destination: 'LTN',
  departs: '10:00',
  arrives: '12:00',
  arrivesDaysLater: 0,
  priceMinor: 1,
  state: { kind: 'onTime' },
  ...given,
});
const planOne = (given: Partial<DailyFlight>, date: string) =>
  planDepartures([flight(given)], {
    now: Temporal.Now.instant(),
    pinnedDate: Temporal.PlainDate.from(date),
    zoneOf,
  })[0];

describe('the default flights', () => {
  test('are those of the public contract', () => {
    const rows = on('2024-10-01').map((each) => [
      each.code,
      `${each.origin}-${each.destination}`,
      localTime(each.scheduledDeparture, zoneOf(each.origin)),
      localTime(each.scheduledArrival, zoneOf(each.destination)),
      each.priceMinor,
    ]);
    expect(rows).toEqual([
      ['FL001', 'RMO-LTN', '2024-10-01 10:00', '2024-10-01 12:00', 20_000],
      ['FL002', 'RMO-STN', '2024-10-01 13:30', '2024-10-01 15:35', 18_000],
      ['FL006', 'RMO-STN', '2024-10-01 18:00', '2024-10-01 20:05', 15_000],
      ['FL003', 'RMO-BER', '2024-10-01 07:15', '2024-10-01 08:50', 22_000],
      ['FL008', 'RMO-BER', '2024-10-01 16:40', '2024-10-01 18:15', 21_000],
      ['FL010', 'RMO-BER', '2024-10-01 20:10', '2024-10-01 21:45', 27_000],
      ['FL005', 'RMO-NRT', '2024-10-01 11:00', '2024-10-02 06:30', 60_000],
      ['FL007', 'RMO-FCO', '2024-10-01 23:00', '2024-10-02 00:30', 23_000],
      ['FL009', 'RMO-CDG', '2024-10-01 09:20', '2024-10-01 11:30', 19_000],
      ['FL004', 'RMO-ORY', '2024-10-01 14:00', '2024-10-01 16:10', 25_000],
      ['FL012', 'RMO-IST', '2024-10-01 12:45', '2024-10-01 14:20', 25_000],
    ]);
  });

  test('FL006 is cancelled and FL004 delayed on every date, the others are on time', () => {
    for (const date of ['2024-10-01', '2026-03-29'])
      expect(
        on(date).flatMap(({ code, phase, delayMinutes, delayReason }) =>
          phase === 'scheduled' && delayMinutes === 0 ? [] : [[code, phase, delayMinutes, delayReason]],
        ),
      ).toEqual([
        ['FL006', 'cancelled', 0, null],
        ['FL004', 'scheduled', 35, 'OTHER'],
      ]);
  });

  test('are dated tomorrow by the clock of the origin', () => {
    const dateAt = (now: string) =>
      planDepartures([flight({})], {
        now: Temporal.Instant.from(now),
        pinnedDate: undefined,
        zoneOf,
      })[0]?.departureDate.toString();
    expect(dateAt('2026-11-30T21:59Z')).toBe('2026-12-01');
    expect(dateAt('2026-11-30T22:00Z')).toBe('2026-12-02');
  });

  test('arrive after they leave on any date, at the printed local times', () => {
    const day = fc.integer({ min: 0, max: 20_000 }).map((days) => Temporal.PlainDate.from('1999-01-01').add({ days }));
    fc.assert(
      fc.property(day, (date) => {
        for (const each of on(date.toString())) {
          expect(Temporal.Instant.compare(each.scheduledArrival, each.scheduledDeparture)).toBe(1);
          expect(localTime(each.scheduledDeparture, zoneOf(each.origin)).slice(0, 10)).toBe(date.toString());
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('clock changes', () => {
  test('Chisinau to London on the day both change: an hour of difference either way is kept right', () => {
    const minutes = (date: string) => {
      const planned = planOne({}, date);
      return planned?.scheduledDeparture.until(planned.scheduledArrival).total('minutes');
    };
    expect([minutes('2026-03-28'), minutes('2026-03-29'), minutes('2026-10-25')]).toEqual([240, 240, 240]);
  });

  test('New York changes weeks before Berlin', () => {
    const arrival = (date: string) =>
      planOne({ origin: 'NYC', destination: 'BER', departs: '18:00', arrives: '08:00', arrivesDaysLater: 1 }, date);
    const hours = (date: string) => {
      const planned = arrival(date);
      return planned?.scheduledDeparture.until(planned.scheduledArrival).total('hours');
    };
    expect([hours('2026-03-01'), hours('2026-03-15'), hours('2026-04-15')]).toEqual([8, 9, 8]);
  });

  test('a time that the change skips is moved on, of one that comes twice the first is meant', () => {
    const berlin = { origin: 'BER', destination: 'NRT', departs: '02:30', arrives: '22:00' };
    expect(planOne(berlin, '2026-03-29')?.scheduledDeparture.toString()).toBe('2026-03-29T01:30:00Z');
    expect(planOne(berlin, '2026-10-25')?.scheduledDeparture.toString()).toBe('2026-10-25T00:30:00Z');
  });

  test('across the date line a flight arrives the day before it left', () => {
    const planned = planOne(
      { origin: 'APW', destination: 'HNL', departs: '08:00', arrives: '13:30', arrivesDaysLater: -1 },
      '2026-06-10',
    );
    expect(planned?.scheduledDeparture.toString()).toBe('2026-06-09T19:00:00Z');
    expect(planned?.scheduledArrival.toString()).toBe('2026-06-09T23:30:00Z');
  });
});
