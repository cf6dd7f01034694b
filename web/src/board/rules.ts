import type { FlightResource } from '@airside/contracts';

export type Side = 'departures' | 'arrivals';

/** A board has so many lines; who wants more looks for a flight. */
export const mostLines = 24;
/** What has left or come stays so long, in milliseconds. */
const lingerMs = 20 * 60_000;
const aheadMs = 36 * 3_600_000;
/** Nobody looks for these among what leaves. */
const landed = new Set(['LANDED', 'ARRIVED']);

/** Departures by their integer id. */
export type Flights = ReadonlyMap<number, FlightResource>;

/** Takes in a flight unless a newer state of it is known; the same map where nothing is new. */
export function keepFlight(flights: Flights, flight: FlightResource): Flights {
  const known = flights.get(flight.departure_id);
  if (known !== undefined && known.version >= flight.version) return flights;
  return new Map(flights).set(flight.departure_id, flight);
}

export type BoardView = { airport: string | undefined; side: Side; nowMs: number };

/** The lines of a board, the soonest first: by the time of the schedule, as boards are read. */
export function linesOf(flights: Iterable<FlightResource>, { airport, side, nowMs }: BoardView): FlightResource[] {
  const isHere = (flight: FlightResource) => airport === undefined || endOf(flight, side) === airport;
  const isNow = (flight: FlightResource) => {
    const expected = Date.parse(expectedOf(flight, side));
    const scheduled = Date.parse(scheduledOf(flight, side));
    // A simulated day may be ahead of the clock.
    const isOver = side === 'departures' && landed.has(flight.status);
    return !isOver && Math.max(expected, scheduled) >= nowMs - lingerMs && scheduled <= nowMs + aheadMs;
  };
  return [...flights]
    .filter((flight) => isHere(flight) && isNow(flight))
    .sort((one, other) => {
      const order = Date.parse(scheduledOf(one, side)) - Date.parse(scheduledOf(other, side));
      return order === 0 ? one.departure_id - other.departure_id : order;
    })
    .slice(0, mostLines);
}

/** The airport whose board a flight is on. */
export function endOf(flight: FlightResource, side: Side): string {
  return side === 'departures' ? flight.origin : flight.destination;
}

/** The airport at the other end of it. */
export function otherEndOf(flight: FlightResource, side: Side): string {
  return side === 'departures' ? flight.destination : flight.origin;
}

export function scheduledOf(flight: FlightResource, side: Side): string {
  return side === 'departures' ? flight.scheduled_departure : flight.scheduled_arrival;
}

export function expectedOf(flight: FlightResource, side: Side): string {
  return side === 'departures' ? flight.estimated_departure : flight.estimated_arrival;
}

/** Whether it is expected at another time than the schedule says; of what does not fly, no. */
export function isOffSchedule(flight: FlightResource, side: Side): boolean {
  return flight.status !== 'CANCELLED' && expectedOf(flight, side) !== scheduledOf(flight, side);
}

/** Text as the flaps of a board can show it: capitals without accents, no longer than there are flaps. */
export function flapText(text: string, length: number): string {
  const plain = text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9 .:/+\-–']/g, ' ');
  return plain.slice(0, length).padEnd(length, ' ');
}

/** Where a list of flights for the board begins: rounded, so that many boards ask for the same list. */
export function listFrom(nowMs: number, side: Side): string {
  const stepMs = 10 * 60_000;
  // What arrives now may have left half a day ago.
  const behindMs = side === 'departures' ? 2 * 3_600_000 : 16 * 3_600_000;
  return new Date(Math.floor((nowMs - behindMs) / stepMs) * stepMs).toISOString();
}
