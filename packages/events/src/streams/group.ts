import type { RedisClient } from './client.ts';

/** One entry of a stream: the ordering key and the event's JSON. */
export type Entry = { id: string; key: string; event: string };

type RawEntry = [id: string, fields: string[] | null];

/** Makes the group, and the stream if need be, from the stream's beginning. One that is there stays as it is. */
export async function createGroup(redis: RedisClient, stream: string, group: string): Promise<void> {
  try {
    await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM');
  } catch (error) {
    if (!String(error).includes('BUSYGROUP')) throw error;
  }
}

/** True when stream or group are gone: Redis came back without its memory. */
export function isGroupMissing(error: unknown): boolean {
  return /NOGROUP|UNBLOCKED/.test(String(error));
}

type Read = { stream: string; group: string; consumer: string; count: number };

const readText = `
local pending = redis.call('XPENDING', KEYS[1], ARGV[1])[1]
if pending > 0 then return pending end
return redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', ARGV[3], 'STREAMS', KEYS[1], '>')`;

/**
 * New entries, if there are none that the group has been given and not acknowledged: those come first, whoever has them,
 * for a former holder that does not know yet may have been given entries before these.
 */
export async function readNew(
  redis: RedisClient,
  { stream, group, consumer, count }: Read,
): Promise<{ entries: Entry[]; isClaimDue: boolean }> {
  const answer = (await redis.eval(readText, 1, stream, group, consumer, count)) as
    | number
    | [string, RawEntry[]][]
    | null;
  if (typeof answer === 'number') return { entries: [], isClaimDue: true };
  return { entries: (answer?.[0]?.[1] ?? []).map(toEntry), isClaimDue: false };
}

/** Makes the oldest unacknowledged entries our own, whoever had them; the first page. */
export async function claimPending(redis: RedisClient, { stream, group, consumer, count }: Read): Promise<Entry[]> {
  const [, raw] = (await redis.xautoclaim(stream, group, consumer, 0, '0-0', 'COUNT', count)) as [string, RawEntry[]];
  return raw.filter(([, fields]) => fields !== null).map(toEntry);
}

/** How many entries the whole group has been given and has not acknowledged. */
export async function countPending(redis: RedisClient, stream: string, group: string): Promise<number> {
  const [count] = (await redis.xpending(stream, group)) as [number];
  return count;
}

export async function acknowledge(redis: RedisClient, stream: string, group: string, ids: readonly string[]) {
  if (ids.length > 0) await redis.xack(stream, group, ...ids);
}

function toEntry([id, fields]: RawEntry): Entry {
  const entry: Entry = { id, key: '', event: '' };
  for (let index = 0; index + 1 < (fields?.length ?? 0); index += 2) {
    if (fields?.[index] === 'key') entry.key = fields[index + 1] ?? '';
    if (fields?.[index] === 'event') entry.event = fields[index + 1] ?? '';
  }
  return entry;
}

/** Ends a group for good: what it has not read no longer holds the stream back. One that is not there is no error. */
export async function destroyGroup(redis: RedisClient, stream: string, group: string): Promise<void> {
  try {
    await redis.xgroup('DESTROY', stream, group);
  } catch (error) {
    // The stream itself is not there.
    if (!String(error).includes('requires the key to exist')) throw error;
  }
}
