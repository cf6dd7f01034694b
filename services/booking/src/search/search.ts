import { Problem, type SearchQuery } from '@airside/contracts';
import type { Cluster, Db } from '@airside/postgres';
import type { Logger, Pause } from '@airside/service';
import type { Airports } from '../airports/rules.ts';
import type { SearchCache } from './cache.ts';
import { type Generation, positionOf } from './generation.ts';
import { listCandidates } from './queries.ts';
import { cacheKeyOf, composeAnswer, marketOf, resolveSearch, type Search } from './rules.ts';

export type SearchDeps = {
  cluster: Cluster;
  airports: Airports;
  cache: SearchCache;
  /** On for a moment after Redis did not answer, so that searches do not wait for it one by one. */
  cachePause: Pause;
  logger: Logger;
  now: () => Temporal.Instant;
};

/** An answer as JSON text, and whether it came from the cache. Nothing found is undefined, and never cached. */
export type Found = { body: string | undefined; isCached: boolean };

/** Answers from the cache, else from a standby that has seen the last invalidation; without Redis from the database. */
export async function searchFlights(deps: SearchDeps, query: SearchQuery): Promise<Found> {
  const search = resolveSearch(query, deps.airports.find);
  if (search === undefined) return { body: undefined, isCached: false };
  const [market, key] = [marketOf(search.from, search.to), cacheKeyOf(search)];
  const { generation, body } = await readCache(deps, market, key);
  if (body !== undefined) return { body, isCached: true };

  const { cluster } = deps;
  const db = generation === undefined ? cluster.reader : cluster.readerAfter(positionOf(generation));
  const answer = await askDatabase(deps, db, search);
  if (answer !== undefined && generation !== undefined) keep(deps, { market, key, generation, answer });
  return { body: answer, isCached: false };
}

async function askDatabase({ airports, now }: SearchDeps, db: Db, search: Search): Promise<string | undefined> {
  const at = now();
  const answer = composeAnswer(search, await listCandidates(db, search, at), { now: at, zoneOf: airports.zoneOf });
  return answer === undefined ? undefined : JSON.stringify(answer);
}

/** The generation is undefined where Redis does not answer: then nothing may be cached. */
async function readCache(
  { cache, cachePause, cluster, logger }: SearchDeps,
  market: string,
  key: string,
): Promise<{ generation: Generation | undefined; body: string | undefined }> {
  if (cachePause.isOn()) return { generation: undefined, body: undefined };
  try {
    const { generation, body } = await cache.read(market, key);
    if (generation !== null) return { generation, body };
    // Redis is new or has forgotten: what was invalidated before is not known, so only data from now on is good.
    const begun = await cache.begin(market, await cluster.position());
    return { generation: begun ?? undefined, body: undefined };
  } catch (error) {
    // Without a primary there is no position to begin from; standbys can still be searched.
    if (!(error instanceof Problem)) cachePause.begin();
    logger.debug({ err: error }, 'search cache cannot be used');
    return { generation: undefined, body: undefined };
  }
}

/** Nobody waits for the cache to be written. */
function keep(
  { cache, logger }: SearchDeps,
  { market, key, generation, answer }: { market: string; key: string; generation: Generation; answer: string },
): void {
  cache
    .write(market, key, generation, answer)
    .catch((error: unknown) => logger.debug({ err: error }, 'search answer could not be cached'));
}
