import { expect, test } from 'vitest';
import { partitionCount, partitionKeyOf, partitionOf, streamKeys } from './partitions.ts';

test('a key has the same partition for ever', () => {
  expect(['FL001', 'SW1234', 'account/12'].map(partitionOf)).toEqual([9, 5, 5]);
});

test('flights spread over all partitions', () => {
  const counts = new Map<number, number>();
  for (let number = 1; number <= 1600; number += 1) {
    const partition = partitionOf(`SW${number}`);
    counts.set(partition, (counts.get(partition) ?? 0) + 1);
  }
  expect([...counts.keys()].sort((one, other) => one - other)).toEqual([...Array(partitionCount).keys()]);
  expect(Math.min(...counts.values())).toBeGreaterThan(50);
});

test('stream and marker of a partition share a slot, and different streams do not share a key', () => {
  const keys = streamKeys('flights', 3);
  expect(keys).toEqual({ stream: 'events:{3}:flights', marker: 'events:{3}:flights:marker' });
});

test('events of one subject share a key; one without a subject stands alone', () => {
  expect(partitionKeyOf({ id: 'e1', subject: 'FL001' })).toBe('FL001');
  expect(partitionKeyOf({ id: 'e1' })).toBe('e1');
});
