import type { FlightPhase } from '@airside/contracts';

/** Where a flight flies: two IATA codes. */
export type Route = { origin: string; destination: string };

/** One departure of a flight code. */
export type Departure = {
  id: number;
  code: string;
  /** Local at the origin. */
  departureDate: Temporal.PlainDate;
  airline: string;
  origin: string;
  destination: string;
  scheduledDeparture: Temporal.Instant;
  scheduledArrival: Temporal.Instant;
  /** Out of the gate, in at the gate. */
  outAt: Temporal.Instant | null;
  inAt: Temporal.Instant | null;
  phase: FlightPhase;
  delayMinutes: number;
  delayReason: string | null;
  /** Null where it arrives as late as it leaves. */
  arrivalDelayMinutes: number | null;
  divertedTo: string | null;
  gate: string | null;
  terminal: string | null;
  aircraftType: string;
  priceMinor: number;
  currency: string;
  /** How many more than its seats may be sold. */
  overbookingLimit: number;
  version: number;
};

type Progress = Pick<Departure, 'phase' | 'delayMinutes'>;

/** Sales close by phase, not by the clock: a late flight is sold until it is out. The database mirrors this in `is_on_sale`. */
export function isOnSale(phase: FlightPhase): boolean {
  switch (phase) {
    case 'scheduled':
    case 'check_in':
    case 'boarding':
    case 'gate_closed':
    case 'returned_to_gate':
      return true;
    case 'departed':
    case 'airborne':
    case 'landed':
    case 'arrived':
    case 'cancelled':
    case 'diverted':
      return false;
  }
}

/** Whether the aircraft has left for good; a cancelled flight never does. */
export function hasLeft(phase: FlightPhase): boolean {
  return phase !== 'cancelled' && !isOnSale(phase);
}

/** Arrived, or cancelled with its scheduled arrival past. */
export function isFinished(
  { phase, scheduledArrival }: Pick<Departure, 'phase' | 'scheduledArrival'>,
  now: Temporal.Instant,
): boolean {
  return phase === 'arrived' || (phase === 'cancelled' && Temporal.Instant.compare(scheduledArrival, now) <= 0);
}

type Dated = Pick<Departure, 'phase' | 'scheduledDeparture' | 'scheduledArrival'>;

/** The departure a bare code means: its next unfinished one, else its latest. */
export function chooseDeparture<Row extends Dated>(departures: readonly Row[], now: Temporal.Instant): Row | undefined {
  const ordered = departures.toSorted((one, two) =>
    Temporal.Instant.compare(one.scheduledDeparture, two.scheduledDeparture),
  );
  return ordered.find((departure) => !isFinished(departure, now)) ?? ordered.at(-1);
}

/** A delay is shown instead of the phase while the flight has not left. */
function isDelayed({ phase, delayMinutes }: Progress): boolean {
  return delayMinutes > 0 && isOnSale(phase);
}

const statusWords: Record<FlightPhase, string> = {
  scheduled: 'On Time',
  check_in: 'Check-In',
  boarding: 'Boarding',
  gate_closed: 'Gate Closed',
  departed: 'Departed',
  airborne: 'Airborne',
  landed: 'Landed',
  arrived: 'Arrived',
  cancelled: 'Cancelled',
  diverted: 'Diverted',
  returned_to_gate: 'Returned to Gate',
};

/** Status in the words of the first API: `On Time`, `Delayed`, … */
export function statusWord(flight: Progress): string {
  return isDelayed(flight) ? 'Delayed' : statusWords[flight.phase];
}

/** Status in the words of the resource API: `SCHEDULED`, `DELAYED`, … */
export function statusCode(flight: Progress): string {
  return isDelayed(flight) ? 'DELAYED' : flight.phase.toUpperCase();
}

/** When it leaves and arrives as far as is known: the actual times, else the schedule moved by the delay. */
export function estimatesOf(
  flight: Pick<
    Departure,
    'scheduledDeparture' | 'scheduledArrival' | 'delayMinutes' | 'arrivalDelayMinutes' | 'outAt' | 'inAt'
  >,
): { departure: Temporal.Instant; arrival: Temporal.Instant } {
  const { delayMinutes, arrivalDelayMinutes } = flight;
  return {
    departure: flight.outAt ?? flight.scheduledDeparture.add({ minutes: delayMinutes }),
    arrival: flight.inAt ?? flight.scheduledArrival.add({ minutes: arrivalDelayMinutes ?? delayMinutes }),
  };
}

/** How a caller names a flight: a code in upper case, or the integer id of one departure. */
export type FlightRef = { kind: 'code'; code: string } | { kind: 'id'; id: number };

const greatestId = 2_147_483_647;

/** Undefined where the text can be no flight at all. A code has a letter, so digits alone are an id. */
export function parseFlightRef(given: string | number): FlightRef | undefined {
  const text = String(given);
  if (!/^[0-9]+$/.test(text)) return { kind: 'code', code: text.toUpperCase() };
  const id = Number(text);
  return id >= 1 && id <= greatestId ? { kind: 'id', id } : undefined;
}

/** Airport-local time as the first API prints it, `2024-10-01 10:00`. */
export function localTime(instant: Temporal.Instant, zone: string): string {
  const local = instant.toZonedDateTimeISO(zone);
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}
