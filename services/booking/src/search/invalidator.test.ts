import { silentLogger, waitUntil } from '@airside/testing';
import { expect, test } from 'vitest';
import type { SearchCache } from './cache.ts';
import { createInvalidator } from './invalidator.ts';

/** Records what the cache is told; `fail` makes it refuse. */
function recorder() {
  const told: string[] = [];
  const state = { isDown: false, attempts: 0 };
  const invalidate: SearchCache['invalidate'] = async (market, position) => {
    state.attempts += 1;
    if (state.isDown) throw new Error('Redis is gone');
    told.push(`${market}@${position}`);
  };
  return { told, state, cache: { invalidate } as SearchCache };
}

function start(cache: SearchCache) {
  let commits = 0;
  return createInvalidator({
    cache,
    position: async () => `0/${(commits += 1)}`,
    logger: silentLogger(),
    everyMs: 20,
  });
}

test('a thousand sales at once are told in two rounds, each market once', async () => {
  const { told, cache } = recorder();
  const invalidator = start(cache);
  invalidator.changed('a');
  await waitUntil('the first round', () => told.length === 1);
  for (let sale = 0; sale < 1000; sale += 1) invalidator.changed(sale % 2 === 0 ? 'a' : 'b');
  await waitUntil('the second round', () => told.length === 3);
  await invalidator.close();
  expect(told).toEqual(['a@0/1', 'a@0/2', 'b@0/2']);
});

test('what could not be told is told as soon as it can be', async () => {
  const { told, state, cache } = recorder();
  const invalidator = start(cache);
  state.isDown = true;
  invalidator.changed('a');
  await waitUntil('some failed tries', () => state.attempts >= 3);
  state.isDown = false;
  await waitUntil('the news', () => told.length > 0);
  await invalidator.close();
  expect(told).toHaveLength(1);
});

test('closing tells the rest, and ends although nobody listens', async () => {
  const { told, state, cache } = recorder();
  const invalidator = start(cache);
  invalidator.changed('a');
  await invalidator.close();
  expect(told).toEqual(['a@0/1']);
  state.isDown = true;
  const deaf = start(cache);
  deaf.changed('a');
  await deaf.close();
  expect(told).toHaveLength(1);
});
