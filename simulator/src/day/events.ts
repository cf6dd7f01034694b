import type { OperationEvent, OperationEventType, OperationPayload } from '@airside/contracts';
import type { Operated } from './operate.ts';
import { positionsOf } from './positions.ts';

/** Something that an operation event tells, at a minute since midnight at home. */
export type Happening = {
  [T in OperationEventType]: {
    minute: number;
    type: T;
    payload: Omit<OperationPayload<T>, 'flight_id' | 'departure_date'>;
  };
}[OperationEventType];

/** Instants of the day's minutes, as a payload has them. */
export type Clock = (minute: number) => string;

/** Minutes before departure. Check-in goes by the schedule, the rest by the departure as it is expected. */
const checkInOpens = 120;
const boardingStarts = 35;
const gateCloses = 8;
const largeDelay = 45;

/** All that is told about a flight, in the order it happens. */
export function happeningsOf(flight: Operated, clock: Clock, everyMinutes: number): Happening[] {
  const checkIn = status(flight.leg.departure - checkInOpens, { phase: 'CHECK_IN' });
  if (flight.kind === 'cancelled') {
    const payload = { reason: flight.reason, reason_detail: flight.detail, rebooking_priority: 'NORMAL' as const };
    const cancelled: Happening = { minute: flight.at, type: 'FLIGHT_CANCELLED', payload };
    return checkIn.minute < flight.at ? [checkIn, cancelled] : [cancelled];
  }
  const { movement } = flight;
  const ground: Happening[] = [
    checkIn,
    ...delays(flight),
    ...gateChanges(flight),
    status(movement.out - boardingStarts, { phase: 'BOARDING' }),
    status(movement.out - gateCloses, { phase: 'GATE_CLOSED' }),
    status(movement.out, { phase: 'DEPARTED', out_at: clock(movement.out) }),
    status(movement.off, { phase: 'AIRBORNE', off_at: clock(movement.off) }),
  ];
  const air = positionsOf(flight, everyMinutes).map(
    ({ minute, lat, lon, altitudeFt, heading, speedKt }): Happening => ({
      minute,
      type: 'POSITION',
      payload: { lat, lon, altitude_ft: altitudeFt, heading, ground_speed_kt: speedKt, at: clock(minute) },
    }),
  );
  const arrival = [
    ...diversions(flight, clock),
    status(movement.on, { phase: 'LANDED', on_at: clock(movement.on) }),
    status(movement.in, { phase: 'ARRIVED', in_at: clock(movement.in) }),
  ];
  // The sort is stable: of two things in one minute the earlier listed comes first.
  return [...ground, ...air, ...arrival].toSorted((left, right) => left.minute - right.minute);
}

function status(minute: number, payload: Extract<Happening, { type: 'STATUS_CHANGE' }>['payload']): Happening {
  return { minute, type: 'STATUS_CHANGE', payload };
}

/** A large delay comes in two steps: what is hoped for, and what it becomes. */
function delays({ leg, delay, reason }: Extract<Operated, { kind: 'flown' }>): Happening[] {
  if (delay === 0) return [];
  const tell = (minute: number, minutes: number): Happening => ({
    minute,
    type: 'FLIGHT_DELAY',
    payload: { delay_minutes: minutes, reason },
  });
  if (delay <= largeDelay) return [tell(leg.departure - 25, delay)];
  const first = Math.ceil(delay / 2 / 5) * 5;
  return [tell(leg.departure - 60, first), tell(leg.departure - 5, delay)];
}

function gateChanges({ gate, newGate, movement }: Extract<Operated, { kind: 'flown' }>): Happening[] {
  if (newGate === undefined) return [];
  const payload = { old_gate: gate, new_gate: newGate, terminal_change: false };
  return [{ minute: movement.out - 55, type: 'GATE_CHANGE', payload }];
}

function diversions({ diversion, movement }: Extract<Operated, { kind: 'flown' }>, clock: Clock): Happening[] {
  if (diversion === undefined) return [];
  const payload = {
    diverted_to: diversion.to.iata,
    reason: 'WEATHER' as const,
    estimated_arrival: clock(movement.in),
  };
  return [{ minute: diversion.at, type: 'DIVERSION', payload }];
}

/** The event that tells it. */
export function toEvent(
  { type, minute, payload }: Happening,
  { id, flightId, departureDate, clock }: { id: string; flightId: string; departureDate: string; clock: Clock },
): OperationEvent {
  return {
    event_id: id,
    event_type: type,
    timestamp: clock(minute),
    source: 'simulator',
    payload: { flight_id: flightId, departure_date: departureDate, ...payload },
  } as OperationEvent;
}
