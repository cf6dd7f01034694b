import { describe, expect, test } from 'vitest';
import { Failure } from '../failure.ts';
import { buildEvent, type GivenEvent } from './build.ts';

const given = (eventType: GivenEvent['eventType'], payload: GivenEvent['payload']): GivenEvent => ({
  eventType,
  eventId: 'e1',
  timestamp: '2026-11-21T10:00:00Z',
  source: 'simulator',
  payload,
  isUnchecked: false,
});

describe('an operation event from a command line', () => {
  test('has numbers and truths where the contract has them', () => {
    expect(
      buildEvent(given('FLIGHT_DELAY', { flight_id: 'SW1234', delay_minutes: '45', reason: 'MECHANICAL' })),
    ).toEqual({
      event_id: 'e1',
      event_type: 'FLIGHT_DELAY',
      timestamp: '2026-11-21T10:00:00Z',
      source: 'simulator',
      payload: { flight_id: 'SW1234', delay_minutes: 45, reason: 'MECHANICAL' },
    });
    const gate = given('GATE_CHANGE', { flight_id: 'SW1', new_gate: 'D15', terminal_change: 'true' });
    expect(buildEvent(gate).payload).toEqual({ flight_id: 'SW1', new_gate: 'D15', terminal_change: true });
  });

  test('that is not valid is refused, naming each option', () => {
    const wrong = given('FLIGHT_DELAY', { flight_id: 'SW1234', delay_minutes: 'many', old_gate: 'A1' });
    expect(() => buildEvent(wrong)).toThrow(Failure);
    expect(() => buildEvent(wrong)).toThrow(
      /--old-gate does not belong[^]*--reason is missing[^]*--delay-minutes must be/,
    );
  });

  test('that is not valid is made all the same where that is asked for', () => {
    const wrong = { ...given('FLIGHT_DELAY', { flight_id: 'SW1', delay_minutes: 'many' }), isUnchecked: true };
    expect(buildEvent(wrong).payload).toEqual({ flight_id: 'SW1', delay_minutes: 'many' });
  });
});
