import { Cluster, type Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';

export type RedisClient = Redis | Cluster;

const longestConnectMs = 2000;

/**
 * A connection of its own for one blocking read at a time: a BLOCK holds up everything else on its connection. The short
 * command deadline of the shared connection gives way to one that is longer than the block, so that every wait still ends.
 */
export async function openBlocking(shared: RedisClient, commandTimeout: number): Promise<RedisClient> {
  const own = { commandTimeout, maxRetriesPerRequest: 0 };
  const client =
    shared instanceof Cluster
      ? shared.duplicate([], { redisOptions: own, enableOfflineQueue: false, slotsRefreshInterval: 0 })
      : shared.duplicate({ ...own, enableOfflineQueue: false });
  // What fails is told by the commands; without a listener the process would end.
  client.on('error', () => undefined);
  const deadline = performance.now() + longestConnectMs;
  while (client.status !== 'ready') {
    if (performance.now() > deadline) {
      client.disconnect();
      throw new Error('Redis does not answer');
    }
    await delay(10);
  }
  return client;
}
