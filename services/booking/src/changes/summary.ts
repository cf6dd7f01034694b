import type { DepartureSummary } from '@airside/contracts';
import { type Departure, estimatesOf, statusCode } from '../flights/rules.ts';

/** A departure as changes name it, with the times that are expected now. */
export function departureSummary(flight: Departure): DepartureSummary {
  const { departure, arrival } = estimatesOf(flight);
  return {
    flightCode: flight.code,
    departureId: flight.id,
    departureDate: flight.departureDate.toString(),
    airline: flight.airline,
    origin: flight.origin,
    destination: flight.destination,
    departureAt: departure.toString(),
    arrivalAt: arrival.toString(),
    status: statusCode(flight),
  };
}

/** A flight and a seat as the history tells them. */
export function placeOf(flight: Departure, seat: string | null) {
  return {
    flightCode: flight.code,
    departureId: flight.id,
    departureDate: flight.departureDate.toString(),
    origin: flight.origin,
    destination: flight.destination,
    seat,
  };
}
