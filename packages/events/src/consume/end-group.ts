import { allPartitions, streamKeys } from '../partitions.ts';
import type { RedisClient } from '../streams/client.ts';
import { destroyGroup } from '../streams/group.ts';

/**
 * Ends a consumer group that nobody takes part in any more: streams are trimmed only below what every group has read, and
 * would grow for ever behind one that never reads. The group begins anew, with what the streams still have, when subscribed.
 */
export async function endGroup(redis: RedisClient, stream: string, group: string): Promise<void> {
  await Promise.all(allPartitions.map((partition) => destroyGroup(redis, streamKeys(stream, partition).stream, group)));
}
