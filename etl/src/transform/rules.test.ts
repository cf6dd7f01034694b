import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, percentileOf, unsent, upperEndOf } from './rules.ts';
import { removeOthers, upsert } from './upsert.ts';

test('a latency lies below the end of its bucket, and not far', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (latencyMs) => {
      const end = upperEndOf(bucketOf(latencyMs));
      expect(end).toBeGreaterThanOrEqual(latencyMs);
      expect(end).toBeLessThanOrEqual(Math.ceil(latencyMs * 1.26) + 1);
    }),
  );
});

test('a percentile passes over what was not sent', () => {
  const counts = new Map([
    [unsent, 1000],
    [bucketOf(100), 95],
    [bucketOf(5000), 5],
  ]);
  expect(percentileOf(counts, 0.5)).toBe(upperEndOf(bucketOf(100)));
  expect(percentileOf(counts, 0.99)).toBe(upperEndOf(bucketOf(5000)));
  expect(percentileOf(new Map([[unsent, 3]]), 0.5)).toBeUndefined();
});

const target = { table: 'dim_x', key: ['a', 'b'], columns: ['c'], select: 'select 1 as a, 2 as b, 3 as c' };

test('a row that is as it should be is not written', () => {
  expect(upsert(target)).toContain('where t.a is null or (t.c) is distinct from (n.c)');
  expect(upsert({ ...target, columns: [] })).toMatch(/where t\.a is null\s+on conflict \(a, b\) do nothing$/);
});

test('what ought not to be there is found by its whole key', () => {
  expect(removeOthers(target)).toContain('where t.a = n.a and t.b = n.b');
});
