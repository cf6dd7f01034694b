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

/** A query with its names resolved, and where its answer is cached. */
type Plan = { search: Search; group: string; key: string };

/** Answers searches, from the cache where it can be. What a query means is found out once for each query object. */
export function createSearch(deps: SearchDeps): (query: SearchQuery) => Promise<Found> {
  const plans = new WeakMap<SearchQuery, Plan>();
  return async (query) => {
    const plan = plans.get(query) ?? planOf(query, deps.airports);
    if (plan === undefined) return { body: undefined, isCached: false };
    plans.set(query, plan);
    return cachedAnswer(deps, plan, (db) => askDatabase(deps, db, plan.search));
  };
}

function planOf(query: SearchQuery, { find }: Airports): Plan | undefined {
  const search = resolveSearch(query, find);
  if (search === undefined) return undefined;
  return { search, group: marketGroup(marketOf(search.from, search.to)), key: cacheKeyOf(search) };
}

async function askDatabase({ airports, now }: SearchDeps, db: Db, search: Search): Promise<string | undefined> {
  const at = now();
  const answer = composeAnswer(search, await listCandidates(db, search, at), { now: at, zoneOf: airports.zoneOf });
  return answer === undefined ? undefined : JSON.stringify(answer);
}
