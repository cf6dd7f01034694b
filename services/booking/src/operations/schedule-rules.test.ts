import type { NewFlight } from '@airside/contracts';
import { describe, expect, test } from 'vitest';
import { decideSchedule } from './schedule-rules.ts';

const zones: Record<string, string> = {
  RMO: 'Europe/Chisinau',
  VIE: 'Europe/Vienna',
  AKL: 'Pacific/Auckland',
  HNL: 'Pacific/Honolulu',
};
const flight = (given: Partial<NewFlight> = {}): NewFlight => ({
  flight_id: 'os801',
  airline: 'Austrian',
  origin: 'rmo',
  destination: 'VIE',
  scheduled_departure: '2026-12-01T07:15',
  scheduled_arrival: '2026-12-01T08:00',
  aircraft_type: 'A320',
  price_minor: 12_000,
  currency: 'EUR',
  ...given,
});
const decide = (given: Partial<NewFlight> = {}) => decideSchedule(flight(given), (iata) => zones[iata]);
const instants = (given: Partial<NewFlight>) => {
  const decision = decide(given);
  if (decision.kind !== 'departure') return decision.faults.map(({ field }) => field);
  const { scheduledDeparture, scheduledArrival, departureDate } = decision.departure;
  return [scheduledDeparture.toString(), scheduledArrival.toString(), departureDate.toString()];
};

describe('scheduling a flight', () => {
  test('local times are local at their airports', () => {
    expect(instants({})).toEqual(['2026-12-01T05:15:00Z', '2026-12-01T07:00:00Z', '2026-12-01']);
  });

  test('times with an offset are what they say; the date is still the one at the origin', () => {
    const given = { scheduled_departure: '2026-12-01T23:30:00Z', scheduled_arrival: '2026-12-02T03:00:00+01:00' };
    expect(instants(given)).toEqual(['2026-12-01T23:30:00Z', '2026-12-02T02:00:00Z', '2026-12-02']);
  });

  test('across the date line a flight may arrive the day before it left', () => {
    const given = {
      origin: 'AKL',
      destination: 'HNL',
      scheduled_departure: '2026-12-02T00:30',
      scheduled_arrival: '2026-12-01T10:15',
    };
    expect(instants(given)).toEqual(['2026-12-01T11:30:00Z', '2026-12-01T20:15:00Z', '2026-12-02']);
  });

  test.each<[string, Partial<NewFlight>, string]>([
    ['an airport nobody knows', { origin: 'QQQ' }, 'origin'],
    ['a flight to where it starts', { destination: 'RMO' }, 'destination'],
    ['an arrival before the departure', { scheduled_arrival: '2026-12-01T05:00' }, 'scheduled_arrival'],
    ['a day that does not exist', { scheduled_departure: '2026-02-30T07:15' }, 'scheduled_departure'],
    ['a flight of two days', { scheduled_arrival: '2026-12-03T08:00' }, 'scheduled_arrival'],
  ])('%s is refused by field', (_name, given, field) => {
    expect(instants(given)).toContain(field);
  });
});
