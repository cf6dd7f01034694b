import { describe, expect, test } from 'vitest';
import { cancelled, delayed, gateChanged } from '../../tests/workflows/events.ts';
import { noticeFlight } from '../../tests/workflows/flight.ts';
import { confirm } from './confirm.ts';
import { flightAsTold, isCurrent, noticeKindOf } from './notice.ts';
import type { WorkflowEvent } from './workflow.ts';

const late = delayed('op-1') as WorkflowEvent;
const gone = cancelled('op-2') as WorkflowEvent;
const moved = gateChanged('op-3', { new_terminal: '2' }) as WorkflowEvent;

describe('a flight held against an event', () => {
  test('agrees where it shows the same, also the same time written otherwise', () => {
    const flight = { ...noticeFlight(), estimated_departure: '2026-12-01T02:00:00-06:00' };
    expect(confirm(late, flight)).toMatchObject({
      kind: 'confirmed',
      confirmation: { agrees: true, changedSince: false },
    });
  });

  test('does not agree where it shows something else; a later version says why', () => {
    expect(confirm(gone, { ...noticeFlight(), version: 6 })).toMatchObject({
      confirmation: {
        expected: { status: 'CANCELLED' },
        found: { status: 'DELAYED' },
        agrees: false,
        changedSince: true,
      },
    });
    expect(confirm(moved, { ...noticeFlight(), gate: null })).toMatchObject({
      confirmation: { found: { gate: null, terminal: '1' }, agrees: false, changedSince: false },
    });
  });

  test('from before the event is no answer', () => {
    expect(confirm(late, { ...noticeFlight(), version: 4 })).toEqual({ kind: 'behind', version: 4 });
  });

  test('is taken as it is where the event was put on the bus by hand, without a version', () => {
    const { flightversion: _version, ...byHand } = late;
    expect(confirm(byHand as WorkflowEvent, { ...noticeFlight(), version: 1 })).toMatchObject({
      kind: 'confirmed',
      confirmation: { changedSince: false },
    });
  });
});

describe('a notice', () => {
  test('states what the event says', () => {
    expect(noticeKindOf(late)).toEqual({
      kind: 'delay',
      delay_minutes: 45,
      delay_category: 'major',
      reason: 'WEATHER',
    });
    expect(noticeKindOf(cancelled('x', { reason_detail: 'fog' }) as WorkflowEvent)).toEqual({
      kind: 'cancellation',
      reason: 'WEATHER',
      reason_detail: 'fog',
    });
    expect(noticeKindOf(moved)).toEqual({
      kind: 'gate_change',
      old_gate: 'A5',
      new_gate: 'D15',
      terminal_change: true,
      new_terminal: '2',
    });
  });

  test("has the event's times and gate, where the flight has changed again meanwhile", () => {
    const again = { ...noticeFlight(), estimated_departure: '2026-12-01T12:00:00Z', gate: 'Z9', terminal: '9' };
    expect(flightAsTold(again, late)).toMatchObject({ estimated_departure: '2026-12-01T08:00:00Z', gate: 'Z9' });
    expect(flightAsTold(again, moved)).toMatchObject({ gate: 'D15', terminal: '2' });
    expect(flightAsTold(again, gone).status).toBe('CANCELLED');
  });

  test('is not current where booking says that the event changed nothing', () => {
    expect([late, delayed('x', { superseded: true }) as WorkflowEvent].map(isCurrent)).toEqual([true, false]);
  });
});
