import type { RedisClient } from './connection.ts';

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

/** New entries; waits for one up to `blockMs`. `connection` must be used by nobody else. */
export async function readNew(
  connection: RedisClient,
  { stream, group, consumer, count }: Read,
  blockMs: number,
): Promise<Entry[]> {
  const answer = (await connection.xreadgroup(
    'GROUP',
    group,
    consumer,
    'COUNT',
    count,
    'BLOCK',
    blockMs,
    'STREAMS',
    stream,
    '>',
  )) as [string, RawEntry[]][] | null;
  return (answer?.[0]?.[1] ?? []).map(toEntry);
}

/** Makes the oldest unacknowledged entries our own, whoever had them; the first page, and whether there are more. */
export async function claimPending(
  redis: RedisClient,
  { stream, group, consumer, count }: Read,
): Promise<{ entries: Entry[]; isLast: boolean }> {
  const [next, raw] = (await redis.xautoclaim(stream, group, consumer, 0, '0-0', 'COUNT', count)) as [
    string,
    RawEntry[],
  ];
  return { entries: raw.filter(([, fields]) => fields !== null).map(toEntry), isLast: next === '0-0' };
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
