import type { SearchQuery } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Airports } from '../airports/rules.ts';
import { type CacheDeps, cachedAnswer, type Found } from '../caches/cached-answer.ts';
import { marketGroup } from '../caches/groups.ts';
import { listCandidates } from './queries.ts';
import { cacheKeyOf, composeAnswer, marketOf, resolveSearch, type Search } from './rules.ts';

export type SearchDeps = CacheDeps & {
  airports: Airports;
  now: () => Temporal.Instant;
};

/** The answer to a search, from the cache where it can be. */
export async function searchFlights(deps: SearchDeps, query: SearchQuery): Promise<Found> {
  const search = resolveSearch(query, deps.airports.find);
  if (search === undefined) return { body: undefined, isCached: false };
  const place = { group: marketGroup(marketOf(search.from, search.to)), key: cacheKeyOf(search) };
  return cachedAnswer(deps, place, (db) => askDatabase(deps, db, search));
}

async function askDatabase({ airports, now }: SearchDeps, db: Db, search: Search): Promise<string | undefined> {
  const at = now();
  const answer = composeAnswer(search, await listCandidates(db, search, at), { now: at, zoneOf: airports.zoneOf });
  return answer === undefined ? undefined : JSON.stringify(answer);
}
