import type { RedisClient } from '@airside/redis';
import { type Registry, sampled, sharedFor } from '@airside/service';

/** What the server itself tells, by the names of `INFO`. */
const figures = {
  redis_memory_used_bytes: { field: 'used_memory', help: 'Memory that a Redis node uses' },
  redis_clients: { field: 'connected_clients', help: 'Connections to a Redis node' },
  redis_commands_processed: {
    field: 'total_commands_processed',
    help: 'Commands that a Redis node has run since it started',
  },
  redis_evicted_keys: {
    field: 'evicted_keys',
    help: 'Keys that a Redis node has dropped for want of memory since it started',
  },
} as const;

type NodeInfo = { node: string; info: ReadonlyMap<string, string> | undefined };

/** Each Redis node as it is configured: whether it answers, and what it tells of itself. Discovery watches them for all. */
export function measureRedisNodes(registry: Registry, redis: RedisClient, urls: readonly string[]): void {
  const ask = sharedFor(500, () => Promise.all(urls.map((url) => askNode(redis, new URL(url).host))));
  sampled(registry, {
    name: 'redis_up',
    help: '1 while a Redis node answers',
    labelNames: ['node'],
    read: async () => (await ask()).map(({ node, info }) => ({ labels: { node }, value: Number(info !== undefined) })),
  });
  for (const [name, { field, help }] of Object.entries(figures)) {
    sampled(registry, {
      name,
      help,
      labelNames: ['node'],
      read: async () =>
        (await ask()).flatMap(({ node, info }) => {
          const value = Number(info?.get(field));
          return Number.isFinite(value) ? [{ labels: { node }, value }] : [];
        }),
    });
  }
}

async function askNode(redis: RedisClient, node: string): Promise<NodeInfo> {
  const nodes = 'nodes' in redis ? redis.nodes('all') : [redis];
  const client =
    nodes.find(({ options }) => `${options.host}:${options.port}` === node) ??
    (nodes.length === 1 ? nodes[0] : undefined);
  const text = await client?.info().catch(() => undefined);
  return { node, info: text === undefined ? undefined : parseInfo(text) };
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\r\n').flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
    }),
  );
}
