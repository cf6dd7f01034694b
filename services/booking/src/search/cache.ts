import type { Lsn } from '@airside/postgres';
import type { RedisClient } from '@airside/redis';
import { composeGeneration, type Generation, packAnswer, unpackAnswer } from './generation.ts';

/** Longest life of a cached answer, in seconds: also bounds what a Redis that came back with old data can do. */
const ttlSeconds = 30;
/** A generation outlives every answer filled under it. */
const generationTtlSeconds = 3600;

/** KEYS: generation. ARGV: generation, ttl. The greater position stays, whichever instance comes last; the rest is new. */
const raiseScript = `
  local present = redis.call('get', KEYS[1])
  local raised = ARGV[1]
  if present and string.sub(present, 1, 16) > string.sub(raised, 1, 16) then
    raised = string.sub(present, 1, 16) .. string.sub(raised, 17)
  end
  redis.call('set', KEYS[1], raised, 'EX', ARGV[2])
  return raised`;

export type SearchCache = {
  /** The market's generation, null where Redis knows none, and the answer, if it belongs to that generation. One command. */
  read(market: string, key: string): Promise<{ generation: Generation | null; body: string | undefined }>;
  write(market: string, key: string, generation: Generation, body: string): Promise<void>;
  /** Starts a market that has no generation; answers the one it has then. */
  begin(market: string, position: Lsn): Promise<Generation | null>;
  /** Makes every answer of the market old: from now on they come from data at `position` or later. */
  invalidate(market: string, position: Lsn): Promise<void>;
};

/** Search answers in Redis, one hash tag per market. Every method throws when Redis does not answer. */
export function createSearchCache(redis: RedisClient, unique: () => string): SearchCache {
  // The tag keeps a market's keys in one slot, so that both are read in one command.
  const generationKey = (market: string) => `search:{${market}}`;
  const answerKey = (market: string, key: string) => `search:{${market}}:${key}`;
  return {
    async read(market, key) {
      const [generation = null, kept = null] = await redis.mget(generationKey(market), answerKey(market, key));
      return { generation, body: unpackAnswer(kept, generation) };
    },
    async write(market, key, generation, body) {
      await redis.set(answerKey(market, key), packAnswer(generation, body), 'EX', ttlSeconds);
    },
    async begin(market, position) {
      const key = generationKey(market);
      await redis.set(key, composeGeneration(position, unique()), 'EX', generationTtlSeconds, 'NX');
      return redis.get(key);
    },
    async invalidate(market, position) {
      const generation = composeGeneration(position, unique());
      await redis.eval(raiseScript, 1, generationKey(market), generation, generationTtlSeconds);
    },
  };
}
