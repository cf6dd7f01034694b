import type { FlightList, FlightListQuery } from '@airside/contracts';
import { Problem } from '@airside/contracts';
import { foldName } from '../airports/names.ts';
import { type CacheDeps, cachedAnswer, type Found } from '../caches/cached-answer.ts';
import { listsGroup } from '../caches/groups.ts';
import { listAirlines, listFlights } from './list-queries.ts';
import { composeCursor, type FlightFilter, hasFilter, readFilter } from './list-rules.ts';
import { flightResource } from './resource.ts';

/** A page of flights that match all filters, by departure; JSON text. Throws where there is no filter at all. */
export async function findFlights(deps: CacheDeps, query: FlightListQuery): Promise<Found> {
  if (!hasFilter(query)) throw new Problem('VALIDATION_FAILED', { message: 'status query parameter required' });
  const filter = readFilter(query);
  return cachedAnswer(deps, { group: listsGroup, key: JSON.stringify(filter) }, async (db) => {
    const airlines = filter.airline === undefined ? undefined : await listAirlines(db);
    return JSON.stringify(composePage(filter, await listFlights(db, filter, namesLike(filter.airline, airlines))));
  });
}

/** The names as they are stored that fold to the one asked for. */
function namesLike(folded: string | undefined, names: readonly string[] | undefined): string[] | undefined {
  return names?.filter((name) => foldName(name) === folded);
}

function composePage(filter: FlightFilter, found: Awaited<ReturnType<typeof listFlights>>): FlightList {
  const flights = found.slice(0, filter.limit);
  const last = found.length > filter.limit ? flights.at(-1) : undefined;
  return {
    flights: flights.map(flightResource),
    count: flights.length,
    ...(last === undefined ? {} : { cursor: composeCursor(last) }),
  };
}
