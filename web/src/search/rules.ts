import type { Cabin, Itinerary, ItineraryQuery } from '@airside/contracts';
import { isDay } from '../time/local-time.ts';

export const sorts = ['price', 'duration', 'departure'] as const;

/** A search as its address holds it; what is left out is as usual. */
export type SearchParams = {
  from?: string;
  to?: string;
  date?: string;
  passengers?: number;
  cabin?: Cabin;
  sort?: (typeof sorts)[number];
  /** At most so many stops. */
  stops?: 0 | 1;
  airline?: string;
  maxPrice?: number;
  page?: number;
};

export const mostPassengers = 9;
const pageSize = 10;

/** Reads the address; what makes no sense there is left out. */
export function readSearch(raw: Record<string, unknown>): SearchParams {
  const sort = sorts.find((one) => one === raw['sort']);
  const passengers = wholeNumber(raw['passengers'], mostPassengers);
  const maxPrice = wholeNumber(raw['maxPrice'], 1_000_000);
  const page = wholeNumber(raw['page'], 1000);
  const airline = place(raw['airline']);
  return {
    ...placeParams(raw),
    ...(isDay(raw['date']) ? { date: raw['date'] } : {}),
    ...(passengers === undefined || passengers === 1 ? {} : { passengers }),
    ...(raw['cabin'] === 'business' ? { cabin: 'business' } : {}),
    ...(sort === undefined || sort === 'price' ? {} : { sort }),
    ...(raw['stops'] === 0 || raw['stops'] === 1 ? { stops: raw['stops'] } : {}),
    ...(airline === undefined ? {} : { airline }),
    ...(maxPrice === undefined ? {} : { maxPrice }),
    ...(page === undefined || page === 1 ? {} : { page }),
  };
}

function placeParams(raw: Record<string, unknown>): Pick<SearchParams, 'from' | 'to'> {
  const [from, to] = [place(raw['from']), place(raw['to'])];
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function place(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim().slice(0, 80) : '';
  return text === '' ? undefined : text;
}

function wholeNumber(value: unknown, most: number): number | undefined {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most ? Number(value) : undefined;
}

/** What to ask the API; undefined while it is not clear where from, where to and when. */
export function itineraryQuery(search: SearchParams): ItineraryQuery | undefined {
  const { from, to, date } = search;
  if (from === undefined || to === undefined || date === undefined) return undefined;
  return {
    from,
    to,
    date,
    passengers: search.passengers ?? 1,
    maxStops: search.stops ?? 2,
    sort: search.sort ?? 'price',
    page: search.page ?? 1,
    pageSize,
    ...(search.cabin === undefined ? {} : { cabin: search.cabin }),
    ...(search.airline === undefined ? {} : { airline: search.airline }),
    ...(search.maxPrice === undefined ? {} : { maxPrice: search.maxPrice }),
  };
}

export type SearchFault = 'from' | 'to' | 'same' | 'date';

/** What keeps a form from being searched by; none where it can be. */
export function searchFaults(form: { from: string; to: string; date: string }, today: string): SearchFault[] {
  const from = form.from.trim();
  const to = form.to.trim();
  return [
    ...(from === '' ? (['from'] as const) : []),
    ...(to === '' ? (['to'] as const) : []),
    ...(from !== '' && from.toLowerCase() === to.toLowerCase() ? (['same'] as const) : []),
    // Yesterday may still be today at an airport far to the west, but nobody plans that.
    ...(!isDay(form.date) || form.date < today ? (['date'] as const) : []),
  ];
}

/** Airlines to choose from: those of the results, and the one that is chosen. */
export function airlinesOf(itineraries: readonly Itinerary[], chosen: string | undefined): string[] {
  const names = itineraries.flatMap(({ segments }) => segments.map(({ airline }) => airline));
  return [...new Set(chosen === undefined ? names : [chosen, ...names])].sort((one, two) => one.localeCompare(two));
}

/** The departures of an itinerary as an address of the next step holds them: `12-34`. */
export function departuresText(itinerary: Itinerary): string {
  return itinerary.segments.map(({ departureId }) => departureId).join('-');
}
