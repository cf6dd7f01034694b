import { WebhookType } from '@airside/contracts';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { judge, mostAttempts, pauseAfter, stateOf, wantsType } from './rules.ts';

test.each([
  [['flight.cancelled'], 'flight.cancelled', true],
  [['flight.cancelled'], 'flight.cancelled.again', false],
  [['flight.*'], 'flight.delay.minor', true],
  [['flight.*'], 'flight', false],
  [['flight.*'], 'flights.delay', false],
  [['flight.delay.*'], 'flight.cancelled', false],
  [['*'], 'account.deleted', true],
  [['booking.created', 'flight.*'], 'flight.scheduled', true],
  [[], 'flight.scheduled', false],
])('%j wants %s: %s', (types, type, isWanted) => {
  expect(wantsType(types, type)).toBe(isWanted);
});

test('types are names, prefixes and the star, and nothing else', () => {
  const schema = Compile(WebhookType);
  const check = (text: string) => schema.Check(text);
  expect(['*', 'flight.*', 'flight.delay.major', 'booking.status_changed'].filter((text) => !check(text))).toEqual([]);
  expect(['', '**', '*.flight', 'flight*', 'flight.', '.flight', 'Flight.x', 'a\0b', 'a b'].filter(check)).toEqual([]);
});

test('attempts go on for a day, with pauses that only grow', () => {
  const pauses = Array.from({ length: mostAttempts - 1 }, (_none, index) => pauseAfter(index + 1));
  expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
  const hours = pauses.reduce((sum, pause) => sum + pause, 0) / 3600;
  expect(hours).toBeGreaterThan(23.5);
  expect(hours).toBeLessThan(24.5);
  // A target that restarts has its event within seconds.
  expect(pauseAfter(1) + pauseAfter(2)).toBeLessThan(10);
});

test('2xx is delivered, 410 ends the webhook, everything else is tried again', () => {
  expect([200, 202, 204, 299].map((status) => judge(status).kind)).toEqual(Array(4).fill('delivered'));
  expect(judge(410)).toEqual({ kind: 'gone' });
  expect([100, 302, 400, 404, 429, 500, 503].map((status) => judge(status).kind)).toEqual(Array(7).fill('failed'));
  expect(judge(302)).toEqual({ kind: 'failed', reason: 'the target answered 302; redirects are not followed' });
});

test('disabled outranks failing', () => {
  expect(stateOf({ isDisabled: true, isFailing: true })).toBe('disabled');
  expect(stateOf({ isDisabled: false, isFailing: true })).toBe('failing');
  expect(stateOf({ isDisabled: false, isFailing: false })).toBe('ok');
});
