import {
  longestConnectionMinutes,
  minimumConnection,
  shortestConnectionMinutes,
  terminalChangeMinutes,
} from './connection-times.ts';
import { createFrontier, type Frontier, paretoOf } from './frontier.ts';
import { firstFrom, type Route, type Timetable } from './timetable.ts';

/** What is looked for, in the words of the timetable. Minutes are of the epoch. */
export type Quest = {
  origins: readonly { iata: string; from: number; before: number }[];
  destinations: readonly string[];
  /** 0 to 2. */
  maxStops: number;
  /** Names as they are stored; every flight must be of one of them. */
  airlines: readonly string[] | undefined;
  /** Ids of flights that are not to be used. */
  without: readonly number[];
  /** Highest price in minor units. */
  mostPrice: (currency: string) => number;
};

/** A way to get there, in the order of its flights. */
export type Journey = {
  ids: number[];
  departs: number;
  arrives: number;
  /** Minor units. */
  price: number;
  currency: string;
  stops: number;
};

/**
 * Every journey that no other one betters (leaves later, arrives earlier, costs less, stops less; prices are compared, and
 * flights put together, within one currency).
 *
 * Rounds over routes, as in RAPTOR, for a range of departures, the latest first: whatever has been found leaves as late as
 * what comes, so a flight that was boarded for less already, or an end that is covered already, need not be looked at again.
 */
export function searchJourneys(timetable: Timetable, scratch: Scratch, quest: Quest): Journey[] {
  const ends = resolve(timetable, quest);
  if (ends === undefined) return [];
  return ends.currencies.flatMap((currency) => searchCurrency(timetable, scratch, quest, ends, currency));
}

type Ends = {
  origins: Map<number, { from: number; before: number }>;
  destinations: Set<number>;
  airlines: Set<number> | undefined;
  without: Set<number>;
  currencies: number[];
  /** By airport: what is known of the last flight from there. */
  lastLegs: Map<number, Onward>;
  /** By airport; filled as they are needed. */
  onward: Map<number, Onward>;
};

/** Routes worth taking from an airport, and the least that the rest of the way takes and costs. */
type Onward = { routes: Route[]; leastMinutes: number; leastPrice: number };

function resolve({ airports, airlines, currencies, routesInto }: Timetable, quest: Quest): Ends | undefined {
  const numbersOf = (codes: readonly string[]) => codes.flatMap((iata) => airports.numbers.get(iata) ?? []);
  const origins = new Map(
    quest.origins.flatMap(({ iata, from, before }) =>
      numbersOf([iata]).map((airport): [number, { from: number; before: number }] => [airport, { from, before }]),
    ),
  );
  const destinations = new Set(numbersOf(quest.destinations).filter((airport) => !origins.has(airport)));
  if (origins.size === 0 || destinations.size === 0) return undefined;
  const lastLegs = new Map<number, Onward>();
  for (const destination of destinations) {
    for (const route of routesInto[destination] ?? []) {
      if (route.length === 0 || origins.has(route.origin) || destinations.has(route.origin)) continue;
      const known = lastLegs.get(route.origin) ?? nowhere();
      lastLegs.set(route.origin, addOnward(known, route, route.leastMinutes, route.leastPrice));
    }
  }
  return {
    origins,
    destinations,
    airlines: quest.airlines && new Set(quest.airlines.flatMap((name) => airlines.numbers.get(name) ?? [])),
    without: new Set(quest.without),
    currencies: currencies.words.map((_word, number) => number),
    lastLegs,
    onward: new Map(),
  };
}

function nowhere(): Onward {
  return { routes: [], leastMinutes: Number.MAX_SAFE_INTEGER, leastPrice: Number.MAX_SAFE_INTEGER };
}

function addOnward(onward: Onward, route: Route, minutes: number, price: number): Onward {
  onward.routes.push(route);
  onward.leastMinutes = Math.min(onward.leastMinutes, minutes);
  onward.leastPrice = Math.min(onward.leastPrice, price);
  return onward;
}

/** What one search notes of flights, at their places; kept between searches, for it is as long as the timetable. */
export type Scratch = { second: Boarded; third: Boarded };
/** The least price, of the whole way, for which each flight was boarded; `touched` are the places that have one. */
type Boarded = { prices: Int32Array; touched: number[] };

export function createScratch(): Scratch {
  return { second: createBoarded(0), third: createBoarded(0) };
}

const never = 0x7fff_ffff;

function createBoarded(places: number): Boarded {
  return { prices: new Int32Array(places).fill(never), touched: [] };
}

/** Makes everything of the searches before unknown. */
function prepare(scratch: Scratch, places: number): void {
  for (const round of ['second', 'third'] as const) {
    const { prices, touched } = scratch[round];
    if (prices.length < places) scratch[round] = createBoarded(places);
    else for (const place of touched) prices[place] = never;
    touched.length = 0;
  }
}

type Found = { places: number[]; departs: number; arrives: number; price: number; stops: number };

function searchCurrency(timetable: Timetable, scratch: Scratch, quest: Quest, ends: Ends, currency: number): Journey[] {
  const word = timetable.currencies.words[currency] ?? '';
  prepare(scratch, timetable.columns.ids.length);
  const run: Run = {
    timetable,
    scratch,
    ends,
    currency,
    mostPrice: quest.mostPrice(word),
    maxStops: quest.maxStops,
    frontier: createFrontier(quest.maxStops),
    found: [],
  };
  for (const { place, route } of firstLegs(run)) followFirst(run, place, route);
  const { ids } = timetable.columns;
  return paretoOf(run.found).map(({ places, ...worth }) => ({
    ids: places.map((place) => ids[place] ?? 0),
    ...worth,
    currency: word,
  }));
}

type Run = {
  timetable: Timetable;
  scratch: Scratch;
  ends: Ends;
  currency: number;
  mostPrice: number;
  maxStops: number;
  frontier: Frontier;
  found: Found[];
};

/** Flights out of the origins that lead somewhere, the latest first. */
function firstLegs(run: Run): { place: number; route: Route }[] {
  const { timetable, ends } = run;
  const { departs, ids } = timetable.columns;
  const legs: { place: number; route: Route }[] = [];
  for (const [origin, { from, before }] of ends.origins) {
    for (const route of timetable.routesFrom[origin] ?? []) {
      if (!leadsOn(run, route)) continue;
      const end = route.start + route.length;
      for (let place = firstFrom(timetable, route, from); place < end; place += 1) {
        if ((departs[place] ?? 0) >= before) break;
        if (isUsable(run, place)) legs.push({ place, route });
      }
    }
  }
  return legs.sort(
    (one, two) =>
      (departs[two.place] ?? 0) - (departs[one.place] ?? 0) || (ids[one.place] ?? 0) - (ids[two.place] ?? 0),
  );
}

function leadsOn(run: Run, { destination }: Route): boolean {
  const { ends, maxStops } = run;
  if (ends.destinations.has(destination)) return true;
  if (maxStops === 0 || ends.origins.has(destination)) return false;
  return onwardFrom(run, destination).routes.length > 0;
}

function isUsable({ timetable: { columns }, ends, currency, mostPrice }: Run, place: number): boolean {
  if (columns.currencies[place] !== currency || (columns.prices[place] ?? 0) > mostPrice) return false;
  if (ends.airlines !== undefined && !ends.airlines.has(columns.airlines[place] ?? 0)) return false;
  return ends.without.size === 0 || !ends.without.has(columns.ids[place] ?? 0);
}

/** Routes from a first stop to a destination, or to a place from where one is one flight away. */
function onwardFrom(run: Run, airport: number): Onward {
  const { timetable, ends, maxStops } = run;
  const known = ends.onward.get(airport);
  if (known !== undefined) return known;
  const onward = nowhere();
  for (const route of timetable.routesFrom[airport] ?? []) {
    if (route.length === 0) continue;
    if (ends.destinations.has(route.destination)) addOnward(onward, route, route.leastMinutes, route.leastPrice);
    const last = maxStops < 2 ? undefined : ends.lastLegs.get(route.destination);
    if (last === undefined) continue;
    const minutes = route.leastMinutes + shortestConnectionMinutes + last.leastMinutes;
    addOnward(onward, route, minutes, route.leastPrice + last.leastPrice);
  }
  ends.onward.set(airport, onward);
  return onward;
}

function followFirst(run: Run, first: number, route: Route): void {
  const { timetable, ends, maxStops, frontier } = run;
  const { columns } = timetable;
  const [arrives, price] = [columns.arrives[first] ?? 0, columns.prices[first] ?? 0];
  if (ends.destinations.has(route.destination)) return note(run, [first], price);
  if (maxStops === 0) return;
  const onward = onwardFrom(run, route.destination);
  const soonest = arrives + shortestConnectionMinutes + onward.leastMinutes;
  if (frontier.covers(soonest, price + onward.leastPrice, 1)) return;
  for (const next of onward.routes) {
    const isLast = ends.destinations.has(next.destination);
    const last = isLast ? undefined : ends.lastLegs.get(next.destination);
    const restMinutes = last === undefined ? 0 : shortestConnectionMinutes + last.leastMinutes;
    const restPrice = last?.leastPrice ?? 0;
    const stops = isLast ? 1 : 2;
    const least = minimumConnection(route.isDomestic, next.isDomestic);
    if (frontier.covers(arrives + least + next.leastMinutes + restMinutes, price + next.leastPrice + restPrice, stops))
      continue;
    forEachConnection(run, run.scratch.second, { from: first, price, least }, next, (second, total) => {
      if (frontier.covers((columns.arrives[second] ?? 0) + restMinutes, total + restPrice, stops)) return;
      if (last === undefined) note(run, [first, second], total);
      else followSecond(run, [first, second], next, last, total);
    });
  }
}

function followSecond(run: Run, places: [number, number], route: Route, last: Onward, price: number): void {
  const { timetable, frontier } = run;
  const { columns } = timetable;
  const [, second] = places;
  const arrives = columns.arrives[second] ?? 0;
  for (const next of last.routes) {
    const least = minimumConnection(route.isDomestic, next.isDomestic);
    if (frontier.covers(arrives + least + next.leastMinutes, price + next.leastPrice, 2)) continue;
    forEachConnection(run, run.scratch.third, { from: second, price, least }, next, (third, total) => {
      if (!frontier.covers(columns.arrives[third] ?? 0, total, 2)) note(run, [...places, third], total);
    });
  }
}

/** Flights of a route that are reached in time and not boarded for as little before, with the price of the way so far. */
function forEachConnection(
  run: Run,
  boarded: Boarded,
  { from, price, least }: { from: number; price: number; least: number },
  route: Route,
  visit: (place: number, total: number) => void,
): void {
  const { timetable, mostPrice } = run;
  const { departs, arrives, prices, departureTerminals, arrivalTerminals } = timetable.columns;
  const landed = arrives[from] ?? 0;
  const terminal = arrivalTerminals[from] ?? 0;
  const latest = landed + longestConnectionMinutes;
  const end = route.start + route.length;
  for (let place = firstFrom(timetable, route, landed + least); place < end; place += 1) {
    const leaves = departs[place] ?? 0;
    if (leaves > latest) return;
    const other = departureTerminals[place] ?? 0;
    const isChange = terminal !== 0 && other !== 0 && terminal !== other;
    if (isChange && leaves < landed + least + terminalChangeMinutes) continue;
    const total = price + (prices[place] ?? 0);
    if (total > mostPrice || !isUsable(run, place)) continue;
    const before = boarded.prices[place] ?? never;
    if (before <= total) continue;
    if (before === never) boarded.touched.push(place);
    boarded.prices[place] = total;
    visit(place, total);
  }
}

function note({ timetable: { columns }, frontier, found }: Run, places: number[], price: number): void {
  const departs = columns.departs[places[0] ?? 0] ?? 0;
  const arrives = columns.arrives[places.at(-1) ?? 0] ?? 0;
  const stops = places.length - 1;
  if (frontier.covers(arrives, price, stops)) return;
  frontier.add({ arrives, price, stops });
  found.push({ places, departs, arrives, price, stops });
}
