import type { FlightOffer, SearchAnswer, SearchQuery } from '@airside/contracts';
import { foldName } from '../airports/names.ts';
import type { Airports, Place } from '../airports/rules.ts';
import { majorUnits } from '../flights/money.ts';
import { composePrice } from '../orders/price.ts';
import { chooseDeparture, type Departure, localTime, statusWord } from '../flights/rules.ts';

/** A departure with what is left of it. */
export type Candidate = Departure & {
  /** Free seats on sale, in the cabin asked for. */
  seatsLeft: number;
};

/** A search with its names resolved. */
export type Search = {
  from: Place;
  to: Place;
  date: Temporal.PlainDate | undefined;
  passengers: number | undefined;
  cabin: SearchQuery['cabin'];
  sort: NonNullable<SearchQuery['sort']>;
  maxPrice: number | undefined;
  /** Folded. */
  airline: string | undefined;
  page: number;
  pageSize: number;
};

/** What a query means; undefined where it names a place without airports. */
export function resolveSearch(query: SearchQuery, find: Airports['find']): Search | undefined {
  const [from, to] = [find(query.from), find(query.to)];
  if (from === undefined || to === undefined) return undefined;
  return {
    from,
    to,
    date: query.date === undefined ? undefined : Temporal.PlainDate.from(query.date),
    passengers: query.passengers,
    cabin: query.cabin,
    sort: query.sort ?? 'departure',
    maxPrice: query.maxPrice,
    airline: query.airline === undefined ? undefined : foldName(query.airline),
    page: query.page ?? 1,
    pageSize: query.pageSize ?? 50,
  };
}

/** Flights between two areas share a cache generation: any change on one of their routes makes all their answers old. */
export function marketOf(from: Pick<Place, 'area'>, to: Pick<Place, 'area'>): string {
  return `${from.area}-${to.area}`;
}

/** The market of one route. */
export function routeMarket(route: { origin: string; destination: string }, find: Airports['find']): string {
  const placeOf = (iata: string) => find(iata) ?? { area: iata };
  return marketOf(placeOf(route.origin), placeOf(route.destination));
}

/** Equal for queries that have the same answer. */
export function cacheKeyOf(search: Search): string {
  const { from, to, date, passengers, cabin, sort, maxPrice, airline, page, pageSize } = search;
  return [from.airports, to.airports, date, passengers, cabin, sort, maxPrice, airline, page, pageSize].join('|');
}

/** The answer to a search; undefined where nothing was found. */
export function composeAnswer(
  search: Search,
  candidates: readonly Candidate[],
  { now, zoneOf }: { now: Temporal.Instant; zoneOf: Airports['zoneOf'] },
): SearchAnswer | undefined {
  const departures = search.date === undefined ? nextOfEachCode(candidates, now) : candidates;
  const found = departures.filter((flight) => isWanted(search, flight)).toSorted(orders[search.sort]);
  if (found.length === 0) return undefined;
  const { page, pageSize } = search;
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  return { flights: shown.map((flight) => offerOf(search, flight, zoneOf)), page, pageSize, total: found.length };
}

function nextOfEachCode(candidates: readonly Candidate[], now: Temporal.Instant): Candidate[] {
  const byCode = Map.groupBy(candidates, ({ code }) => code);
  return [...byCode.values()].flatMap((departures) => chooseDeparture(departures, now) ?? []);
}

/** What an adult pays in the cabin asked for, in whole major units. */
function priceOf({ cabin = 'economy' }: Search, flight: Candidate): number {
  return majorUnits(composePrice(flight, { type: 'ADT', cabin }).totalMinor, flight.currency);
}

function isWanted(search: Search, flight: Candidate): boolean {
  const { passengers, cabin, maxPrice, airline } = search;
  if (passengers !== undefined && flight.seatsLeft < passengers) return false;
  if (cabin !== undefined && flight.seatsLeft < 1) return false;
  if (maxPrice !== undefined && priceOf(search, flight) > maxPrice) return false;
  return airline === undefined || foldName(flight.airline) === airline;
}

const byDeparture = (one: Candidate, two: Candidate) =>
  Temporal.Instant.compare(one.scheduledDeparture, two.scheduledDeparture) || (one.code < two.code ? -1 : 1);

/** Ties go by departure, then code, so that pages do not overlap. */
const orders: Record<Search['sort'], (one: Candidate, two: Candidate) => number> = {
  departure: byDeparture,
  price: (one, two) =>
    majorUnits(one.priceMinor, one.currency) - majorUnits(two.priceMinor, two.currency) || byDeparture(one, two),
  duration: (one, two) => durationMinutes(one) - durationMinutes(two) || byDeparture(one, two),
};

function durationMinutes({ scheduledDeparture, scheduledArrival }: Departure): number {
  return scheduledDeparture.until(scheduledArrival).total('minutes');
}

function offerOf(search: Search, flight: Candidate, zoneOf: Airports['zoneOf']): FlightOffer {
  const [originZone, destinationZone] = [zoneOf(flight.origin), zoneOf(flight.destination)];
  return {
    flightCode: flight.code,
    flightId: flight.id,
    airline: flight.airline,
    from: flight.origin,
    to: flight.destination,
    departure: localTime(flight.scheduledDeparture, originZone),
    arrival: localTime(flight.scheduledArrival, destinationZone),
    departureAt: flight.scheduledDeparture.toZonedDateTimeISO(originZone).toString(),
    arrivalAt: flight.scheduledArrival.toZonedDateTimeISO(destinationZone).toString(),
    durationMinutes: Math.round(durationMinutes(flight)),
    price: priceOf(search, flight),
    currency: flight.currency,
    seatsLeft: flight.seatsLeft,
    status: statusWord(flight),
  };
}
