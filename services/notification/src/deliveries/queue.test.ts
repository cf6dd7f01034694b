import { expect, test } from 'vitest';
import { pauseAfter } from './queue.ts';

test('pauses double up to a minute, each spread by a quarter to either side', () => {
  const middle = () => 0.5;
  expect([1, 2, 3, 6, 7, 8, 100].map((attempt) => pauseAfter(attempt, middle))).toEqual([1, 2, 4, 32, 60, 60, 60]);
  expect([pauseAfter(8, () => 0), pauseAfter(8, () => 1)]).toEqual([45, 75]);
  expect(pauseAfter(1, () => 0)).toBe(1);
});
