import { counter, type Registry } from '@airside/service';

export type CacheResult = 'hit' | 'miss' | 'unusable';

/** Told of each look into the cache; `group` is the group of the answer. */
export type OnLookup = (group: string, result: CacheResult) => void;

const caches = ['market', 'flight', 'flights'] as const;

/** Counts looks into the cache by its kind: answers to searches of a market, pages of a flight, lists of flights. */
export function measureCaches(registry: Registry): OnLookup {
  const lookups = counter(registry, 'cache_lookups_total', 'Looks into a cache of answers, by what came of them', [
    'cache',
    'result',
  ]);
  for (const cache of caches)
    for (const result of ['hit', 'miss', 'unusable'] satisfies CacheResult[]) lookups.inc({ cache, result }, 0);
  return (group, result) => lookups.inc({ cache: group.split(':', 1)[0] ?? group, result });
}
