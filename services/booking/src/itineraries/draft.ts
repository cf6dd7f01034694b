import { createRecordReader, type Records } from './records.ts';
import { appendFlight, createTimetable, ensureRoute, sortRoutes, type Timetable } from './timetable.ts';

/** How many flights a route has, more or less: so many places are set aside for it. */
export type RouteSize = { origin: string; destination: string; flights: number };

/** A timetable in the making: takes flights in any order and puts them in theirs at the end. */
export type Draft = {
  /** Those that are not offered are left out. */
  add(records: Records): void;
  finish(): Timetable;
};

export function createDraft(countryOf: Timetable['countryOf'], sizes: readonly RouteSize[]): Draft {
  const places = sizes.reduce((sum, { flights }) => sum + withRoom(flights), 0);
  const timetable = createTimetable(countryOf, places);
  const read = createRecordReader();
  for (const route of sizes) ensureRoute(timetable, route, withRoom(route.flights));
  return {
    add: (records) =>
      read(records, (flight) => {
        if (flight.isOffered) appendFlight(timetable, flight);
      }),
    finish() {
      sortRoutes(timetable);
      return timetable;
    },
  };
}

/** Flights that come later find a place without the route having to move. */
function withRoom(flights: number): number {
  return flights + Math.ceil(flights / 32) + 1;
}
