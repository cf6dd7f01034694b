import { describe, expect, test } from 'vitest';
import { readDeskSearch } from './address.ts';
import { eventOf, kindsFor, nextPhases, readJson, tookMs } from './rules.ts';

const about = { eventId: 'e1', timestamp: '2026-11-21T10:00:00Z', flight: 'FL001', departureDate: '2026-11-22' };

describe('a change goes out as the operation event that any feed would send', () => {
  test('of the departure that was looked at, not just any of its code', () => {
    expect(eventOf({ kind: 'delay', minutes: 45, reason: 'WEATHER' }, about)).toEqual({
      event_id: 'e1',
      event_type: 'FLIGHT_DELAY',
      timestamp: '2026-11-21T10:00:00Z',
      source: 'ops_desk',
      payload: { flight_id: 'FL001', departure_date: '2026-11-22', delay_minutes: 45, reason: 'WEATHER' },
    });
  });

  test('with codes in capitals', () => {
    const gate = eventOf({ kind: 'gate', gate: 'b2', oldGate: null, isTerminalChange: true }, about);
    expect(gate.payload).toMatchObject({ new_gate: 'B2', old_gate: null, terminal_change: true });
    expect(eventOf({ kind: 'divert', airport: 'vie', reason: 'OTHER' }, about).payload).toMatchObject({
      diverted_to: 'VIE',
    });
  });
});

test('what is in the air can be diverted, what has landed cannot, and what is over cannot be changed', () => {
  expect(kindsFor('AIRBORNE')).toEqual(['divert', 'phase']);
  expect(kindsFor('LANDED')).toEqual(['phase']);
  expect([kindsFor('ARRIVED'), kindsFor('CANCELLED')]).toEqual([[], []]);
  expect(kindsFor('SCHEDULED')).toEqual(['delay', 'gate', 'cancel', 'swap', 'phase']);
  expect(nextPhases('LANDED')).toEqual(['ARRIVED']);
});

test('a step that has not ended took no time yet', () => {
  expect(tookMs({ startedAt: '2026-11-21T10:00:00Z', finishedAt: null })).toBeUndefined();
  expect(tookMs({ startedAt: '2026-11-21T10:00:00Z', finishedAt: '2026-11-21T10:00:01.500Z' })).toBe(1500);
});

test('an address that makes no sense is the desk', () => {
  expect(readDeskSearch({ part: 'kitchen', flight: '../x' })).toEqual({});
  expect(readDeskSearch({ part: 'executions', flight: 'fl001' })).toEqual({ part: 'executions', flight: 'FL001' });
  expect([readJson('{"a":1}'), readJson('{')]).toEqual([{ a: 1 }, undefined]);
});
