import { describe, expect, test } from 'vitest';
import { createRegistry, sampled } from './metrics.ts';

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('a gauge that is read at the scrape', () => {
  test('shows what there is now, and nothing of before', async () => {
    const registry = createRegistry('user_service', 'user_service_1');
    let nodes = ['a', 'b'];
    sampled(registry, {
      name: 'thing',
      help: 'things',
      labelNames: ['node'],
      read: () => nodes.map((node) => ({ labels: { node }, value: 1 })),
    });
    expect(linesOf(await registry.metrics())).toHaveLength(2);
    nodes = ['b'];
    expect(linesOf(await registry.metrics())).toEqual([
      'thing{node="b",service="user_service",instance="user_service_1"} 1',
    ]);
  });

  test('has no series where the answer fails, and the other metrics are there all the same', async () => {
    const registry = createRegistry('user_service', 'user_service_1');
    sampled(registry, { name: 'broken', help: 'no answer', read: () => Promise.reject(new Error('gone')) });
    sampled(registry, { name: 'fine', help: 'an answer', read: () => [{ value: 0 }] });
    const lines = linesOf(await registry.metrics());
    expect(lines).toEqual(['fine{service="user_service",instance="user_service_1"} 0']);
  });

  test('does not hold the scrape up where no answer comes', async () => {
    const registry = createRegistry('user_service', 'user_service_1');
    sampled(registry, { name: 'stuck', help: 'never', read: () => new Promise<never>(() => undefined) });
    expect(linesOf(await registry.metrics())).toEqual([]);
  });
});
