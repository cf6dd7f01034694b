/** Partitions of every stream. Changing it needs empty streams: a key would move while its events are on the way. */
export const partitionCount = 16;
export const allPartitions: readonly number[] = Array.from({ length: partitionCount }, (_none, index) => index);

/** The partition of a key (FNV-1a over its UTF-16 units): the same in every process, for ever. */
export function partitionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  // The low bits of FNV are its weakest.
  return ((hash >>> 16) ^ hash) & (partitionCount - 1);
}

/** What orders an event: its subject; an event without one stands alone. */
export function partitionKeyOf(event: { subject?: string; id: string }): string {
  return event.subject ?? event.id;
}

/** Redis keys of one partition; the hash tag keeps them in one slot of the cluster. */
export function streamKeys(stream: string, partition: number): { stream: string; marker: string } {
  const key = `events:{${partition}}:${stream}`;
  return { stream: key, marker: `${key}:marker` };
}

/** Channel on which the number of a partition is called when it has something new. */
export function bellChannel(stream: string): string {
  return `events:${stream}`;
}
