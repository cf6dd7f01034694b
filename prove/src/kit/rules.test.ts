import { expect, test } from 'vitest';
import { compare, gateOf, isClean, noDiscrepancy, sum, upTo } from './rules.ts';

test('everything once and in order is no discrepancy', () => {
  expect(compare(upTo(4), [1, 2, 3, 4])).toEqual(noDiscrepancy);
  expect(isClean(noDiscrepancy)).toBe(true);
});

test.each([
  ['lost', [1, 3], { lost: 1 }],
  ['doubled', [1, 2, 2, 3], { doubled: 1 }],
  ['misplaced', [2, 1, 3], { misplaced: 1 }],
  ['unexpected', [1, 2, 3, 4], { unexpected: 1 }],
])('%s is told from the others', (_name, got, difference) => {
  const found = compare(upTo(3), got);
  expect(found).toEqual({ ...noDiscrepancy, ...difference });
  expect(isClean(found)).toBe(false);
});

test('an old number that comes again after newer ones is doubled, not misplaced', () => {
  expect(compare(upTo(3), [1, 2, 3, 1])).toEqual({ ...noDiscrepancy, doubled: 1 });
});

test('discrepancies add up', () => {
  expect(sum([compare([1], []), compare([1], [1, 1])])).toEqual({ ...noDiscrepancy, lost: 1, doubled: 1 });
});

test('gates differ and are such as the API takes', () => {
  const gates = Array.from({ length: 30_000 }, (_none, number) => gateOf(number));
  expect(new Set(gates).size).toBe(30_000);
  expect(gates.every((gate) => /^[A-Z]{0,2}[0-9]{1,3}[A-Z]?$/.test(gate))).toBe(true);
});
