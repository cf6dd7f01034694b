import { operationEventTypes } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideIngest } from './decide.ts';

const now = Temporal.Instant.from('2026-12-01T10:00:00Z');
const delay = {
  event_id: 'e-1',
  event_type: 'FLIGHT_DELAY',
  timestamp: '2026-12-01T11:00:00+02:00',
  source: 'operations_center',
  payload: { flight_id: 'sw1234', delay_minutes: 45, reason: 'WEATHER' },
};

const decide = (value: unknown) => decideIngest(Buffer.from(JSON.stringify(value)), now);
/** What is wrong with each field. */
function faultsOf(value: unknown): Record<string, string> {
  const decision = decide(value);
  if (decision.kind === 'take') return {};
  return Object.fromEntries(decision.faults.map(({ field, message }) => [field, message]));
}
const faultsOfPayload = (event_type: string, payload: object) => faultsOf({ ...delay, event_type, payload });

describe('an operation event that is taken', () => {
  test('has its codes in upper case and its times in UTC', () => {
    const payload = { ...delay.payload, new_departure: '2026-12-01T14:00:00+02:00' };
    expect(decide({ ...delay, payload })).toMatchObject({
      kind: 'take',
      event: {
        timestamp: '2026-12-01T09:00:00Z',
        payload: { flight_id: 'SW1234', new_departure: '2026-12-01T12:00:00Z' },
      },
    });
  });

  test('keeps members that we do not know, and does not hand them on', () => {
    const decision = decide({ ...delay, colour: 'red', payload: { ...delay.payload, wind: 30 } });
    expect(decision).toMatchObject({ kind: 'take', given: { colour: 'red', payload: { wind: 30 } } });
    expect(decision).toHaveProperty('event.payload', { flight_id: 'SW1234', delay_minutes: 45, reason: 'WEATHER' });
    expect(decision).not.toHaveProperty('event.colour');
  });

  test.each([
    ['FLIGHT_CANCELLED', { reason: 'CREW', rebooking_priority: 'HIGH', reason_detail: null }],
    ['GATE_CHANGE', { old_gate: 'A5', new_gate: 'D15', terminal_change: true }],
    ['GATE_CHANGE', { old_gate: null, new_gate: '7' }],
    [
      'POSITION',
      { lat: 47, lon: -28.5, altitude_ft: 33_000, heading: 360, ground_speed_kt: 440.5, at: delay.timestamp },
    ],
    ['STATUS_CHANGE', { phase: 'DEPARTED', out_at: delay.timestamp }],
    ['DIVERSION', { diverted_to: 'vie', reason: 'WEATHER', estimated_arrival: delay.timestamp }],
    ['EARLY_DEPARTURE', { minutes_early: 10 }],
    ['EARLY_DEPARTURE', { new_departure: delay.timestamp }],
    ['AIRCRAFT_SWAP', { old_aircraft_type: 'a320', new_aircraft_type: 'B738' }],
    ['TERMINAL_CHANGE', { old_terminal: '1', new_terminal: '2e', new_gate: 'E4' }],
  ])('%s %o', (event_type, members) => {
    expect(faultsOfPayload(event_type, { flight_id: 'SW1234', departure_date: '2026-12-01', ...members })).toEqual({});
  });

  test('may be old, and up to a day ahead of our clock', () => {
    for (const timestamp of ['2001-01-01T00:00:00Z', '2026-12-02T10:00:00Z'])
      expect(faultsOf({ ...delay, timestamp })).toEqual({});
  });
});

describe('an operation event that is refused', () => {
  test('with every fault, each by the path of its field', () => {
    expect(
      faultsOf({ ...delay, event_id: '', timestamp: 'yesterday', payload: { delay_minutes: 'many', reason: 'BORED' } }),
    ).toEqual({
      event_id: expect.stringContaining('pattern') as string,
      timestamp: 'must match format "date-time"',
      'payload.flight_id': 'is required',
      'payload.delay_minutes': 'must be integer',
      'payload.reason': expect.stringContaining('WEATHER, MECHANICAL') as string,
    });
    expect(faultsOf({})).toEqual({
      event_id: 'is required',
      event_type: 'is required',
      timestamp: 'is required',
      source: 'is required',
      payload: 'is required',
    });
  });

  test('of a type that nobody knows, with its flight looked at all the same', () => {
    expect(faultsOf({ ...delay, event_type: 'UFO', payload: { flight_id: 'nowhere' } })).toEqual({
      event_type: expect.stringContaining('FLIGHT_DELAY, FLIGHT_CANCELLED') as string,
      'payload.flight_id': expect.stringContaining('pattern') as string,
    });
  });

  test('from the future, or from no time at all', () => {
    expect(faultsOf({ ...delay, timestamp: '2026-12-02T10:00:01Z' })).toEqual({
      timestamp: 'must not be more than a day ahead',
    });
    for (const timestamp of ['0000-01-01T00:00:00Z', '9999-01-01T00:00:00Z', '2026-01-01T00:00:00.12345678901Z'])
      expect(faultsOf({ ...delay, timestamp })).toEqual({
        timestamp: expect.stringContaining('2000 to 2099') as string,
      });
  });

  test('of another schema version than we know', () => {
    expect(faultsOf({ ...delay, schema_version: 1 })).toEqual({});
    expect(Object.keys(faultsOf({ ...delay, schema_version: 2 }))).toEqual(['schema_version']);
  });

  test.each([
    ['FLIGHT_DELAY', { delay_minutes: 45.5, reason: 'WEATHER' }, 'delay_minutes'],
    ['FLIGHT_DELAY', { delay_minutes: 1e300, reason: 'WEATHER' }, 'delay_minutes'],
    [
      'FLIGHT_DELAY',
      { delay_minutes: 1, reason: 'ATC', new_departure: delay.timestamp, new_arrival: delay.timestamp },
      'new_arrival',
    ],
    ['GATE_CHANGE', { old_gate: 'A5', new_gate: -15 }, 'new_gate'],
    ['GATE_CHANGE', { old_gate: 'A5', new_gate: '-15' }, 'new_gate'],
    ['POSITION', { lat: 91, lon: 0, altitude_ft: 0, heading: 0, ground_speed_kt: 0, at: delay.timestamp }, 'lat'],
    ['STATUS_CHANGE', { phase: 'CANCELLED' }, 'phase'],
    ['DIVERSION', { diverted_to: 'Vienna' }, 'diverted_to'],
    ['EARLY_DEPARTURE', {}, 'minutes_early'],
    ['TERMINAL_CHANGE', { new_terminal: '' }, 'new_terminal'],
  ])('%s %o', (event_type, members, field) => {
    expect(Object.keys(faultsOfPayload(event_type, { flight_id: 'SW1234', ...members }))).toEqual([`payload.${field}`]);
  });

  test('with NUL, half a character, or too deep to look into', () => {
    const source = 'must not contain NUL or broken characters';
    expect(faultsOf({ ...delay, source: 'a\0b' })).toEqual({ source });
    expect(faultsOf({ ...delay, source: '\ud800' })).toEqual({ source });
    const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown;
    expect(Object.values(faultsOf({ ...delay, payload: { ...delay.payload, deep } }))).toEqual([
      'is nested too deeply',
    ]);
  });

  test('as no JSON, no UTF-8, no object, too large', () => {
    const reasons = [
      Buffer.from('{'),
      Buffer.from([0x22, 0xff, 0x22]),
      Buffer.from('[]'),
      Buffer.from('null'),
      Buffer.alloc(64 * 1024 + 1, ' '),
      Buffer.alloc(0),
    ].map((body) => {
      const decision = decideIngest(body, now);
      return decision.kind === 'refuse' && decision.faults.map(({ field, message }) => `${field}: ${message}`);
    });
    expect(reasons).toEqual([
      ['body: not valid JSON'],
      ['body: not valid UTF-8'],
      ['body: must be object'],
      ['body: must be object'],
      ['body: must have at most 65536 bytes'],
      ['body: not valid JSON'],
    ]);
  });

  test('with the event id where there is one, so that its sender finds it', () => {
    expect(decide({ event_id: 'e-9' })).toMatchObject({ kind: 'refuse', eventId: 'e-9' });
    expect(decide({ event_id: 9 })).toMatchObject({ kind: 'refuse', eventId: null });
    expect(decide({ event_id: '\0\ud800' })).toMatchObject({ kind: 'refuse', eventId: '\ufffd' });
  });
});

describe('any message', () => {
  const anyEvent = fc.record(
    {
      event_id: fc.oneof(fc.string(), fc.uuid()),
      event_type: fc.oneof(fc.constantFrom(...operationEventTypes), fc.string()),
      timestamp: fc.oneof(
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        fc.string(),
      ),
      source: fc.string({ unit: 'binary' }),
      payload: fc.oneof(
        fc.record(
          { flight_id: fc.constant('SW1'), minutes_early: fc.integer(), new_departure: fc.string() },
          { requiredKeys: [] },
        ),
        fc.object({ maxDepth: 3 }),
      ),
    },
    { requiredKeys: [] },
  );

  test('is taken or refused with at least one fault that names a field, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyEvent,
          fc.json().map((text) => JSON.parse(text) as unknown),
        ),
        (value) => {
          const decision = decide(value);
          if (decision.kind === 'take') {
            // What was taken is stable: taken again, it is the same.
            expect(decide(decision.event)).toMatchObject({ kind: 'take', event: decision.event });
          } else {
            expect(decision.faults.length).toBeGreaterThan(0);
            expect(decision.faults.every(({ field, message }) => field !== '' && message !== '')).toBe(true);
            expect(new Set(decision.faults.map(({ field }) => field)).size).toBe(decision.faults.length);
          }
        },
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['take', 'refuse']).toContain(decideIngest(bytes, now).kind);
      }),
    );
  });
});
