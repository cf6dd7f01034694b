import { eventTypes, workflowNames } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canRun, firstStep, intoBatches, nextStep, stepOf, workflows } from './rules.ts';

/** Names of the steps that run one after the other when everything succeeds. */
function path(name: (typeof workflowNames)[number], travellers: number): string[] {
  const names: string[] = [];
  for (let step = firstStep(name); ; ) {
    names.push(step.name);
    const next = nextStep(name, step.name, travellers);
    if (next === undefined || names.length > 20) return names;
    step = next;
  }
}

describe('the steps', () => {
  test('are those of api.md, in its order', () => {
    expect(path('delay', 1)).toEqual([
      'GetAffectedBookings',
      'CheckBookingsExist',
      'ProcessBookingsInParallel',
      'UpdateFlightStatus',
      'WorkflowComplete',
    ]);
    expect(stepOf('delay', 'ProcessBookingsInParallel').parts).toEqual([
      'GetPassengerDetails',
      'GeneratePersonalizedMessage',
      'SendNotifications',
    ]);
    expect(path('delay', 0)).toEqual(['GetAffectedBookings', 'CheckBookingsExist', 'NoBookingsFound']);
    const cancellation = [
      'GetAffectedBookings',
      'MarkBookingsForRebooking',
      'ProcessNotifications',
      'UpdateFlightStatus',
      'PublishRebookingNeeded',
    ];
    expect([path('cancellation', 1), path('cancellation', 0)]).toEqual([cancellation, cancellation]);
    expect(path('gate_change', 1)).toEqual(['UpdateFlightGate', 'GetAffectedBookings', 'ProcessNotifications']);
  });

  test('end, and none runs twice, however many travellers there are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...workflowNames), fc.nat(), (name, travellers) => {
        const names = path(name, travellers);
        expect(new Set(names).size).toBe(names.length);
        expect(names.length).toBeLessThanOrEqual(5);
        for (const step of names) expect(stepOf(name, step).name).toBe(step);
      }),
    );
  });

  test('of another version of us are an error, no guess', () => {
    expect(() => stepOf('delay', 'SendFlowers')).toThrow('SendFlowers');
  });
});

test('nothing that a workflow publishes starts a workflow, so that no event goes round in circles', () => {
  const published = workflowNames.flatMap((name) => workflows[name].publishes);
  expect(published).not.toEqual([]);
  for (const type of published) for (const name of workflowNames) expect(canRun(name, { type })).toBe(false);
});

test('each workflow runs for its own events only', () => {
  const startedBy = (name: (typeof workflowNames)[number]) => eventTypes.filter((type) => canRun(name, { type }));
  expect(startedBy('delay')).toEqual(['flight.delay.minor', 'flight.delay.major', 'flight.delay.severe']);
  expect(startedBy('cancellation')).toEqual(['flight.cancelled']);
  expect(startedBy('gate_change')).toEqual(['flight.gate_change']);
});

test('batches hold every traveller once, in order, and none holds too many', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 50 }), (items, size) => {
      const batches = intoBatches(items, size);
      expect(batches.flatMap((batch) => batch.items)).toEqual(items);
      expect(batches.map(({ batch }) => batch)).toEqual(batches.map((_batch, index) => index + 1));
      expect(batches.every((batch) => batch.items.length >= 1 && batch.items.length <= size)).toBe(true);
    }),
  );
});
