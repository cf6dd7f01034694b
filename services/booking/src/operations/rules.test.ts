import { type FlightPatch, type FlightPhase, flightPhases } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideChange, nextPhases, type Operated } from './rules.ts';

const now = Temporal.Instant.from('2026-12-01T10:00:00Z');
const at = (minutes: number) => now.add({ minutes }).toString();
const flight = (given: Partial<Operated> = {}): Operated => ({
  phase: 'scheduled',
  gate: null,
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
  ...given,
});
const decide = (given: Partial<Operated>, patch: FlightPatch) => decideChange(flight(given), patch, now);

describe('a change of a flight', () => {
  test('raises the version and tells old and new values', () => {
    expect(decide({ gate: 'A1' }, { gate: 'B2', terminal: '1' })).toEqual({
      kind: 'changed',
      flight: flight({ gate: 'B2', terminal: '1', version: 2 }),
      changes: { gate: { old: 'A1', new: 'B2' }, terminal: { old: null, new: '1' } },
    });
  });

  test('that changes nothing is none', () => {
    expect(decide({ gate: 'A1' }, { gate: 'A1' })).toEqual({ kind: 'unchanged' });
  });

  test('by somebody who has not seen the last one is refused', () => {
    expect(decide({ version: 3 }, { gate: 'A1', version: 2 })).toEqual({ kind: 'stale', version: 3 });
  });

  test('to an illegal phase names the legal ones', () => {
    expect(decide({}, { phase: 'AIRBORNE' })).toEqual({
      kind: 'illegalPhase',
      from: 'scheduled',
      to: 'airborne',
      allowed: ['check_in', 'cancelled'],
    });
  });

  test('that takes a step without its time happens now; a return to the gate undoes the departure', () => {
    const departed = decide({ phase: 'gate_closed' }, { phase: 'DEPARTED' });
    expect(departed).toMatchObject({ kind: 'changed', changes: { out_at: { old: null, new: now.toString() } } });
    const returned = decide({ phase: 'departed', outAt: now }, { phase: 'RETURNED_TO_GATE' });
    expect(returned).toMatchObject({ kind: 'changed', flight: { phase: 'returned_to_gate', outAt: null } });
  });
});

describe('faults are named by their field', () => {
  test.each<[string, Partial<Operated>, FlightPatch, string]>([
    ['a delay without a reason', {}, { delay_minutes: 20 }, 'reason'],
    ['a reason without a delay', {}, { reason: 'CREW' }, 'reason'],
    ['a delay after departure', { phase: 'airborne' }, { delay_minutes: 20, reason: 'CREW' }, 'delay_minutes'],
    ['a time before its phase', {}, { out_at: at(0) }, 'out_at'],
    ['times out of order', { phase: 'landed', outAt: now, offAt: now }, { on_at: at(-5) }, 'on_at'],
  ])('%s', (_name, given, patch, field) => {
    const decision = decide(given, patch);
    expect(decision.kind === 'invalid' ? decision.faults.map((fault) => fault.field) : decision).toContain(field);
  });
});

test('a delay is replaced, not added to, and 0 clears it with its reason', () => {
  expect(decide({ delayMinutes: 45, delayReason: 'ATC' }, { delay_minutes: 15 })).toMatchObject({
    flight: { delayMinutes: 15, delayReason: 'ATC' },
  });
  expect(decide({ delayMinutes: 45, delayReason: 'ATC' }, { delay_minutes: 0 })).toMatchObject({
    flight: { delayMinutes: 0, delayReason: null },
  });
});

test('whatever is asked in whatever order, a flight only takes legal steps and its times stay in order', () => {
  const phase = fc.constantFrom(...flightPhases.map((one) => one.toUpperCase()));
  const patch = fc.record(
    { phase, out_at: fc.integer({ min: -60, max: 60 }).map(at), on_at: fc.integer({ min: -60, max: 60 }).map(at) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(patch, { maxLength: 40 }), (patches) => {
      let current = flight();
      for (const [minute, one] of patches.entries()) {
        const decision = decideChange(current, one as FlightPatch, now.add({ minutes: minute }));
        if (decision.kind !== 'changed') continue;
        const legal: FlightPhase[] = [current.phase, ...nextPhases[current.phase]];
        expect(legal).toContain(decision.flight.phase);
        current = decision.flight;
        const times = [current.outAt, current.offAt, current.onAt, current.inAt].filter((time) => time !== null);
        expect(times).toEqual(times.toSorted(Temporal.Instant.compare));
      }
    }),
  );
});
