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

/** One flight as the timetable keeps it. Times are minutes of the epoch; a terminal that is not known is 0. */
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
  departureTerminals: Uint32Array;
  arrivalTerminals: Uint32Array;
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
  /** By the index of an airport. */
  routesFrom: Route[][];
  routesInto: Route[][];
  /** By `origin * 65536 + destination`. */
  routes: Map<number, Route>;
  /** Undefined for an airport nobody knows. */
  countryOf: (iata: string) => string | undefined;
};

export function createTimetable(countryOf: Timetable['countryOf'], places = 0): Timetable {
  return {
    columns: createColumns(places),
    used: 0,
    flights: 0,
    airports: createDictionary(),
    airlines: createDictionary(),
    currencies: createDictionary(),
    routesFrom: [],
    routesInto: [],
    routes: new Map(),
    countryOf,
  };
}

function createDictionary(): Dictionary {
  return { words: [], numbers: new Map() };
}

export function createColumns(places: number): Columns {
  return {
    ids: new Int32Array(places),
    departs: new Int32Array(places),
    arrives: new Int32Array(places),
    prices: new Int32Array(places),
    airlines: new Uint16Array(places),
    currencies: new Uint16Array(places),
    departureTerminals: new Uint32Array(places),
    arrivalTerminals: new Uint32Array(places),
  };
}

/** The number of a word, a new one for a new word. */
export function numberOf(dictionary: Dictionary, word: string): number {
  const known = dictionary.numbers.get(word);
  if (known !== undefined) return known;
  const number = dictionary.words.push(word) - 1;
  dictionary.numbers.set(word, number);
  return number;
}

/** The route between two airports, made where there is none; `capacity` places are set aside for it. */
export function ensureRoute(timetable: Timetable, origin: number, destination: number, capacity: number): Route {
  const key = origin * 65_536 + destination;
  const known = timetable.routes.get(key);
  if (known !== undefined) return known;
  const { airports, countryOf } = timetable;
  const country = countryOf(airports.words[origin] ?? '');
  const route: Route = {
    origin,
    destination,
    // The longer times hold where it is not known.
    isDomestic: country !== undefined && country === countryOf(airports.words[destination] ?? ''),
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

export const columnNames = Object.keys(createColumns(0)) as (keyof Columns)[];

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
  const origin = numberOf(timetable.airports, entry.origin);
  const destination = numberOf(timetable.airports, entry.destination);
  const route = ensureRoute(timetable, origin, destination, 4);
  if (route.length === route.capacity) moveToEnd(timetable, route);
  const at = firstFrom(timetable, route, entry.departs);
  const { columns } = timetable;
  const end = route.start + route.length;
  for (const name of columnNames) columns[name].copyWithin(at + 1, at, end);
  writeFlight(timetable, at, entry);
  route.length += 1;
  timetable.flights += 1;
  noteLeast(route, entry.arrives - entry.departs, entry.priceMinor);
}

function writeFlight({ columns, airlines, currencies }: Timetable, at: number, entry: Entry): void {
  columns.ids[at] = entry.id;
  columns.departs[at] = entry.departs;
  columns.arrives[at] = entry.arrives;
  columns.prices[at] = entry.priceMinor;
  columns.airlines[at] = numberOf(airlines, entry.airline);
  columns.currencies[at] = numberOf(currencies, entry.currency);
  columns.departureTerminals[at] = entry.departureTerminal;
  columns.arrivalTerminals[at] = entry.arrivalTerminal;
}

export function noteLeast(route: Route, minutes: number, price: number): void {
  route.leastMinutes = Math.min(route.leastMinutes, minutes);
  route.leastPrice = Math.min(route.leastPrice, price);
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
