import {
  type AirsideEvent,
  type EventData,
  type EventType,
  type FlightPhase,
  mostMoves,
  type SeatMove,
} from '@airside/contracts';
import { createEvent } from '@airside/events';
import { flightResource } from '../flights/resource.ts';
import { type Departure, estimatesOf, statusCode } from '../flights/rules.ts';
import { classifyDelay } from './classify.ts';
import type { Changes } from './rules.ts';

export type ChangeFacts = {
  /** The flight as it is after the change. */
  flight: Departure;
  changes: Changes;
  /** Who sits elsewhere, where it has another aircraft. */
  moved: readonly SeatMove[] | undefined;
  /** Travellers with a living booking. */
  affectedPassengers: number;
  reason: string | undefined;
  now: Temporal.Instant;
};

type FlightEventType = Extract<EventType, `flight.${string}`>;

/** What is published when a flight is put on the schedule. */
export function scheduledEvent(flight: Departure, now: Temporal.Instant): AirsideEvent {
  return compose('flight.scheduled', flight, now, {
    airline: flight.airline,
    origin: flight.origin,
    destination: flight.destination,
    scheduled_departure: flight.scheduledDeparture.toString(),
    scheduled_arrival: flight.scheduledArrival.toString(),
    gate: flight.gate,
    terminal: flight.terminal,
    aircraft_type: flight.aircraftType,
  });
}

/** What is published when a flight has flown without anybody reporting its phases. */
export function flownEvent(flight: Departure, phaseBefore: FlightPhase, now: Temporal.Instant): AirsideEvent {
  return compose('flight.status_changed', flight, now, {
    old_status: phaseBefore.toUpperCase(),
    new_status: statusCode(flight),
  });
}

/** What is published for one change: an event for each thing that changed, all of one version. */
export function changeEvents(facts: ChangeFacts): AirsideEvent[] {
  const { flight, changes, now } = facts;
  const events: AirsideEvent[] = [];
  if (changes['delay_minutes'] !== undefined) events.push(delayEvent(facts));
  if (changes['gate'] !== undefined || changes['terminal'] !== undefined) events.push(gateEvent(facts));
  const [phase, aircraft] = [changes['phase'], changes['aircraft_type']];
  if (phase !== undefined || aircraft !== undefined) {
    const old_status = phase === undefined ? statusCode(flight) : String(phase.old).toUpperCase();
    const swap =
      aircraft === undefined ? {} : swapData({ old: String(aircraft.old), flight, moved: facts.moved ?? [] });
    events.push(compose('flight.status_changed', flight, now, { old_status, new_status: statusCode(flight), ...swap }));
  }
  if (phase !== undefined) {
    if (flight.phase === 'cancelled') {
      const reason = (facts.reason ?? 'OTHER') as EventData<'flight.cancelled'>['reason'];
      events.push(
        compose('flight.cancelled', flight, now, { reason, affected_passengers_count: facts.affectedPassengers }),
      );
    }
  }
  return events;
}

/** What is told of another aircraft. */
export function swapData(swap: {
  old: string;
  flight: Departure;
  moved: readonly SeatMove[];
}): Pick<EventData<'flight.status_changed'>, 'aircraft_change' | 'moved' | 'moved_count'> {
  const { old, flight, moved } = swap;
  return {
    aircraft_change: { old, new: flight.aircraftType },
    moved: moved.slice(0, mostMoves),
    moved_count: moved.length,
  };
}

function delayEvent({ flight, affectedPassengers, now }: ChangeFacts): AirsideEvent {
  const category = classifyDelay(flight.delayMinutes);
  const type = `flight.delay.${category}` as const;
  const estimated = estimatesOf(flight);
  return compose(type, flight, now, {
    event_id: eventId(type, flight),
    delay_minutes: flight.delayMinutes,
    delay_category: category,
    reason: (flight.delayReason ?? 'OTHER') as EventData<'flight.delay.minor'>['reason'],
    affected_passengers_count: affectedPassengers,
    new_departure: estimated.departure.toString(),
    new_arrival: estimated.arrival.toString(),
    flight_details: {
      origin: flight.origin,
      destination: flight.destination,
      original_departure: flight.scheduledDeparture.toString(),
    },
  });
}

function gateEvent({ flight, changes, now }: ChangeFacts): AirsideEvent {
  const [gate, terminal] = [changes['gate'], changes['terminal']];
  return compose('flight.gate_change', flight, now, {
    old_gate: textOf(gate === undefined ? flight.gate : gate.old),
    new_gate: flight.gate,
    terminal_change: terminal !== undefined,
    old_terminal: textOf(terminal === undefined ? flight.terminal : terminal.old),
    new_terminal: flight.terminal,
  });
}

/** One per flight, version and type, so that publishing it twice would be seen. */
function eventId(type: FlightEventType, flight: Departure): string {
  return `flight/${flight.id}/v${flight.version}/${type}`;
}

function compose<T extends FlightEventType>(
  type: T,
  flight: Departure,
  now: Temporal.Instant,
  data: Omit<EventData<T>, 'flight_id' | 'timestamp'>,
): AirsideEvent {
  return createEvent<EventType>(
    {
      type,
      source: '/booking_service',
      // Events of a code stay in order, whichever departure they are about.
      subject: flight.code,
      flightversion: flight.version,
      data: {
        flight_id: flight.code,
        timestamp: now.toString(),
        ...data,
        flight: flightResource(flight),
      } as unknown as EventData<T>,
    },
    { id: eventId(type, flight), time: now },
  ) as AirsideEvent;
}

function textOf(value: string | number | null): string | null {
  return value === null ? null : String(value);
}
