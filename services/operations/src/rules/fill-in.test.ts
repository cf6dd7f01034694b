import type { FlightResource } from '@airside/contracts';
import { describe, expect, test } from 'vitest';
import { dataFaults, fillIn, isPublishable, subjectOf } from './fill-in.ts';

const now = Temporal.Instant.from('2026-12-01T05:00:00Z');
const flight = {
  flight_id: 'SW1234',
  departure_id: 77,
  origin: 'DAL',
  destination: 'LAX',
  scheduled_departure: '2026-12-01T07:15:00Z',
  scheduled_arrival: '2026-12-01T10:15:00Z',
  status: 'SCHEDULED',
  gate: 'A12',
  terminal: null,
} as FlightResource;
const known = { eventId: 'e-1', now, flight, passengers: 4 };

describe('an event put on the bus by hand', () => {
  test('needs only what nobody but its author knows', () => {
    const given = { flight_id: 'sw1234', delay_minutes: 45, reason: 'CREW' };
    const data = fillIn('flight.delay.major', given, known);
    expect(dataFaults('flight.delay.major', data)).toEqual([]);
    expect(data).toMatchObject({
      flight_id: 'SW1234',
      event_id: 'e-1',
      timestamp: '2026-12-01T05:00:00Z',
      delay_category: 'major',
      affected_passengers_count: 4,
      new_departure: '2026-12-01T08:00:00Z',
      flight_details: { origin: 'DAL', destination: 'LAX', original_departure: '2026-12-01T07:15:00Z' },
    });
    expect(
      dataFaults('flight.cancelled', fillIn('flight.cancelled', { flight_id: 'SW1234', reason: 'ATC' }, known)),
    ).toEqual([]);
    const gate = fillIn('flight.gate_change', { flight_id: 'SW1234', new_gate: 'D15' }, known);
    expect([gate['old_gate'], dataFaults('flight.gate_change', gate)]).toEqual(['A12', []]);
  });

  test('keeps what was given, right or wrong', () => {
    const given = {
      flight_id: 'SW1234',
      delay_minutes: 10.5,
      reason: 'CREW',
      new_departure: 'soon',
      delay_category: 'huge',
    };
    const fields = dataFaults('flight.delay.minor', fillIn('flight.delay.minor', given, known)).map(
      ({ field }) => field,
    );
    expect(fields.sort()).toEqual(['data.delay_category', 'data.delay_minutes', 'data.new_departure']);
  });

  test('is of the category that its type says, and of a length that a delay can have', () => {
    const given = { flight_id: 'SW1234', delay_minutes: 1e308, reason: 'CREW', delay_category: 'minor' };
    expect(dataFaults('flight.delay.major', fillIn('flight.delay.major', given, known))).toEqual([
      { field: 'data.delay_minutes', message: 'must be at most 2880' },
      { field: 'data.delay_category', message: 'must be that of flight.delay.major' },
    ]);
  });

  test('without a flight names what is missing', () => {
    const fields = dataFaults('flight.cancelled', fillIn('flight.cancelled', {}, { eventId: 'e-1', now })).map(
      ({ field }) => field,
    );
    expect(fields.sort()).toEqual(['data.flight_id', 'data.reason']);
  });

  test('stays in order with the others of its flight', () => {
    expect(subjectOf({ flight_id: 'SW1234', booking_id: 'B001' })).toBe('SW1234');
    expect(subjectOf({ booking_id: 'B001' })).toBe('B001');
    expect(subjectOf({})).toBeUndefined();
  });

  test('is none that has a way of its own', () => {
    expect(
      ['operation.received', 'account.mail_requested', 'account.deleted', 'toString', 'flight.lost'].filter(
        isPublishable,
      ),
    ).toEqual([]);
    expect(isPublishable('notification.email')).toBe(true);
  });
});
