import type { PnrAnswer } from '@airside/contracts';
import { foldName } from '../airports/names.ts';
import type { BookingStatus } from '../bookings/rules.ts';
import { type Departure, estimatesOf, statusCode } from '../flights/rules.ts';

/** Calls a minute from one address, and wrong names for one locator within a quarter of an hour. */
export const mostPerAddress = { count: 10, windowMs: 60_000 };
export const mostWrong = { count: 5, windowMs: 15 * 60_000 };

export type Ticket = {
  orderId: number;
  state: string;
  firstName: string;
  lastName: string | null;
  type: 'ADT' | 'CHD' | 'INF';
  seat: string | null;
  status: BookingStatus;
  flight: Departure;
};

/** Whether one of the travellers has that name. Who has no last name is known by the first. */
export function isNamed(tickets: readonly Pick<Ticket, 'firstName' | 'lastName'>[], name: string): boolean {
  const wanted = compared(name);
  return wanted !== '' && tickets.some(({ firstName, lastName }) => compared(lastName ?? firstName) === wanted);
}

/** Case, accents, spaces, hyphens and apostrophes make no other name. */
function compared(name: string): string {
  return foldName(name).replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** What whoever knows locator and name may see. What was cancelled is not flown, unless all of it was. */
export function composePnr(locator: string, tickets: readonly Ticket[]): PnrAnswer {
  const living = tickets.filter(({ status }) => status !== 'CANCELLED');
  const shown = living.length > 0 ? living : tickets;
  const flights = [...Map.groupBy(shown, ({ flight }) => flight.id).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ flight: first.flight, group }];
  });
  flights.sort((one, two) => Temporal.Instant.compare(one.flight.scheduledDeparture, two.flight.scheduledDeparture));
  return {
    locator,
    status: tickets[0]?.state ?? 'CANCELLED',
    flights: flights.map(({ flight, group }) => ({ ...flightOf(flight), passengers: group.map(passengerOf) })),
  };
}

function flightOf(flight: Departure): Omit<PnrAnswer['flights'][number], 'passengers'> {
  const estimated = estimatesOf(flight);
  return {
    flightCode: flight.code,
    departureId: flight.id,
    departureDate: flight.departureDate.toString(),
    airline: flight.airline,
    origin: flight.origin,
    destination: flight.destination,
    scheduledDeparture: flight.scheduledDeparture.toString(),
    scheduledArrival: flight.scheduledArrival.toString(),
    estimatedDeparture: estimated.departure.toString(),
    estimatedArrival: estimated.arrival.toString(),
    status: statusCode(flight),
    gate: flight.gate,
    terminal: flight.terminal,
  };
}

function passengerOf({ firstName, lastName, type, seat, status }: Ticket) {
  const [initial = null] = lastName ?? '';
  return { firstName, lastInitial: initial, type, seat, status };
}
