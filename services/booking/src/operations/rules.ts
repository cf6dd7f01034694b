import { aircraftTypes, type FieldFault, type FlightPatch, type FlightPhase } from '@airside/contracts';
import { isOnSale } from '../flights/rules.ts';

/** What of a flight can be changed while it is operated. */
export type Operated = {
  phase: FlightPhase;
  gate: string | null;
  terminal: string | null;
  /** Below zero where it leaves early. */
  delayMinutes: number;
  delayReason: string | null;
  /** Null where it arrives as late as it leaves. */
  arrivalDelayMinutes: number | null;
  divertedTo: string | null;
  aircraftType: string;
  overbookingLimit: number;
  outAt: Temporal.Instant | null;
  offAt: Temporal.Instant | null;
  onAt: Temporal.Instant | null;
  inAt: Temporal.Instant | null;
  version: number;
};

/** A patch, and what only a feed may say. */
export type FlightChange = Omit<FlightPatch, 'aircraft_type'> & {
  aircraft_type?: string;
  arrival_delay_minutes?: number | null;
  diverted_to?: string;
};

/** The steps a flight may take from each phase. */
export const nextPhases: Record<FlightPhase, readonly FlightPhase[]> = {
  scheduled: ['check_in', 'cancelled'],
  check_in: ['boarding', 'cancelled'],
  boarding: ['gate_closed', 'cancelled'],
  // A gate may be opened once more for late passengers.
  gate_closed: ['departed', 'boarding', 'cancelled'],
  departed: ['airborne', 'returned_to_gate'],
  airborne: ['landed', 'diverted'],
  landed: ['arrived'],
  // It flies on to where it was going, or ends where it landed.
  diverted: ['airborne', 'landed'],
  returned_to_gate: ['boarding', 'gate_closed', 'departed', 'cancelled'],
  arrived: [],
  cancelled: [],
};

export type Changes = Record<string, { old: string | number | null; new: string | number | null }>;

export type ChangeDecision =
  | { kind: 'changed'; flight: Operated; changes: Changes }
  | { kind: 'unchanged' }
  | { kind: 'invalid'; faults: FieldFault[] }
  | { kind: 'stale'; version: number }
  | { kind: 'illegalPhase'; from: FlightPhase; to: FlightPhase; allowed: readonly FlightPhase[] };

/** OOOI times in the order they happen, each with the phase it begins (out of the gate, off and on the ground, in at the gate). */
const movements = [
  { field: 'outAt', name: 'out_at', phase: 'departed' },
  { field: 'offAt', name: 'off_at', phase: 'airborne' },
  { field: 'onAt', name: 'on_at', phase: 'landed' },
  { field: 'inAt', name: 'in_at', phase: 'arrived' },
] as const;

/** Decides what a patch does to a flight at `now`: legal steps and consistent times only, and all of it or nothing. */
export function decideChange(flight: Operated, patch: FlightChange, now: Temporal.Instant): ChangeDecision {
  if (patch.version !== undefined && patch.version !== flight.version)
    return { kind: 'stale', version: flight.version };
  const to = patch.phase === undefined ? flight.phase : (patch.phase.toLowerCase() as FlightPhase);
  if (to !== flight.phase && !nextPhases[flight.phase].includes(to)) {
    return { kind: 'illegalPhase', from: flight.phase, to, allowed: nextPhases[flight.phase] };
  }
  const next: Operated = {
    ...flight,
    phase: to,
    gate: patch.gate === undefined ? flight.gate : patch.gate,
    terminal: patch.terminal === undefined ? flight.terminal : patch.terminal,
    aircraftType: patch.aircraft_type ?? flight.aircraftType,
    overbookingLimit: patch.overbooking_limit ?? flight.overbookingLimit,
    divertedTo: patch.diverted_to ?? flight.divertedTo,
    ...delayOf(flight, patch),
    ...timesOf(flight, patch, to, now),
  };
  const faults = faultsOf(flight, patch, next);
  if (faults.length > 0) return { kind: 'invalid', faults };
  const changes = compare(flight, next);
  if (Object.keys(changes).length === 0) return { kind: 'unchanged' };
  return { kind: 'changed', flight: { ...next, version: flight.version + 1 }, changes };
}

/** A delay of nothing has no reason. */
function delayOf(flight: Operated, patch: FlightChange): Partial<Operated> {
  if (patch.delay_minutes === undefined) return {};
  return {
    delayMinutes: patch.delay_minutes,
    delayReason: patch.delay_minutes > 0 ? (patch.reason ?? flight.delayReason) : null,
    arrivalDelayMinutes: patch.arrival_delay_minutes ?? null,
  };
}

/** Times that were given; and `now` for a step that was taken without its time. A return to the gate undoes the departure. */
function timesOf(flight: Operated, patch: FlightChange, to: FlightPhase, now: Temporal.Instant): Partial<Operated> {
  if (to === 'returned_to_gate' && flight.phase !== to) return { outAt: null, offAt: null, onAt: null, inAt: null };
  const times: Partial<Operated> = {};
  for (const { field, name, phase } of movements) {
    const given = patch[name];
    if (given !== undefined) times[field] = instantOf(given) ?? flight[field];
    else if (to === phase && flight.phase !== to && flight[field] === null) times[field] = now;
  }
  return times;
}

function faultsOf(flight: Operated, patch: FlightChange, next: Operated): FieldFault[] {
  const faults: FieldFault[] = [];
  const isDelayChanged = patch.delay_minutes !== undefined && patch.delay_minutes !== flight.delayMinutes;
  if (isDelayChanged && !isOnSale(next.phase))
    faults.push({ field: 'delay_minutes', message: 'can only change before departure' });
  if (patch.aircraft_type !== undefined && patch.aircraft_type !== flight.aircraftType && !isOnSale(next.phase))
    faults.push({ field: 'aircraft_type', message: 'can only change before departure' });
  if (!(aircraftTypes as readonly string[]).includes(next.aircraftType))
    faults.push({ field: 'aircraft_type', message: `we have no seat map of ${next.aircraftType}` });
  if (next.delayMinutes > 0 && next.delayReason === null)
    faults.push({ field: 'reason', message: 'is required with a delay' });
  const isCancelled = next.phase === 'cancelled' && flight.phase !== 'cancelled';
  if (patch.reason !== undefined && patch.delay_minutes === undefined && !isCancelled) {
    faults.push({ field: 'reason', message: 'belongs to a delay or a cancellation' });
  }
  for (const [index, { field, name, phase }] of movements.entries()) {
    const given = patch[name];
    if (given !== undefined && instantOf(given) === undefined) faults.push({ field: name, message: 'is no time' });
    if (given !== undefined && !hasReached(next.phase, phase))
      faults.push({ field: name, message: `needs phase ${phase.toUpperCase()} or later` });
    const [earlier, later] = [movements[index - 1], next[field]];
    const before = earlier === undefined ? null : next[earlier.field];
    if (earlier !== undefined && before !== null && later !== null && Temporal.Instant.compare(later, before) < 0) {
      faults.push({ field: name, message: `must not be before ${earlier.name}` });
    }
  }
  return faults;
}

/** Undefined for a text that only looks like a time, such as the 30th of February. */
function instantOf(text: string): Temporal.Instant | undefined {
  try {
    return Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
}

const order: readonly FlightPhase[] = ['departed', 'airborne', 'diverted', 'landed', 'arrived'];

function hasReached(phase: FlightPhase, wanted: FlightPhase): boolean {
  return order.indexOf(phase) >= order.indexOf(wanted);
}

const names = {
  phase: 'phase',
  gate: 'gate',
  terminal: 'terminal',
  delayMinutes: 'delay_minutes',
  delayReason: 'delay_reason',
  arrivalDelayMinutes: 'arrival_delay_minutes',
  divertedTo: 'diverted_to',
  aircraftType: 'aircraft_type',
  overbookingLimit: 'overbooking_limit',
  outAt: 'out_at',
  offAt: 'off_at',
  onAt: 'on_at',
  inAt: 'in_at',
} as const satisfies Partial<Record<keyof Operated, string>>;

function compare(before: Operated, after: Operated): Changes {
  const changes: Changes = {};
  for (const [field, name] of Object.entries(names) as [keyof typeof names, string][]) {
    const [old, now] = [asText(before[field]), asText(after[field])];
    if (old !== now) changes[name] = { old, new: now };
  }
  return changes;
}

function asText(value: string | number | Temporal.Instant | null): string | number | null {
  return value instanceof Temporal.Instant ? value.toString() : value;
}
