import type { AirsideEvent } from '@airside/contracts';
import { expect, test } from 'vitest';
import { sentenceFor } from './wording.ts';

const event = (type: string, data: object) => ({ type, data: { flight_id: 'FL001', ...data } }) as AirsideEvent;

test.each([
  [event('flight.delay.major', { delay_minutes: 45 }), 'Flight FL001 is delayed by 45 minutes'],
  [event('flight.delay.minor', { delay_minutes: 0 }), 'Flight FL001 is on time again'],
  [event('flight.gate_change', { new_gate: 'B2', terminal_change: false }), 'Flight FL001 leaves from gate B2'],
  [
    event('flight.gate_change', { new_gate: 'B2', terminal_change: true, new_terminal: '1' }),
    'Flight FL001 leaves from gate B2, terminal 1',
  ],
  [event('flight.gate_change', { new_gate: null }), 'Flight FL001 has no gate yet'],
  [event('flight.status_changed', { new_status: 'GATE_CLOSED' }), 'Flight FL001 is now gate closed'],
  [
    event('flight.status_changed', {
      old_status: 'SCHEDULED',
      new_status: 'SCHEDULED',
      aircraft_change: { old: 'A320', new: 'E190' },
    }),
    'Flight FL001 is flown by another aircraft',
  ],
  [event('flight.cancelled', {}), 'Flight FL001 is cancelled'],
  [event('flight.cancelled', { effect: 'changed' }), 'Flight FL001 is cancelled'],
  [event('flight.cancelled', { effect: 'unchanged' }), undefined],
  [event('flight.delay.minor', { delay_minutes: -20 }), 'Flight FL001 leaves 20 minutes early'],
  [event('booking.created', {}), undefined],
])('a change is told in a sentence', (given, sentence) => {
  expect(sentenceFor(given)).toBe(sentence);
});
