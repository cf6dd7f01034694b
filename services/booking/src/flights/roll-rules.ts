import type { DailyFlight } from './default-flights.ts';

/** A departure to be put on sale. */
export type NewDeparture = {
  code: string;
  departureDate: Temporal.PlainDate;
  airline: string;
  origin: string;
  destination: string;
  scheduledDeparture: Temporal.Instant;
  scheduledArrival: Temporal.Instant;
  phase: 'scheduled' | 'cancelled';
  delayMinutes: number;
  delayReason: string | null;
  aircraftType: string;
  priceMinor: number;
  currency: string;
  overbookingLimit: number;
};

/**
 * The departures that must exist at `now`: of every daily flight the one of tomorrow at its origin, or of `pinnedDate` where
 * the dates are pinned. Local times become instants by the rules of each airport's zone; a time that the clock change
 * skips is moved on by it, and of one that happens twice the first is meant.
 */
export function planDepartures(
  flights: readonly DailyFlight[],
  options: { now: Temporal.Instant; pinnedDate: Temporal.PlainDate | undefined; zoneOf: (iata: string) => string },
): NewDeparture[] {
  return flights.map((flight) => {
    const [from, to] = [options.zoneOf(flight.origin), options.zoneOf(flight.destination)];
    const date = options.pinnedDate ?? options.now.toZonedDateTimeISO(from).toPlainDate().add({ days: 1 });
    const arrivalDate = date.add({ days: flight.arrivesDaysLater });
    return {
      code: flight.code,
      departureDate: date,
      airline: flight.airline,
      origin: flight.origin,
      destination: flight.destination,
      scheduledDeparture: instantOf(date, flight.departs, from),
      scheduledArrival: instantOf(arrivalDate, flight.arrives, to),
      phase: flight.state.kind === 'cancelled' ? 'cancelled' : 'scheduled',
      delayMinutes: flight.state.kind === 'delayed' ? flight.state.minutes : 0,
      delayReason: flight.state.kind === 'delayed' ? flight.state.reason : null,
      aircraftType: 'A320',
      priceMinor: flight.priceMinor,
      currency: 'EUR',
      overbookingLimit: 0,
    };
  });
}

function instantOf(date: Temporal.PlainDate, time: string, zone: string): Temporal.Instant {
  return date.toPlainDateTime(Temporal.PlainTime.from(time)).toZonedDateTime(zone).toInstant();
}
