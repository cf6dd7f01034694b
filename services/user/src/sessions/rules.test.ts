import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recentFailures, throttledSeconds, throttleWindowMs } from './rules.ts';

test('the limit is reached by the given number of failures within a minute, and ends with the oldest of them', () => {
  const failures = Array.from({ length: 10 }, (_, n) => n * 1000);
  expect(throttledSeconds(failures.slice(1), 10, 10_000)).toBeUndefined();
  expect(throttledSeconds(failures, 10, 10_000)).toBe(50);
  expect(throttledSeconds(failures, 10, throttleWindowMs)).toBeUndefined();
});

test('whatever the failures, waiting as long as told is enough', () => {
  const times = fc
    .array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 40 })
    .map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 12 }), (failures, limit) => {
      const now = failures.at(-1) ?? 0;
      const seconds = throttledSeconds(failures, limit, now);
      if (seconds === undefined) expect(recentFailures(failures, now).length).toBeLessThan(limit);
      else expect(throttledSeconds(failures, limit, now + seconds * 1000)).toBeUndefined();
    }),
  );
});
