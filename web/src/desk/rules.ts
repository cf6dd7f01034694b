import type {
  AircraftType,
  DelayReason,
  ExecutionStep,
  FlightPhase,
  OperationEvent,
  RuleTarget,
} from '@airside/contracts';

export const delayReasons: readonly DelayReason[] = ['WEATHER', 'MECHANICAL', 'CREW', 'ATC', 'SECURITY', 'OTHER'];
export const aircraftTypes: readonly AircraftType[] = ['A320', 'A321', 'B738', 'E190', 'B789'];

/** What an operator can do to a flight. */
export const changeKinds = ['delay', 'gate', 'cancel', 'divert', 'swap', 'phase'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** A filled-in form of a change. */
export type Change =
  | { kind: 'delay'; minutes: number; reason: DelayReason }
  | { kind: 'gate'; gate: string; oldGate: string | null; isTerminalChange: boolean }
  | { kind: 'cancel'; reason: DelayReason }
  | { kind: 'divert'; airport: string; reason: DelayReason }
  | { kind: 'swap'; aircraft: string };

export type About = { eventId: string; timestamp: string; flight: string; departureDate: string };

/** The operation event that a change is sent as, in the airline's envelope. */
export function eventOf(change: Change, { eventId, timestamp, flight, departureDate }: About): OperationEvent {
  const envelope = { event_id: eventId, timestamp, source: 'ops_desk' };
  const which = { flight_id: flight, departure_date: departureDate };
  switch (change.kind) {
    case 'delay':
      return {
        ...envelope,
        event_type: 'FLIGHT_DELAY',
        payload: { ...which, delay_minutes: change.minutes, reason: change.reason },
      };
    case 'gate':
      return {
        ...envelope,
        event_type: 'GATE_CHANGE',
        payload: {
          ...which,
          old_gate: change.oldGate,
          new_gate: change.gate.toUpperCase(),
          terminal_change: change.isTerminalChange,
        },
      };
    case 'cancel':
      return { ...envelope, event_type: 'FLIGHT_CANCELLED', payload: { ...which, reason: change.reason } };
    case 'divert':
      return {
        ...envelope,
        event_type: 'DIVERSION',
        payload: { ...which, diverted_to: change.airport.toUpperCase(), reason: change.reason },
      };
    case 'swap':
      return { ...envelope, event_type: 'AIRCRAFT_SWAP', payload: { ...which, new_aircraft_type: change.aircraft } };
  }
}

/** Phases that may follow; the API has the last word. */
const next: Readonly<Record<string, readonly FlightPhase[]>> = {
  SCHEDULED: ['check_in', 'boarding'],
  DELAYED: ['check_in', 'boarding', 'gate_closed', 'departed'],
  CHECK_IN: ['boarding'],
  BOARDING: ['gate_closed'],
  GATE_CLOSED: ['departed', 'boarding'],
  DEPARTED: ['airborne', 'returned_to_gate'],
  AIRBORNE: ['landed'],
  LANDED: ['arrived'],
  DIVERTED: ['landed'],
  RETURNED_TO_GATE: ['boarding', 'gate_closed', 'departed'],
};

export function nextPhases(status: string): readonly string[] {
  return (next[status] ?? []).map((phase) => phase.toUpperCase());
}

const gone = new Set(['DEPARTED', 'AIRBORNE', 'LANDED', 'ARRIVED', 'DIVERTED', 'CANCELLED']);
const inTheAir = new Set(['DEPARTED', 'AIRBORNE']);

/** Kinds of change that make sense for a flight as it is. */
export function kindsFor(status: string): readonly ChangeKind[] {
  if (inTheAir.has(status)) return ['divert', 'phase'];
  if (gone.has(status)) return nextPhases(status).length > 0 ? ['phase'] : [];
  return changeKinds.filter((kind) => kind !== 'divert');
}

/** How long a step took, in milliseconds; undefined until it has ended. */
export function tookMs({ startedAt, finishedAt }: Pick<ExecutionStep, 'startedAt' | 'finishedAt'>): number | undefined {
  return startedAt === null || finishedAt === null ? undefined : Date.parse(finishedAt) - Date.parse(startedAt);
}

/** Reads what somebody typed as JSON; undefined for what is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What a rule leads to, in a word. */
export function targetText(target: RuleTarget): string {
  if (target.kind === 'workflow') return target.workflow;
  return target.kind === 'webhook' ? target.url : 'log';
}
