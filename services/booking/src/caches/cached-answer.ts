import { Problem } from '@airside/contracts';
import type { Cluster, Db } from '@airside/postgres';
import type { Logger, Pause } from '@airside/service';
import type { AnswerCache } from './answer-cache.ts';
import type { OnLookup } from './metrics.ts';
import { type Generation, positionOf } from './generation.ts';

export type CacheDeps = {
  cluster: Cluster;
  cache: AnswerCache;
  /** On for a moment after Redis did not answer, so that requests do not wait for it one by one. */
  cachePause: Pause;
  onLookup: OnLookup;
  logger: Logger;
};

/** An answer as JSON text, and whether it came from the cache. Nothing found is undefined, and never cached. */
export type Found = { body: string | undefined; isCached: boolean };

/** Answers from the cache, else from a standby that has seen the last invalidation; without Redis from the database. */
export async function cachedAnswer(
  deps: CacheDeps,
  { group, key }: { group: string; key: string },
  ask: (db: Db) => Promise<string | undefined>,
): Promise<Found> {
  const { generation, body } = await readCache(deps, group, key);
  deps.onLookup(group, body === undefined ? (generation === undefined ? 'unusable' : 'miss') : 'hit');
  if (body !== undefined) return { body, isCached: true };

  const { cluster, cache, logger } = deps;
  const answer = await ask(generation === undefined ? cluster.reader : cluster.readerAfter(positionOf(generation)));
  if (answer !== undefined && generation !== undefined) {
    // Nobody waits for the cache to be written.
    cache
      .write(group, key, generation, answer)
      .catch((error: unknown) => logger.debug({ err: error }, 'answer could not be cached'));
  }
  return { body: answer, isCached: false };
}

/** The generation is undefined where Redis does not answer: then nothing may be cached. */
async function readCache(
  { cache, cachePause, cluster, logger }: CacheDeps,
  group: string,
  key: string,
): Promise<{ generation: Generation | undefined; body: string | undefined }> {
  if (!cachePause.mayAsk()) return { generation: undefined, body: undefined };
  try {
    const { generation, body } = await cache.read(group, key);
    cachePause.answered();
    if (generation !== null) return { generation, body };
    // Redis is new or has forgotten: what was invalidated before is not known, so only data from now on is good.
    const begun = await cache.begin(group, await cluster.position());
    return { generation: begun ?? undefined, body: undefined };
  } catch (error) {
    // Without a primary there is no position to begin from; standbys can still be asked.
    if (!(error instanceof Problem)) cachePause.failed();
    logger.debug({ err: error }, 'cache cannot be used');
    return { generation: undefined, body: undefined };
  }
}
