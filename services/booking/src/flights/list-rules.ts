import type { FlightListQuery, FlightPhase } from '@airside/contracts';
import { foldName } from '../airports/names.ts';
import type { Departure } from './rules.ts';

/** What a list of flights is asked for, in the words of the database. */
export type FlightFilter = {
  phase: FlightPhase | undefined;
  /** Shown as DELAYED: late, and not gone yet. */
  isDelayed: boolean | undefined;
  origin: string | undefined;
  destination: string | undefined;
  airport: string | undefined;
  date: string | undefined;
  /** Folded. */
  airline: string | undefined;
  /** Only what comes after it. */
  after: Cursor | undefined;
  limit: number;
};

/** A place in the order of departures: the scheduled departure in milliseconds of the epoch, then the id. */
export type Cursor = { departureMs: number; id: number };

const filters = ['status', 'origin', 'destination', 'airport', 'date', 'airline', 'departs_from'] as const;

export function hasFilter(query: FlightListQuery): boolean {
  return filters.some((name) => query[name] !== undefined);
}

export function readFilter(query: FlightListQuery): FlightFilter {
  const { status, date, limit } = query;
  return {
    phase: status === undefined || status === 'DELAYED' ? undefined : (status.toLowerCase() as FlightPhase),
    isDelayed: status === undefined ? undefined : status === 'DELAYED',
    origin: query.origin?.toUpperCase(),
    destination: query.destination?.toUpperCase(),
    airport: query.airport?.toUpperCase(),
    date,
    airline: query.airline === undefined ? undefined : foldName(query.airline),
    after: query.cursor === undefined ? placeOf(query.departs_from) : readCursor(query.cursor),
    limit,
  };
}

export function composeCursor({ scheduledDeparture, id }: Pick<Departure, 'scheduledDeparture' | 'id'>): string {
  return `${scheduledDeparture.epochMilliseconds}.${id}`;
}

/** Just before the first departure from then on; ids begin at 1. */
function placeOf(departsFrom: string | undefined): Cursor | undefined {
  if (departsFrom === undefined) return undefined;
  return { departureMs: Temporal.Instant.from(departsFrom).epochMilliseconds, id: 0 };
}

function readCursor(text: string): Cursor {
  const [departureMs, id] = text.split('.').map(Number);
  return { departureMs: departureMs ?? 0, id: id ?? 0 };
}
