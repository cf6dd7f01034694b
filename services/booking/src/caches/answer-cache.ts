import type { Lsn } from '@airside/postgres';
import type { RedisClient } from '@airside/redis';
import { shareReads } from './shared-reads.ts';
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

export type AnswerCache = {
  /** The group's generation, null where Redis knows none, and the answer, if it belongs to that generation. One command. */
  read(group: string, key: string): Promise<{ generation: Generation | null; body: string | undefined }>;
  write(group: string, key: string, generation: Generation, body: string): Promise<void>;
  /** Starts a group that has no generation; answers the one it has then. */
  begin(group: string, position: Lsn): Promise<Generation | null>;
  /** Makes every answer of the group old: from now on they come from data at `position` or later. */
  invalidate(group: string, position: Lsn): Promise<void>;
};

/** Answers in Redis, in groups that grow old together. Every method throws when Redis does not answer. */
export function createAnswerCache(redis: RedisClient, unique: () => string): AnswerCache {
  // The tag keeps a group's keys in one slot, so that both are read in one command.
  const generationKey = (group: string) => `answers:{${group}}`;
  const answerKey = (group: string, key: string) => `answers:{${group}}:${key}`;
  return {
    read: shareReads(async (group, key) => {
      const [generation = null, kept = null] = await redis.mget(generationKey(group), answerKey(group, key));
      return { generation, body: unpackAnswer(kept, generation) };
    }),
    async write(group, key, generation, body) {
      await redis.set(answerKey(group, key), packAnswer(generation, body), 'EX', ttlSeconds);
    },
    async begin(group, position) {
      const key = generationKey(group);
      await redis.set(key, composeGeneration(position, unique()), 'EX', generationTtlSeconds, 'NX');
      return redis.get(key);
    },
    async invalidate(group, position) {
      const generation = composeGeneration(position, unique());
      await redis.eval(raiseScript, 1, generationKey(group), generation, generationTtlSeconds);
    },
  };
}
