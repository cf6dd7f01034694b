import type { RedisClient } from './client.ts';

/** A marker without its stream says nothing: the stream was evicted or deleted. */
const readMarkerText = `
local current = redis.call('GET', KEYS[2]) or ''
if current ~= '' and redis.call('EXISTS', KEYS[1]) == 0 then current = '' end`;

const appendText = `${readMarkerText}
if current ~= ARGV[1] then return current end
for i = 5, #ARGV, 2 do redis.call('XADD', KEYS[1], '*', 'key', ARGV[i], 'event', ARGV[i + 1]) end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return nil`;

type Keys = { stream: string; marker: string };

/** Whom to tell of new entries. */
export type Bell = { channel: string; partition: number };

/** The marker of a partition; empty when there is none. */
export async function readMarker(redis: RedisClient, { stream, marker }: Keys): Promise<string> {
  return (await redis.eval(`${readMarkerText} return current`, 2, stream, marker)) as string;
}

/**
 * Appends events and moves the marker, both or neither, if the marker is the expected one; else answers the marker that is
 * there. So a relay that was taken over, or whose Redis lost its last writes, cannot add anything twice or out of order.
 */
export async function append(
  redis: RedisClient,
  keys: Keys,
  batch: { expected: string; marker: string; bell: Bell; entries: readonly { key: string; event: string }[] },
): Promise<{ isAppended: true } | { isAppended: false; marker: string }> {
  const fields = batch.entries.flatMap(({ key, event }) => [key, event]);
  const { expected, marker, bell } = batch;
  const values = [expected, marker, bell.channel, bell.partition, ...fields];
  const answer = await redis.eval(appendText, 2, keys.stream, keys.marker, ...values);
  return answer === null ? { isAppended: true } : { isAppended: false, marker: answer as string };
}

/**
 * Trims below the lowest of what any group has not been given yet or has not acknowledged. Where no group is, entries
 * older than `ARGV[1]` milliseconds go: nobody has asked for them.
 */
const trimText = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
local function below(a, b)
  local ams, aseq = parts(a)
  local bms, bseq = parts(b)
  if ams ~= bms then return ams < bms end
  return aseq < bseq
end
local lowest = nil
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local info = {}
  for i = 1, #group, 2 do info[group[i]] = group[i + 1] end
  local id = info['last-delivered-id']
  if info['pending'] > 0 then
    local oldest = redis.call('XPENDING', KEYS[1], info['name'])[2]
    if below(oldest, id) then id = oldest end
  end
  if lowest == nil or below(id, lowest) then lowest = id end
end
if lowest == nil then
  lowest = string.format('%.0f', redis.call('TIME')[1] * 1000 - ARGV[1]) .. '-0'
end
return redis.call('XTRIM', KEYS[1], 'MINID', '=', lowest)`;

/** Answers how many entries were trimmed. */
export async function trim(redis: RedisClient, stream: string, keepMs: number): Promise<number> {
  return (await redis.eval(trimText, 1, stream, keepMs)) as number;
}
