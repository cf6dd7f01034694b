import { expect, test } from 'vitest';
import { fareFamilies, fareOf, standardFare } from './fares.ts';

test('every fare gives back less the later, and always says how much', () => {
  for (const { name, refunds, conditions } of fareFamilies) {
    expect(fareOf(name).refunds).toBe(refunds);
    expect(conditions.length).toBeGreaterThan(0);
    expect(refunds.at(-1)?.atLeastHoursBefore).toBe(0);
    for (const [index, line] of refunds.slice(1).entries()) {
      expect(line.atLeastHoursBefore).toBeLessThan(refunds[index]?.atLeastHoursBefore ?? 0);
      expect(line.percent).toBeLessThanOrEqual(refunds[index]?.percent ?? 0);
    }
  }
});

test('what was never sold has no conditions', () => {
  expect(fareOf(standardFare).name).toBe('standard');
  expect(() => fareOf('gold')).toThrow('gold');
});
