import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operated } from '../operations/rules.ts';
import { aspectsOf, decideEvent, type FlightEvent, readDemand } from './rules.ts';

const departs = Temporal.Instant.from('2026-12-01T10:00:00Z');
const now = Temporal.Instant.from('2026-12-01T09:00:00Z');
const flight = {
  phase: 'scheduled',
  gate: 'A1',
  terminal: null,
  delayMinutes: 0,
  delayReason: null,
  arrivalDelayMinutes: null,
  divertedTo: null,
  aircraftType: 'A320',
  overbookingLimit: 0,
  outAt: null,
  offAt: null,
  onAt: null,
  inAt: null,
  version: 1,
  scheduledDeparture: departs,
  scheduledArrival: departs.add({ hours: 2 }),
} satisfies Operated & { scheduledDeparture: Temporal.Instant; scheduledArrival: Temporal.Instant };

const event = (event_type: string, payload: object, minutes = 0): FlightEvent =>
  ({
    event_id: 'e',
    event_type,
    timestamp: now.subtract({ minutes: 100 }).add({ minutes }).toString(),
    source: 'test',
    flight_id: 'FL001',
    payload: { flight_id: 'FL001', ...payload },
    received_at: now.toString(),
  }) as FlightEvent;
const delay = (delay_minutes: number, minutes: number) =>
  event('FLIGHT_DELAY', { delay_minutes, reason: 'ATC' }, minutes);

describe('delays', () => {
  test('whatever order they come in, the last by event time holds', () => {
    const said = fc.uniqueArray(fc.tuple(fc.integer({ min: -30, max: 300 }), fc.nat(60)), {
      minLength: 1,
      selector: ([, minutes]) => minutes,
    });
    fc.assert(
      fc.property(said, (delays) => {
        let present: typeof flight = flight;
        let latest: Temporal.Instant | undefined;
        for (const [delayMinutes, minutes] of delays) {
          const one = delay(delayMinutes, minutes);
          const decision = decideEvent(present, one, { latest, now });
          if (decision.effect === 'superseded') continue;
          latest = Temporal.Instant.from(one.timestamp);
          if (decision.effect === 'changed') present = { ...flight, ...decision.flight } as typeof flight;
        }
        const [lastSaid] = delays.toSorted((one, two) => two[1] - one[1])[0] ?? [];
        expect(present.delayMinutes).toBe(Math.max(0, lastSaid ?? 0));
      }),
    );
  });

  test('an explicit time wins over the minutes, and the contradiction is remarked', () => {
    const { change, remark } = readDemand(
      event('FLIGHT_DELAY', {
        delay_minutes: 45,
        reason: 'CREW',
        new_departure: departs.add({ minutes: 50 }).toString(),
      }),
      flight,
    );
    expect([change.delay_minutes, change.reason, remark]).toEqual([
      50,
      'CREW',
      'the event says 45 minutes, its times say 50',
    ]);
  });
});

test('a change touches the sides that its members belong to', () => {
  const change = { old: null, new: 1 };
  expect(aspectsOf({ gate: change, delay_minutes: change, delay_reason: change, out_at: change })).toEqual([
    'gate',
    'delay',
    'phase',
  ]);
});

test('what the flight cannot do is refused with the reason, and changes nothing', () => {
  const decision = decideEvent(flight, event('STATUS_CHANGE', { phase: 'LANDED' }), { latest: undefined, now });
  expect(decision).toEqual({ effect: 'refused', remark: 'a flight that is scheduled cannot become landed' });
});
