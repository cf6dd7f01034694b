/** Flights between two airports: a slice of the timetable's arrays, in the order of departure. */
export type Route = {
  /** Indexes of airports. */
  origin: number;
  destination: number;
  /** Both airports lie in one country. */
  isDomestic: boolean;
  start: number;
  length: number;
  capacity: number;
  /** No flight of the route is or was quicker or cheaper (whatever the currency), in minutes and minor units. */
  leastMinutes: number;
  leastPrice: number;
};

/** One flight as the timetable keeps it. Times are minutes of the epoch; a terminal is any number, 0 where it is not known. */
export type Entry = {
  id: number;
  origin: string;
  destination: string;
  departs: number;
  arrives: number;
  priceMinor: number;
  currency: string;
  airline: string;
  departureTerminal: number;
  arrivalTerminal: number;
};

/** A word and its number, in the order of coming. */
export type Dictionary = { words: string[]; numbers: Map<string, number> };

/** Arrays side by side, one place per flight; a route's flights are neighbours. */
export type Columns = {
  ids: Int32Array;
  departs: Int32Array;
  arrives: Int32Array;
  prices: Int32Array;
  airlines: Uint16Array;
  currencies: Uint16Array;
  departureTerminals: Uint8Array;
  arrivalTerminals: Uint8Array;
};

/** All flights that can still be taken, in memory. Changed in place, so that a change costs what its route is long. */
export type Timetable = {
  columns: Columns;
  /** Places given to routes; those behind are free. */
  used: number;
  flights: number;
  airports: Dictionary;
  airlines: Dictionary;
  currencies: Dictionary;
  /** A terminal's number in the columns, by its number in entries. */
  terminals: Map<number, number>;
  /** By the index of an airport. */
  routesFrom: Route[][];
  routesInto: Route[][];
  /** By `origin * 65536 + destination`. */
  routes: Map<number, Route>;
  /** Undefined for an airport nobody knows. */
  countryOf: (iata: string) => string | undefined;
};

/** An empty one, with memory for so many places. */
export function createTimetable(countryOf: Timetable['countryOf'], places = 0): Timetable {
  return {
    columns: createColumns(places),
    used: 0,
    flights: 0,
    airports: createDictionary(),
    airlines: createDictionary(),
    currencies: createDictionary(),
    terminals: new Map(),
    routesFrom: [],
    routesInto: [],
    routes: new Map(),
    countryOf,
  };
}

function createDictionary(): Dictionary {
  return { words: [], numbers: new Map() };
}

function createColumns(places: number): Columns {
  return {
    ids: new Int32Array(places),
    departs: new Int32Array(places),
    arrives: new Int32Array(places),
    prices: new Int32Array(places),
    airlines: new Uint16Array(places),
    currencies: new Uint16Array(places),
    departureTerminals: new Uint8Array(places),
    arrivalTerminals: new Uint8Array(places),
  };
}

/** The number of a word, a new one for a new word. */
function numberOf(dictionary: Dictionary, word: string): number {
  const known = dictionary.numbers.get(word);
  if (known !== undefined) return known;
  const number = dictionary.words.push(word) - 1;
  dictionary.numbers.set(word, number);
  return number;
}

/** The route between two airports, made where there is none; `capacity` places are set aside for it. */
export function ensureRoute(
  timetable: Timetable,
  ends: Pick<Entry, 'origin' | 'destination'>,
  capacity: number,
): Route {
  const origin = numberOf(timetable.airports, ends.origin);
  const destination = numberOf(timetable.airports, ends.destination);
  const key = origin * 65_536 + destination;
  const known = timetable.routes.get(key);
  if (known !== undefined) return known;
  const { countryOf } = timetable;
  const country = countryOf(ends.origin);
  const route: Route = {
    origin,
    destination,
    // The longer times hold where it is not known.
    isDomestic: country !== undefined && country === countryOf(ends.destination),
    start: allocate(timetable, capacity),
    length: 0,
    capacity,
    leastMinutes: Number.MAX_SAFE_INTEGER,
    leastPrice: Number.MAX_SAFE_INTEGER,
  };
  timetable.routes.set(key, route);
  (timetable.routesFrom[origin] ??= []).push(route);
  (timetable.routesInto[destination] ??= []).push(route);
  return route;
}

/** Places at the end of the arrays, which grow where they must. */
function allocate(timetable: Timetable, places: number): number {
  const start = timetable.used;
  timetable.used += places;
  const { columns } = timetable;
  if (timetable.used > columns.ids.length) {
    const grown = createColumns(Math.max(timetable.used, 64, Math.ceil(columns.ids.length * 1.1)));
    for (const name of columnNames) grown[name].set(columns[name]);
    timetable.columns = grown;
  }
  return start;
}

const columnNames = Object.keys(createColumns(0)) as (keyof Columns)[];

/** Index of the first flight of a route that leaves at `minute` or later; the route's end where none does. */
export function firstFrom({ columns: { departs } }: Timetable, { start, length }: Route, minute: number): number {
  let low = start;
  let high = start + length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((departs[middle] ?? 0) < minute) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds a flight, or puts the one of the same id as it is now. */
export function putFlight(timetable: Timetable, entry: Entry): void {
  removeFlight(timetable, entry);
  const route = ensureRoute(timetable, entry, 4);
  if (route.length === route.capacity) moveToEnd(timetable, route);
  const at = firstFrom(timetable, route, entry.departs);
  const { columns } = timetable;
  const end = route.start + route.length;
  for (const name of columnNames) columns[name].copyWithin(at + 1, at, end);
  writeFlight(timetable, route, at, entry);
}

/** Adds a flight that is not there at the end of its route, out of order: `sortRoutes` is to follow. */
export function appendFlight(timetable: Timetable, entry: Entry): void {
  const route = ensureRoute(timetable, entry, 4);
  if (route.length === route.capacity) moveToEnd(timetable, route);
  writeFlight(timetable, route, route.start + route.length, entry);
}

/** Puts the flights of every route into the order of departure. */
export function sortRoutes({ columns, routes }: Timetable): void {
  for (const { start, length } of routes.values()) {
    const departs = columns.departs.slice(start, start + length);
    const order = Uint32Array.from(departs, (_departs, index) => index).sort(
      (one, two) => (departs[one] ?? 0) - (departs[two] ?? 0),
    );
    for (const name of columnNames) {
      const before = columns[name].slice(start, start + length);
      for (let index = 0; index < length; index += 1) columns[name][start + index] = before[order[index] ?? 0] ?? 0;
    }
  }
}

function writeFlight(timetable: Timetable, route: Route, at: number, entry: Entry): void {
  const { columns, airlines, currencies } = timetable;
  columns.ids[at] = entry.id;
  columns.departs[at] = entry.departs;
  columns.arrives[at] = entry.arrives;
  columns.prices[at] = entry.priceMinor;
  columns.airlines[at] = numberOf(airlines, entry.airline);
  columns.currencies[at] = numberOf(currencies, entry.currency);
  columns.departureTerminals[at] = terminalOf(timetable, entry.departureTerminal);
  columns.arrivalTerminals[at] = terminalOf(timetable, entry.arrivalTerminal);
  route.length += 1;
  timetable.flights += 1;
  route.leastMinutes = Math.min(route.leastMinutes, entry.arrives - entry.departs);
  route.leastPrice = Math.min(route.leastPrice, entry.priceMinor);
}

/** One byte; what comes after 255 different ones is as good as not known. */
function terminalOf({ terminals }: Timetable, terminal: number): number {
  if (terminal === 0) return 0;
  const known = terminals.get(terminal);
  if (known !== undefined) return known;
  const number = terminals.size < 255 ? terminals.size + 1 : 0;
  if (number !== 0) terminals.set(terminal, number);
  return number;
}

/** The places that the route leaves stay unused until the timetable is loaded anew. */
function moveToEnd(timetable: Timetable, route: Route): void {
  const capacity = Math.max(4, route.capacity * 2);
  const start = allocate(timetable, capacity);
  for (const name of columnNames) {
    timetable.columns[name].copyWithin(start, route.start, route.start + route.length);
  }
  route.start = start;
  route.capacity = capacity;
}

/** Takes a flight out, if it is there. A flight's airports never change, so they tell where to look. */
export function removeFlight(timetable: Timetable, gone: Pick<Entry, 'id' | 'origin' | 'destination'>): void {
  const { airports, columns } = timetable;
  const [origin, destination] = [airports.numbers.get(gone.origin), airports.numbers.get(gone.destination)];
  if (origin === undefined || destination === undefined) return;
  const route = timetable.routes.get(origin * 65_536 + destination);
  if (route === undefined) return;
  const end = route.start + route.length;
  const at = columns.ids.subarray(route.start, end).indexOf(gone.id) + route.start;
  if (at < route.start) return;
  for (const name of columnNames) columns[name].copyWithin(at, at + 1, end);
  route.length -= 1;
  timetable.flights -= 1;
}
