import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitByLargestRemainder } from './largest-remainder.ts';

const weights = fc
  .array(fc.nat(1_000_000_000), { minLength: 1, maxLength: 20 })
  .filter((all) => all.some((weight) => weight > 0));

test('parts sum to the amount, and each is within one of its share', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000), weights, (amount, given) => {
      const parts = splitByLargestRemainder(amount, given);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
      const total = given.reduce((sum, weight) => sum + BigInt(weight), 0n);
      for (const [index, part] of parts.entries()) {
        const share = BigInt(amount) * BigInt(given[index] ?? 0);
        const [low, high] = [BigInt(part - 1) * total, BigInt(part + 1) * total];
        expect(low < share && share < high).toBe(true);
      }
    }),
  );
});

test('of equal remainders the first gets more; nothing can be split by nothing', () => {
  expect(splitByLargestRemainder(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(splitByLargestRemainder(0, [0, 0])).toEqual([0, 0]);
  expect(() => splitByLargestRemainder(1, [0])).toThrow(RangeError);
});
