import { Problem } from '@airside/contracts';
import { expect, test } from 'vitest';
import { afterFailure, fairShare, isOutage, reasonOf, waitAfterFaults } from './rules.ts';

test('an event is tried five times, each time later, and then given up', () => {
  const fates = [1, 2, 3, 4, 5].map(afterFailure);
  expect(fates.map(({ state }) => state)).toEqual(['retrying', 'retrying', 'retrying', 'retrying', 'dead']);
  const waits = fates.flatMap((fate) => (fate.state === 'retrying' ? [fate.waitMs] : []));
  expect(waits).toEqual(waits.toSorted((one, other) => one - other));
});

test('a database that is away, or a deadlock, is not the fault of the event', () => {
  expect(isOutage(new Problem('DATABASE_UNAVAILABLE'))).toBe(true);
  expect(isOutage(Object.assign(new Error('deadlock detected'), { code: '40P01' }))).toBe(true);
  expect(isOutage(new Problem('FLIGHT_NOT_FOUND'))).toBe(false);
  expect(isOutage(new Error('x'))).toBe(false);
  expect(isOutage(null)).toBe(false);
});

test('every partition has a holder however many take part', () => {
  for (let members = 1; members < 40; members += 1) expect(fairShare(16, members) * members).toBeGreaterThanOrEqual(16);
});

test('a reason is text of bounded length, whatever was thrown', () => {
  expect(reasonOf(new Error('x'.repeat(5000)))).toHaveLength(1000);
  expect(reasonOf('why')).toBe('why');
});

test('the longer a partition cannot be read, the rarer it is tried, and at least every two seconds', () => {
  expect([1, 2, 3, 5, 6, 7, 5000].map(waitAfterFaults)).toEqual([100, 200, 400, 1600, 2000, 2000, 2000]);
});
