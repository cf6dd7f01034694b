import type { ItineraryQuery } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import type { Airports } from '../airports/rules.ts';
import type { KeptTimetable } from './keep.ts';
import { listSegments } from './queries.ts';
import {
  composeItineraryAnswer,
  type ItinerarySearch,
  resolveItinerarySearch,
  type SegmentRow,
  segmentsOf,
  sortJourneys,
  unusableFlights,
  withoutDetours,
} from './rules.ts';

export type ItineraryDeps = {
  cluster: Cluster;
  airports: Airports;
  now: () => Temporal.Instant;
  timetable: KeptTimetable;
};

/** However many flights turn out to be full, the search is over after so many rounds. */
const mostRounds = 5;
/** Most journeys that are looked up in the database. */
const mostJourneys = 400;

/** A page of itineraries as JSON text; undefined where there are none. */
export async function findItineraries(deps: ItineraryDeps, query: ItineraryQuery): Promise<string | undefined> {
  const search = resolveItinerarySearch(query, deps.airports, deps.now());
  if (search === undefined) return undefined;
  const found = await findSegments(deps, search);
  const answer = composeItineraryAnswer(search, found, deps.airports.zoneOf);
  return answer === undefined ? undefined : JSON.stringify(answer);
}

/**
 * The timetable says what is possible, the database what is left of it. Where a flight is full or gone the search is made
 * again without it, for it may have outdone others.
 */
async function findSegments(deps: ItineraryDeps, search: ItinerarySearch): Promise<SegmentRow[][]> {
  const { cluster, airports, timetable, now } = deps;
  const { origins, destinations, maxStops, airline, maxPrice, sort, passengers, cabin } = search;
  const without = new Set<number>();
  for (let round = 1; ; round += 1) {
    const question = { origins, destinations, maxStops, airline, maxPrice, without: [...without] };
    const journeys = sortJourneys(withoutDetours(await timetable.search(question)), sort).slice(0, mostJourneys);
    if (journeys.length === 0) return [];
    const ids = [...new Set(journeys.flatMap((journey) => journey.ids))];
    const rows = new Map((await listSegments(cluster.reader, ids, cabin)).map((row) => [row.id, row]));
    const unusable = unusableFlights(ids, rows, { passengers, now: now() });
    if (unusable.length === 0 || round === mostRounds) {
      const usable = journeys.filter((journey) => !journey.ids.some((id) => unusable.includes(id)));
      return usable.flatMap((journey) => {
        const segments = segmentsOf(journey, rows, airports.countries);
        return segments === undefined ? [] : [segments];
      });
    }
    for (const id of unusable) without.add(id);
  }
}
