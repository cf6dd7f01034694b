import type { AirsideEvent, EventData, EventType, SeatMove } from '@airside/contracts';
import { createEvent } from '@airside/events';
import { flightResource } from '../flights/resource.ts';
import { type Departure, statusCode } from '../flights/rules.ts';
import { classifyDelay } from '../operations/classify.ts';
import { swapData } from '../operations/events.ts';
import type { Decision, FlightEvent } from './rules.ts';

export type Told = {
  event: FlightEvent;
  /** The flight as it is after the event. */
  flight: Departure;
  /** The flight before, in the words of the resource API. */
  statusBefore: string;
  gateBefore: string | null;
  terminalBefore: string | null;
  decision: Decision;
  aircraftBefore: string;
  /** Who sits elsewhere, where it has another aircraft. */
  moved: readonly SeatMove[];
  affectedPassengers: number;
  now: Temporal.Instant;
};

type FlightEventType = Extract<EventType, `flight.${string}`>;

/**
 * The flight event of an operation event: one each, also where it changed nothing, for every accepted event runs its
 * workflow (api.md §5). `effect` says what it did; `superseded` that nobody is to act on it.
 */
export function flightEvent(told: Told): AirsideEvent {
  const { event } = told;
  switch (event.event_type) {
    case 'FLIGHT_DELAY':
    case 'EARLY_DEPARTURE':
      return delayEvent(told);
    case 'FLIGHT_CANCELLED':
      return compose('flight.cancelled', told, {
        reason: event.payload.reason,
        reason_detail: event.payload.reason_detail ?? null,
        ...(event.payload.rebooking_priority === undefined
          ? {}
          : { rebooking_priority: event.payload.rebooking_priority }),
        affected_passengers_count: told.affectedPassengers,
      });
    case 'GATE_CHANGE':
    case 'TERMINAL_CHANGE':
      return gateEvent(told);
    case 'DIVERSION':
      return compose('flight.diverted', told, {
        destination: told.flight.destination,
        diverted_to: event.payload.diverted_to,
        reason: event.payload.reason ?? null,
      });
    case 'STATUS_CHANGE':
    case 'AIRCRAFT_SWAP':
      return compose('flight.status_changed', told, {
        old_status: told.statusBefore,
        new_status: statusCode(told.flight),
        actual_departure: told.flight.outAt?.toString() ?? null,
        actual_arrival: told.flight.inAt?.toString() ?? null,
        ...(told.aircraftBefore === told.flight.aircraftType
          ? {}
          : swapData({ old: told.aircraftBefore, flight: told.flight, moved: told.moved })),
      });
  }
}

/** What the event itself says where it holds or not: a late one is told with its own figures. */
function delayEvent(told: Told): AirsideEvent {
  const { event, flight } = told;
  const payload = event.payload as Extract<FlightEvent, { event_type: 'FLIGHT_DELAY' }>['payload'];
  const isDelay = event.event_type === 'FLIGHT_DELAY';
  const minutes =
    told.decision.effect === 'changed' || !isDelay ? flight.delayMinutes : Math.max(0, payload.delay_minutes);
  const category = classifyDelay(minutes);
  const after = (at: Temporal.Instant) => at.add({ minutes }).toString();
  return compose(`flight.delay.${category}`, told, {
    event_id: event.event_id,
    delay_minutes: minutes,
    delay_category: category,
    reason: isDelay ? payload.reason : 'OTHER',
    reason_detail: payload.reason_detail ?? null,
    affected_passengers_count: told.affectedPassengers,
    new_departure: payload.new_departure ?? after(flight.scheduledDeparture),
    new_arrival: payload.new_arrival ?? after(flight.scheduledArrival),
    flight_details: {
      origin: flight.origin,
      destination: flight.destination,
      original_departure: flight.scheduledDeparture.toString(),
    },
  });
}

function gateEvent(told: Told): AirsideEvent {
  const { event, flight, gateBefore, terminalBefore } = told;
  const isNewTerminal = terminalBefore !== flight.terminal;
  const isSaid =
    event.event_type === 'TERMINAL_CHANGE' ||
    (event.event_type === 'GATE_CHANGE' && event.payload.terminal_change === true);
  return compose('flight.gate_change', told, {
    old_gate: gateBefore,
    new_gate: flight.gate,
    terminal_change: isSaid || isNewTerminal,
    old_terminal: terminalBefore,
    new_terminal: flight.terminal,
  });
}

function compose<T extends FlightEventType>(
  type: T,
  { event, flight, decision, now }: Told,
  data: Omit<EventData<T>, 'flight_id' | 'timestamp'>,
): AirsideEvent {
  const isSuperseded = decision.effect === 'superseded' || decision.effect === 'refused';
  return createEvent<EventType>(
    {
      type,
      source: '/booking_service',
      subject: flight.code,
      flightversion: flight.version,
      causedby: event.event_id,
      data: {
        flight_id: flight.code,
        timestamp: event.timestamp,
        ...data,
        effect: decision.effect,
        superseded: isSuperseded,
        ...(decision.remark === undefined ? {} : { remark: decision.remark }),
        flight: flightResource(flight),
      } as unknown as EventData<T>,
    },
    { id: `operation/${event.event_id}/${type}`, time: now },
  ) as AirsideEvent;
}
