import type { FlightResource } from '@airside/contracts';
import { describe, expect, test } from 'vitest';
import { readBoardSearch } from './address.ts';
import { flapText, isOffSchedule, keepFlight, linesOf, listFrom, mostLines } from './rules.ts';

const flight = (changes: Partial<FlightResource>): FlightResource => ({
  flight_id: 'FL001',
  departure_id: 1,
  departure_date: '2026-11-21',
  airline: 'WizzAir',
  origin: 'RMO',
  destination: 'LTN',
  scheduled_departure: '2026-11-21T10:00:00Z',
  scheduled_arrival: '2026-11-21T13:00:00Z',
  estimated_departure: '2026-11-21T10:00:00Z',
  estimated_arrival: '2026-11-21T13:00:00Z',
  actual_departure: null,
  actual_arrival: null,
  status: 'SCHEDULED',
  gate: null,
  terminal: null,
  delay_minutes: 0,
  delay_reason: null,
  diverted_to: null,
  aircraft_type: 'A320',
  price_minor: 1,
  currency: 'EUR',
  version: 1,
  ...changes,
});
const nowMs = Date.parse('2026-11-21T10:10:00Z');
const departures = { airport: undefined, side: 'departures', nowMs } as const;

describe('a flight on a board', () => {
  test('is kept in its newest state, whichever comes first', () => {
    const older = flight({ version: 1 });
    const newer = flight({ version: 2, gate: 'A1' });
    expect(keepFlight(keepFlight(new Map(), older), newer).get(1)?.gate).toBe('A1');
    const flights = keepFlight(new Map(), newer);
    expect(keepFlight(flights, older)).toBe(flights);
  });

  test('stays for a while after it left, and as long as a late one has not', () => {
    const gone = flight({
      departure_id: 2,
      scheduled_departure: '2026-11-21T09:40:00Z',
      estimated_departure: '2026-11-21T09:40:00Z',
    });
    const late = flight({
      departure_id: 3,
      scheduled_departure: '2026-11-21T08:00:00Z',
      estimated_departure: '2026-11-21T10:30:00Z',
    });
    expect(linesOf([flight({}), gone, late], departures).map(({ departure_id }) => departure_id)).toEqual([3, 1]);
  });

  test('is on the board of its origin when it leaves, and of its destination when it comes', () => {
    const lines = (airport: string, side: 'departures' | 'arrivals') =>
      linesOf([flight({})], { airport, side, nowMs }).length;
    expect([lines('RMO', 'departures'), lines('RMO', 'arrivals'), lines('LTN', 'arrivals')]).toEqual([1, 0, 1]);
  });

  test('is not among what leaves once it has landed, however early it did', () => {
    const arrived = flight({ status: 'ARRIVED' });
    expect(linesOf([arrived], departures)).toEqual([]);
    expect(linesOf([arrived], { ...departures, side: 'arrivals' })).toHaveLength(1);
  });

  test('a board has an end', () => {
    const many = Array.from({ length: 60 }, (_, departure_id) => flight({ departure_id }));
    expect(linesOf(many, departures)).toHaveLength(mostLines);
  });

  test('a cancelled one is expected at no time', () => {
    const changed = { estimated_departure: '2026-11-21T11:00:00Z' };
    expect(isOffSchedule(flight(changed), 'departures')).toBe(true);
    expect(isOffSchedule(flight({ ...changed, status: 'CANCELLED' }), 'departures')).toBe(false);
    expect(isOffSchedule(flight(changed), 'arrivals')).toBe(false);
  });
});

test('flaps show capitals without accents, and there are as many as there are', () => {
  expect(flapText('Chișinău', 10)).toBe('CHISINAU  ');
  expect(flapText('Frankfurt am Main', 9)).toBe('FRANKFURT');
  expect(flapText('Gate closed', 11)).toBe('GATE CLOSED');
});

test('boards that are opened within minutes ask for the same list', () => {
  expect(listFrom(nowMs, 'departures')).toBe(listFrom(nowMs + 60_000, 'departures'));
});

test('an address that makes no sense is the board of all departures', () => {
  expect(readBoardSearch({ airport: 'RMO!', side: 'sideways' })).toEqual({});
  expect(readBoardSearch({ airport: 'rmo', side: 'arrivals' })).toEqual({ airport: 'RMO', side: 'arrivals' });
});
