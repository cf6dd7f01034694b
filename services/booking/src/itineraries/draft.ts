import { createRecordReader, recordLength, type Records } from './records.ts';
import {
  columnNames,
  type Columns,
  createColumns,
  createTimetable,
  ensureRoute,
  noteLeast,
  numberOf,
  type Route,
  type Timetable,
} from './timetable.ts';

/** A timetable in the making: takes flights in any order and puts them in theirs at the end. */
export type Draft = {
  /** Those that are not offered are left out. */
  add(records: Records): void;
  finish(): Timetable;
};

type Page = { columns: Columns; routeKeys: Uint32Array; length: number };

export function createDraft(countryOf: Timetable['countryOf']): Draft {
  const timetable = createTimetable(countryOf);
  const read = createRecordReader();
  const pages: Page[] = [];
  const counts = new Map<number, number>();

  return {
    add(records) {
      const places = records.bytes.byteLength / recordLength;
      const page: Page = { columns: createColumns(places), routeKeys: new Uint32Array(places), length: 0 };
      read(records, (flight) => {
        if (!flight.isOffered) return;
        const at = page.length++;
        const { columns } = page;
        const origin = numberOf(timetable.airports, flight.origin);
        const destination = numberOf(timetable.airports, flight.destination);
        const key = origin * 65_536 + destination;
        page.routeKeys[at] = key;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        columns.ids[at] = flight.id;
        columns.departs[at] = flight.departs;
        columns.arrives[at] = flight.arrives;
        columns.prices[at] = flight.priceMinor;
        columns.airlines[at] = numberOf(timetable.airlines, flight.airline);
        columns.currencies[at] = numberOf(timetable.currencies, flight.currency);
        columns.departureTerminals[at] = flight.departureTerminal;
        columns.arrivalTerminals[at] = flight.arrivalTerminal;
      });
      pages.push(page);
    },
    finish() {
      timetable.columns = createColumns([...counts.values()].reduce((sum, count) => sum + withRoom(count), 0));
      for (const [key, count] of counts) ensureRoute(timetable, key >>> 16, key & 0xffff, withRoom(count));
      // A page is let go of as soon as it has been read: both copies together would be twice the memory.
      for (let page = pages.shift(); page !== undefined; page = pages.shift()) place(timetable, page);
      for (const route of timetable.routes.values()) sortRoute(timetable, route);
      return timetable;
    },
  };
}

/** Flights that come later find a place without the route having to move. */
function withRoom(count: number): number {
  return count + Math.ceil(count / 32) + 1;
}

function place(timetable: Timetable, { columns, routeKeys, length }: Page): void {
  for (let from = 0; from < length; from += 1) {
    const route = timetable.routes.get(routeKeys[from] ?? 0);
    if (route === undefined) continue;
    const to = route.start + route.length++;
    for (const name of columnNames) timetable.columns[name][to] = columns[name][from] ?? 0;
    noteLeast(route, (columns.arrives[from] ?? 0) - (columns.departs[from] ?? 0), columns.prices[from] ?? 0);
  }
  timetable.flights += length;
}

function sortRoute({ columns }: Timetable, { start, length }: Route): void {
  const departs = columns.departs.slice(start, start + length);
  const order = Uint32Array.from(departs, (_departs, index) => index).sort(
    (one, two) => (departs[one] ?? 0) - (departs[two] ?? 0),
  );
  for (const name of columnNames) {
    const before = columns[name].slice(start, start + length);
    for (let index = 0; index < length; index += 1) columns[name][start + index] = before[order[index] ?? 0] ?? 0;
  }
}
