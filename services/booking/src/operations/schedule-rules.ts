import type { FieldFault, NewFlight } from '@airside/contracts';
import type { NewDeparture } from '../flights/roll-rules.ts';

export type ScheduleDecision =
  | { kind: 'departure'; departure: NewDeparture }
  | { kind: 'invalid'; faults: FieldFault[] };

/** Longer than any flight there is (the longest take about 19 hours). */
const longestFlightHours = 24;

/** Turns what was asked for into a departure: local times become instants by the zones of its airports. */
export function decideSchedule(flight: NewFlight, zoneOf: (iata: string) => string | undefined): ScheduleDecision {
  const [origin, destination] = [flight.origin.toUpperCase(), flight.destination.toUpperCase()];
  const [from, to] = [zoneOf(origin), zoneOf(destination)];
  const faults: FieldFault[] = [];
  if (from === undefined) faults.push({ field: 'origin', message: `there is no airport ${origin}` });
  if (to === undefined) faults.push({ field: 'destination', message: `there is no airport ${destination}` });
  if (origin === destination) faults.push({ field: 'destination', message: 'must be another airport than origin' });
  const departure = from === undefined ? undefined : instantIn(flight.scheduled_departure, from);
  const arrival = to === undefined ? undefined : instantIn(flight.scheduled_arrival, to);
  if (from !== undefined && departure === undefined)
    faults.push({ field: 'scheduled_departure', message: 'is no time' });
  if (to !== undefined && arrival === undefined) faults.push({ field: 'scheduled_arrival', message: 'is no time' });
  if (from === undefined || departure === undefined || arrival === undefined) return { kind: 'invalid', faults };
  const hours = arrival.since(departure).total('hours');
  if (hours <= 0) faults.push({ field: 'scheduled_arrival', message: 'must be after scheduled_departure' });
  if (hours > longestFlightHours)
    faults.push({
      field: 'scheduled_arrival',
      message: `must be within ${longestFlightHours} hours of scheduled_departure`,
    });
  if (faults.length > 0) return { kind: 'invalid', faults };
  return {
    kind: 'departure',
    departure: {
      code: flight.flight_id.toUpperCase(),
      departureDate: departure.toZonedDateTimeISO(from).toPlainDate(),
      airline: flight.airline,
      origin,
      destination,
      scheduledDeparture: departure,
      scheduledArrival: arrival,
      phase: 'scheduled',
      delayMinutes: 0,
      delayReason: null,
      aircraftType: flight.aircraft_type,
      priceMinor: flight.price_minor,
      currency: flight.currency,
      overbookingLimit: flight.overbooking_limit ?? 0,
    },
  };
}

/** A time with an offset is an instant; one without is local at the airport, and where a clock change doubles it the first is meant. */
function instantIn(text: string, zone: string): Temporal.Instant | undefined {
  try {
    if (/(Z|[+-]\d{2}:\d{2})$/.test(text)) return Temporal.Instant.from(text);
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(zone).toInstant();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
