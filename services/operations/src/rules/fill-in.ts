import {
  delayCategories,
  type EventData,
  eventData,
  type EventType,
  type FieldFault,
  type FlightResource,
} from '@airside/contracts';
import { faultsOf } from '@airside/service';
import { Value } from 'typebox/value';

/** An operation event has its own way in, what an account does is said by its owner, and a timetable is loaded or it is not. */
const ownersOnly = [
  'operation.received',
  'account.mail_requested',
  'account.deleted',
  'timetable.loaded',
] as const satisfies EventType[];

/** What may be put on the bus by hand. */
export type PublishableType = Exclude<EventType, (typeof ownersOnly)[number]>;

export function isPublishable(type: string): type is PublishableType {
  return Object.hasOwn(eventData, type) && !ownersOnly.some((each) => each === type);
}

export const publishableTypes = Object.keys(eventData).filter(isPublishable);

/** As in an operation event. */
const longestDelayMinutes = 2880;

/** What the system knows of an event that is put on the bus by hand. */
export type Known = {
  eventId: string;
  now: Temporal.Instant;
  /** The flight as it is now; absent where the event is about none. */
  flight?: FlightResource;
  /** Passengers booked on it. */
  passengers?: number;
};

export type Given = Record<string, unknown>;

/** The data of an event with the members that were left out and are known. What was given stays, right or wrong. */
export function fillIn(type: PublishableType, given: Given, known: Known): Given {
  const { flight, passengers, now } = known;
  const filled: Given = { timestamp: now.toString() };
  if (flight !== undefined) {
    Object.assign(filled, { flight });
    if (type.startsWith('flight.delay.')) Object.assign(filled, delayMembers(type, given, known, flight));
    if (type === 'flight.gate_change') Object.assign(filled, { old_gate: flight.gate });
    if (type === 'flight.status_changed') Object.assign(filled, { old_status: flight.status });
    if (type === 'flight.diverted') Object.assign(filled, { destination: flight.destination });
    if (type === 'flight.scheduled') Object.assign(filled, scheduleMembers(flight));
    if (type === 'flight.cancelled' && passengers !== undefined) {
      Object.assign(filled, { affected_passengers_count: passengers });
    }
  }
  return { ...filled, ...given, ...(flight === undefined ? {} : { flight_id: flight.flight_id }) };
}

function delayMembers(
  type: PublishableType,
  given: Given,
  { eventId, passengers }: Known,
  flight: FlightResource,
): Given {
  // What is no number of minutes is refused afterwards, by its name.
  const minutes = Number.isInteger(given['delay_minutes']) ? Number(given['delay_minutes']) : 0;
  const after = (time: string) =>
    Temporal.Instant.from(time)
      .add({ minutes: Math.min(Math.max(0, minutes), longestDelayMinutes) })
      .toString();
  return {
    event_id: eventId,
    delay_category: type.slice('flight.delay.'.length),
    ...(passengers === undefined ? {} : { affected_passengers_count: passengers }),
    new_departure: after(flight.scheduled_departure),
    new_arrival: after(flight.scheduled_arrival),
    flight_details: {
      origin: flight.origin,
      destination: flight.destination,
      original_departure: flight.scheduled_departure,
    },
  };
}

function scheduleMembers(flight: FlightResource): Given {
  const { airline, origin, destination, scheduled_departure, scheduled_arrival, gate, terminal, aircraft_type } =
    flight;
  return { airline, origin, destination, scheduled_departure, scheduled_arrival, gate, terminal, aircraft_type };
}

/** Every member of the data that is missing or wrong. */
export function dataFaults(type: PublishableType, data: Given): FieldFault[] {
  const faults = [...faultsOf([...Value.Errors(eventData[type], data)], ''), ...delayFaults(type, data)];
  return faults.map(({ field, message }) => ({ field: field === '' ? 'data' : `data.${field}`, message }));
}

/** What the schema of an event leaves to its publisher. */
function delayFaults(type: PublishableType, data: Given): FieldFault[] {
  if (!type.startsWith('flight.delay.')) return [];
  const { delay_minutes: minutes, delay_category: category } = data;
  const faults: FieldFault[] = [];
  if (Number.isInteger(minutes) && Math.abs(Number(minutes)) > longestDelayMinutes) {
    faults.push({ field: 'delay_minutes', message: `must be at most ${longestDelayMinutes}` });
  }
  if (delayCategories.some((one) => one === category) && type !== `flight.delay.${String(category)}`) {
    faults.push({ field: 'delay_category', message: `must be that of ${type}` });
  }
  return faults;
}

/** What the event is about; events of one subject stay in order. */
export function subjectOf(data: Given): string | undefined {
  return [data['flight_id'], data['booking_id'], data['delivery_id']].find((id) => typeof id === 'string');
}

export type PublishedData = EventData<PublishableType>;
