import type { FlightPhase, Itinerary, ItineraryAnswer, ItineraryQuery, ItinerarySegment } from '@airside/contracts';
import { foldName } from '../airports/names.ts';
import type { Airports } from '../airports/rules.ts';
import { createMajorUnits } from '../flights/money.ts';
import { isOnSale, statusWord } from '../flights/rules.ts';
import { longestConnectionMinutes, minimumConnection, terminalChangeMinutes } from './connection-times.ts';
import type { Journey, Quest } from './rounds.ts';

/** A question with its names resolved. Minutes are of the epoch. */
export type ItinerarySearch = {
  origins: Quest['origins'];
  destinations: readonly string[];
  passengers: number;
  cabin: ItineraryQuery['cabin'];
  maxStops: number;
  sort: ItineraryQuery['sort'];
  /** Major units. */
  maxPrice: number | undefined;
  /** Folded. */
  airline: string | undefined;
  page: number;
  pageSize: number;
};

/** What a query means at `now`; undefined where it names a place without airports. */
export function resolveItinerarySearch(
  query: ItineraryQuery,
  { find, zoneOf }: Pick<Airports, 'find' | 'zoneOf'>,
  now: Temporal.Instant,
): ItinerarySearch | undefined {
  const [from, to] = [find(query.from), find(query.to)];
  if (from === undefined || to === undefined) return undefined;
  const { passengers, cabin, maxStops, sort, maxPrice, page, pageSize } = query;
  const date = Temporal.PlainDate.from(query.date);
  return {
    origins: from.airports.map((iata) => ({ iata, ...dayAt(date, zoneOf(iata), now) })),
    destinations: to.airports,
    passengers,
    cabin,
    maxStops,
    sort,
    maxPrice,
    airline: query.airline === undefined ? undefined : foldName(query.airline),
    page,
    pageSize,
  };
}

/** A local day, of 23 or 25 hours where the clocks change, without what is past. */
function dayAt(date: Temporal.PlainDate, zone: string, now: Temporal.Instant): { from: number; before: number } {
  const [start, end] = [date, date.add({ days: 1 })].map((day) => minuteOf(day.toZonedDateTime(zone).toInstant()));
  return { from: Math.max(start ?? 0, minuteOf(now) + 1), before: end ?? 0 };
}

/** Whole minutes of the epoch. */
export function minuteOf(instant: Temporal.Instant): number {
  return Math.floor(instant.epochMilliseconds / 60_000);
}

/** A journey that takes more than twice as long as the quickest one and half a day is no way to get there, however cheap. */
export function withoutDetours(journeys: readonly Journey[]): Journey[] {
  const quickest = Math.min(...journeys.map(minutesOf));
  return journeys.filter((journey) => minutesOf(journey) <= 2 * quickest + 12 * 60);
}

const minutesOf = ({ departs, arrives }: Pick<Journey, 'departs' | 'arrives'>) => arrives - departs;

const byTime = (one: Journey, two: Journey) =>
  one.departs - two.departs || one.arrives - two.arrives || one.price - two.price || byIds(one, two);
const byIds = (one: Journey, two: Journey) => (one.ids.join(' ') < two.ids.join(' ') ? -1 : 1);

/** Ties go by time, then id, so that pages do not overlap. */
const orders: Record<ItineraryQuery['sort'], (one: Priced, two: Priced) => number> = {
  price: (one, two) => one.major - two.major || minutesOf(one) - minutesOf(two) || byTime(one, two),
  duration: (one, two) => minutesOf(one) - minutesOf(two) || one.major - two.major || byTime(one, two),
  departure: byTime,
};

/** With its price in major units, by which prices of different currencies are put in order. */
type Priced = Journey & { major: number };

export function sortJourneys(journeys: readonly Journey[], sort: ItineraryQuery['sort']): Journey[] {
  const majorUnits = createMajorUnits();
  return journeys
    .map((journey): Priced => ({ ...journey, major: majorUnits(journey.price, journey.currency) }))
    .sort(orders[sort]);
}

/** A flight as the database has it now. Minutes are of the epoch. */
export type SegmentRow = {
  id: number;
  code: string;
  airline: string;
  origin: string;
  destination: string;
  departs: number;
  arrives: number;
  delayMinutes: number;
  phase: FlightPhase;
  terminal: string | null;
  arrivalTerminal: string | null;
  aircraftType: string;
  priceMinor: number;
  currency: string;
  /** In the cabin asked for. */
  seatsLeft: number;
};

/** Ids of flights that cannot be taken, whatever the timetable says: full, gone, cancelled, or no longer there. */
export function unusableFlights(
  ids: Iterable<number>,
  rows: ReadonlyMap<number, SegmentRow>,
  { passengers, now }: { passengers: number; now: Temporal.Instant },
): number[] {
  const minute = minuteOf(now);
  return [...ids].filter((id) => {
    const row = rows.get(id);
    return row === undefined || !isOnSale(row.phase) || row.departs <= minute || row.seatsLeft < passengers;
  });
}

/** The flights of a journey as they are now; undefined where a change has become too short, or the timetable is behind. */
export function segmentsOf(
  { ids }: Journey,
  rows: ReadonlyMap<number, SegmentRow>,
  countries: ReadonlyMap<string, string>,
): SegmentRow[] | undefined {
  const segments = ids.flatMap((id) => rows.get(id) ?? []);
  const isPossible =
    segments.length === ids.length &&
    segments.every((segment, index) => {
      const before = segments[index - 1];
      return before === undefined || canChange(before, segment, countries);
    });
  return isPossible ? segments : undefined;
}

function canChange(first: SegmentRow, second: SegmentRow, countries: ReadonlyMap<string, string>): boolean {
  const isDomestic = ({ origin, destination }: SegmentRow) => {
    const country = countries.get(origin);
    return country !== undefined && country === countries.get(destination);
  };
  const isOtherTerminal =
    first.arrivalTerminal !== null && second.terminal !== null && first.arrivalTerminal !== second.terminal;
  const least =
    minimumConnection(isDomestic(first), isDomestic(second)) + (isOtherTerminal ? terminalChangeMinutes : 0);
  const minutes = second.departs - first.arrives;
  return minutes >= least && minutes <= longestConnectionMinutes;
}

/** A page as it goes out; undefined where nothing was found. */
export function composeItineraryAnswer(
  { page, pageSize }: Pick<ItinerarySearch, 'page' | 'pageSize'>,
  found: readonly SegmentRow[][],
  zoneOf: Airports['zoneOf'],
): ItineraryAnswer | undefined {
  if (found.length === 0) return undefined;
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const words = { segment: createSegmentWords(zoneOf), majorUnits: createMajorUnits() };
  return { itineraries: shown.map((rows) => itineraryOf(rows, words)), page, pageSize, total: found.length };
}

type Words = { segment: (row: SegmentRow) => ItinerarySegment; majorUnits: ReturnType<typeof createMajorUnits> };

/** Gives a flight's words once, however many itineraries of a page it is in: times in zones are dear. */
function createSegmentWords(zoneOf: Airports['zoneOf']): (row: SegmentRow) => ItinerarySegment {
  const known = new Map<number, ItinerarySegment>();
  return (row) => {
    const words = known.get(row.id) ?? segmentOf(row, zoneOf);
    known.set(row.id, words);
    return words;
  };
}

function itineraryOf(segments: readonly SegmentRow[], words: Words): Itinerary {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('an itinerary has a flight');
  const priceMinor = segments.reduce((sum, segment) => sum + segment.priceMinor, 0);
  return {
    segments: segments.map(words.segment),
    stops: segments.length - 1,
    connectionMinutes: segments.slice(1).map(({ departs }, index) => departs - (segments[index]?.arrives ?? 0)),
    durationMinutes: last.arrives - first.departs,
    priceMinor,
    price: words.majorUnits(priceMinor, first.currency),
    currency: first.currency,
    seatsLeft: Math.min(...segments.map(({ seatsLeft }) => seatsLeft)),
  };
}

function segmentOf(row: SegmentRow, zoneOf: Airports['zoneOf']): ItinerarySegment {
  const [departure, arrival] = [
    localTimes(row.departs, zoneOf(row.origin)),
    localTimes(row.arrives, zoneOf(row.destination)),
  ];
  return {
    flightCode: row.code,
    departureId: row.id,
    airline: row.airline,
    from: row.origin,
    to: row.destination,
    departureTerminal: row.terminal,
    arrivalTerminal: row.arrivalTerminal,
    departure: departure.local,
    arrival: arrival.local,
    departureAt: departure.full,
    arrivalAt: arrival.full,
    durationMinutes: row.arrives - row.departs,
    delayMinutes: row.delayMinutes,
    aircraftType: row.aircraftType,
    priceMinor: row.priceMinor,
    status: statusWord(row),
    seatsLeft: row.seatsLeft,
  };
}

/** A minute of the epoch as `2024-10-01 10:00` and as `2024-10-01T10:00:00+03:00[Europe/Chisinau]`. */
function localTimes(minute: number, zone: string): { local: string; full: string } {
  const full = Temporal.Instant.fromEpochMilliseconds(minute * 60_000)
    .toZonedDateTimeISO(zone)
    .toString();
  return { local: `${full.slice(0, 10)} ${full.slice(11, 16)}`, full };
}
