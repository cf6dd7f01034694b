import { Problem } from '@airside/contracts';
import { expect, test } from 'vitest';
import { createBatcher } from './batcher.ts';

test('calls that come together are one batch, those that come meanwhile the next', async () => {
  const batches: number[][] = [];
  const double = createBatcher(async (items: readonly number[]) => {
    batches.push([...items]);
    return items.map((item) => item * 2);
  }, 3);
  expect(await Promise.all([1, 2, 3, 4].map(double))).toEqual([2, 4, 6, 8]);
  expect(await double(5)).toBe(10);
  expect(batches).toEqual([[1, 2, 3], [4], [5]]);
});

test('one item that cannot be done does not take the others with it', async () => {
  const run = createBatcher(async (items: readonly number[]) => {
    if (items.includes(2)) throw new Error('not two');
    return items;
  }, 10);
  const outcomes = await Promise.allSettled([1, 2, 3].map(run));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a database that is away is not asked once for each', async () => {
  let calls = 0;
  const run = createBatcher(async (): Promise<number[]> => {
    calls += 1;
    throw new Problem('DATABASE_UNAVAILABLE');
  }, 10);
  await Promise.allSettled([1, 2, 3].map(run));
  expect(calls).toBe(1);
});
