import type { FlightResource } from '@airside/contracts';
import { expect, test } from 'vitest';
import { changeLines, flightInUpdate, newerFlight, stageOf, stages } from './rules.ts';

const flight = (version: number) => ({ departure_id: 1, version }) as FlightResource;

test('an older state never takes the place of a newer one', () => {
  expect(newerFlight(flight(5), flight(4)).version).toBe(5);
  expect(newerFlight(flight(4), flight(5)).version).toBe(5);
  expect(newerFlight(undefined, flight(1)).version).toBe(1);
});

test('news of another day’s departure of the same code is not shown', () => {
  expect(flightInUpdate(flight(1), 1)).toBeDefined();
  expect(flightInUpdate(flight(1), 2)).toBeUndefined();
  expect(flightInUpdate(undefined, 1)).toBeUndefined();
});

test('a delay changes nothing about how far a flight has come, a cancellation ends its way', () => {
  expect(stageOf('DELAYED')).toBe(stageOf('SCHEDULED'));
  expect(stageOf('GATE_CLOSED')).toBe(stageOf('BOARDING'));
  expect(stageOf('ARRIVED')).toBe(stages.length);
  expect(stageOf('CANCELLED')).toBe(0);
});

test('changes are told fact by fact, the newest first', () => {
  const changes = [
    { version: 2, changed_at: 'a', changes: { gate: { old: null, new: 'A1' } } },
    { version: 3, changed_at: 'b', changes: { gate: { old: 'A1', new: 'B2' }, delay_minutes: { old: 0, new: 25 } } },
  ];
  expect(changeLines({ changes }).map(({ version, field, old, now }) => [version, field, old, now])).toEqual([
    [3, 'delay_minutes', 0, 25],
    [3, 'gate', 'A1', 'B2'],
    [2, 'gate', null, 'A1'],
  ]);
});
