import { allPartitions, streamKeys } from '../partitions.ts';
import type { RedisClient } from '../streams/client.ts';

/** For each consumer group of a stream, the events that it has not been given or has not acknowledged. Throws when Redis does not answer. */
export async function readConsumerLag(redis: RedisClient, stream: string): Promise<{ group: string; lag: number }[]> {
  const infos = await Promise.all(
    allPartitions.map((partition) => readGroups(redis, streamKeys(stream, partition).stream)),
  );
  const lags = new Map<string, number>();
  for (const { group, lag } of infos.flat()) lags.set(group, (lags.get(group) ?? 0) + lag);
  return Array.from(lags, ([group, lag]) => ({ group, lag }));
}

async function readGroups(redis: RedisClient, key: string): Promise<{ group: string; lag: number }[]> {
  let groups: unknown[][];
  try {
    groups = (await redis.xinfo('GROUPS', key)) as unknown[][];
  } catch (error) {
    // A partition that has had no event yet has no stream.
    if (String(error).includes('no such key')) return [];
    throw error;
  }
  return groups.map((fields) => {
    const read = (name: string) => fields[fields.indexOf(name) + 1];
    // Redis does not know the lag of a group whose stream was trimmed past it; what is pending it knows.
    return { group: String(read('name')), lag: Number(read('pending')) + Number(read('lag') ?? 0) };
  });
}
