import type { OperationReceived } from '@airside/contracts';
import type { Departure } from '../flights/rules.ts';
import { type Changes, decideChange, type FlightChange, type Operated } from '../operations/rules.ts';

/** A side of a flight that events speak of; of two events about one side the later one holds. */
export const aspects = ['delay', 'gate', 'terminal', 'phase', 'aircraft'] as const;
export type Aspect = (typeof aspects)[number];

const aspectOfMember: Record<string, Aspect> = {
  delay_minutes: 'delay',
  delay_reason: 'delay',
  arrival_delay_minutes: 'delay',
  gate: 'gate',
  terminal: 'terminal',
  aircraft_type: 'aircraft',
};

/** The sides that a change touches. */
export function aspectsOf(changes: Changes): Aspect[] {
  // No feed speaks of how much may be overbooked.
  const members = Object.keys(changes).filter((member) => member !== 'overbooking_limit');
  return [...new Set(members.map((member) => aspectOfMember[member] ?? 'phase'))];
}

/** Every operation event but positions, which have a way of their own. */
export type FlightEvent = Exclude<OperationReceived, { event_type: 'POSITION' }>;

type Schedule = Pick<Departure, 'scheduledDeparture' | 'scheduledArrival'>;

/** What an event asks for, and what in it contradicts itself. */
export type Demand = { aspects: readonly Aspect[]; change: FlightChange; remark: string | undefined };

/** Turns an event into a change of the flight. */
export function readDemand(event: FlightEvent, flight: Operated & Schedule): Demand {
  switch (event.event_type) {
    case 'FLIGHT_DELAY':
      return readDelay(event.payload, flight);
    case 'EARLY_DEPARTURE': {
      const { new_departure, new_arrival, minutes_early } = event.payload;
      const minutes = minutesAfter(flight.scheduledDeparture, new_departure) ?? -(minutes_early ?? 0);
      const change = {
        delay_minutes: minutes,
        arrival_delay_minutes: minutesAfter(flight.scheduledArrival, new_arrival),
      };
      return { aspects: ['delay'], change: withoutUndefined(change), remark: undefined };
    }
    case 'FLIGHT_CANCELLED':
      return { aspects: ['phase'], change: { phase: 'CANCELLED', reason: event.payload.reason }, remark: undefined };
    case 'GATE_CHANGE': {
      const { old_gate, new_gate, new_terminal } = event.payload;
      const isUnexpected = old_gate !== undefined && old_gate !== flight.gate;
      return {
        aspects: new_terminal === undefined || new_terminal === null ? ['gate'] : ['gate', 'terminal'],
        change: withoutUndefined({ gate: new_gate, terminal: new_terminal ?? undefined }),
        remark: isUnexpected
          ? `the event says the gate was ${old_gate ?? 'none'}; it was ${flight.gate ?? 'none'}`
          : undefined,
      };
    }
    case 'TERMINAL_CHANGE': {
      const { new_terminal, new_gate } = event.payload;
      return {
        aspects: new_gate === undefined ? ['terminal'] : ['terminal', 'gate'],
        change: withoutUndefined({ terminal: new_terminal, gate: new_gate }),
        remark: undefined,
      };
    }
    case 'STATUS_CHANGE': {
      const { phase, out_at, off_at, on_at, in_at } = event.payload;
      return {
        aspects: ['phase'],
        change: withoutUndefined({ phase, out_at, off_at, on_at, in_at }),
        remark: undefined,
      };
    }
    case 'DIVERSION':
      return {
        aspects: ['phase'],
        change: { phase: 'DIVERTED', diverted_to: event.payload.diverted_to },
        remark: undefined,
      };
    case 'AIRCRAFT_SWAP':
      return { aspects: ['aircraft'], change: { aircraft_type: event.payload.new_aircraft_type }, remark: undefined };
  }
}

/** Explicit times win over the minutes (api.md §5); nothing or less clears the delay. */
function readDelay(
  {
    delay_minutes,
    new_departure,
    new_arrival,
    reason,
  }: Extract<FlightEvent, { event_type: 'FLIGHT_DELAY' }>['payload'],
  flight: Schedule,
): Demand {
  const byTime = minutesAfter(flight.scheduledDeparture, new_departure);
  const minutes = Math.max(0, byTime ?? delay_minutes);
  const arrival = minutesAfter(flight.scheduledArrival, new_arrival);
  return {
    aspects: ['delay'],
    change: {
      delay_minutes: minutes,
      ...(minutes > 0 ? { reason } : {}),
      ...(arrival === undefined ? {} : { arrival_delay_minutes: arrival }),
    },
    remark:
      byTime !== undefined && byTime !== delay_minutes
        ? `the event says ${delay_minutes} minutes, its times say ${byTime}`
        : undefined,
  };
}

function minutesAfter(scheduled: Temporal.Instant, given: string | null | undefined): number | undefined {
  if (given === undefined || given === null) return undefined;
  return Math.round(scheduled.until(Temporal.Instant.from(given)).total('minutes'));
}

export type Decision =
  | { effect: 'changed'; flight: Operated; changes: Changes; remark: string | undefined }
  | { effect: 'unchanged' | 'superseded' | 'refused'; remark: string | undefined };

/**
 * Decides what an event does. `latest` is when the last event happened that spoke of the same sides; an older one changes
 * nothing. What the flight cannot do any more is refused.
 */
export function decideEvent(
  flight: Operated & Schedule,
  event: FlightEvent,
  { latest, now }: { latest: Temporal.Instant | undefined; now: Temporal.Instant },
): Decision {
  const { change, remark } = readDemand(event, flight);
  const happened = Temporal.Instant.from(event.timestamp);
  if (latest !== undefined && Temporal.Instant.compare(happened, latest) < 0) return { effect: 'superseded', remark };
  const decision = decideChange(flight, change, Temporal.Instant.compare(happened, now) < 0 ? happened : now);
  switch (decision.kind) {
    case 'changed':
      return { effect: 'changed', flight: decision.flight, changes: decision.changes, remark };
    case 'unchanged':
      return { effect: 'unchanged', remark };
    case 'illegalPhase':
      return { effect: 'refused', remark: `a flight that is ${decision.from} cannot become ${decision.to}` };
    case 'invalid':
      return {
        effect: 'refused',
        remark: decision.faults.map(({ field, message }) => `${field}: ${message}`).join('; '),
      };
    case 'stale':
      throw new Error('a feed names no version');
  }
}

/** The same object without the members that are undefined. */
function withoutUndefined<T extends object>(given: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
