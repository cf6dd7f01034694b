import type { FlightResource } from '@airside/contracts';
import { type Departure, estimatesOf, statusCode } from './rules.ts';

/** A departure as the resource API shows it. */
export function flightResource(flight: Departure): FlightResource {
  const estimated = estimatesOf(flight);
  return {
    flight_id: flight.code,
    departure_id: flight.id,
    departure_date: flight.departureDate.toString(),
    airline: flight.airline,
    origin: flight.origin,
    destination: flight.destination,
    scheduled_departure: flight.scheduledDeparture.toString(),
    scheduled_arrival: flight.scheduledArrival.toString(),
    estimated_departure: estimated.departure.toString(),
    estimated_arrival: estimated.arrival.toString(),
    actual_departure: flight.outAt?.toString() ?? null,
    actual_arrival: flight.inAt?.toString() ?? null,
    status: statusCode(flight),
    gate: flight.gate,
    terminal: flight.terminal,
    delay_minutes: flight.delayMinutes,
    delay_reason: flight.delayReason,
    diverted_to: flight.divertedTo,
    aircraft_type: flight.aircraftType,
    price_minor: flight.priceMinor,
    currency: flight.currency,
    version: flight.version,
  };
}
