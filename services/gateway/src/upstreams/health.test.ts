import { expect, test } from 'vitest';
import { afterCheck, initialHealth } from './health.ts';

test('one lost check is a pause, two are a fall, and one good answer is a return', () => {
  const once = afterCheck(initialHealth, false);
  const twice = afterCheck(once, false);
  expect([once.isHealthy, twice.isHealthy, afterCheck(twice, false).isHealthy]).toEqual([true, false, false]);
  expect(afterCheck(twice, true)).toEqual(initialHealth);
});
