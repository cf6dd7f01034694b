import type { Cluster } from '@airside/postgres';
import type { Relay } from '../relay/relay.ts';
import type { RedisClient } from '../streams/client.ts';
import { readConsumerLag } from './consumer-lag.ts';
import { countHeld, countWaiting } from './queries.ts';

/** What there is to measure of a stream, where its outbox is. `relay` is undefined until it has been started. */
export function figuresOfStream(
  { cluster, redis, stream }: { cluster: Pick<Cluster, 'writer'>; redis: RedisClient; stream: string },
  relay: () => Relay | undefined,
) {
  return {
    stream,
    relay: () => ({ isActive: relay()?.isActive() ?? false, partitionsBehind: relay()?.partitionsBehind() ?? 0 }),
    outbox: () => countWaiting(cluster.writer),
    groups: () => readConsumerLag(redis, stream),
  };
}

/** Events that the consumers of a database hold, by group and state. */
export function countHeldEvents(
  cluster: Pick<Cluster, 'writer'>,
): Promise<{ group: string; state: string; count: number }[]> {
  return countHeld(cluster.writer);
}
