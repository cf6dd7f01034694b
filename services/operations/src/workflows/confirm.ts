import type { NoticeFlight } from '@airside/contracts';
import type { WorkflowEvent } from './workflow.ts';

type Told = Partial<Pick<NoticeFlight, 'status' | 'estimated_departure' | 'estimated_arrival' | 'gate' | 'terminal'>>;

export type Confirmation = {
  expected: Told;
  found: Told;
  agrees: boolean;
  /** The flight has changed again since the event, which explains what does not agree. */
  changedSince: boolean;
  version: number;
};

/** Where booking shows an older version than the event's, its answer is from before the change: ask again. */
export type ConfirmDecision = { kind: 'behind'; version: number } | { kind: 'confirmed'; confirmation: Confirmation };

/** Holds the flight as booking shows it now against what the event says. */
export function confirm(event: WorkflowEvent, flight: NoticeFlight): ConfirmDecision {
  const { flightversion } = event;
  if (flightversion !== undefined && flight.version < flightversion) return { kind: 'behind', version: flight.version };
  const expected = expectationOf(event);
  const names = Object.keys(expected) as (keyof Told)[];
  const found: Told = Object.fromEntries(names.map((name) => [name, flight[name]]));
  return {
    kind: 'confirmed',
    confirmation: {
      expected,
      found,
      agrees: names.every((name) => isSame(expected[name] ?? null, found[name] ?? null)),
      changedSince: flightversion !== undefined && flight.version > flightversion,
      version: flight.version,
    },
  };
}

export function expectationOf(event: WorkflowEvent): Told {
  switch (event.type) {
    case 'flight.delay.minor':
    case 'flight.delay.major':
    case 'flight.delay.severe':
      return { estimated_departure: event.data.new_departure, estimated_arrival: event.data.new_arrival };
    case 'flight.cancelled':
      return { status: 'CANCELLED' };
    case 'flight.gate_change': {
      const { new_gate, new_terminal } = event.data;
      return { gate: new_gate, ...(new_terminal === undefined ? {} : { terminal: new_terminal }) };
    }
  }
}

/** The same time may be written in several ways. */
function isSame(one: string | null, other: string | null): boolean {
  if (one === other || one === null || other === null) return one === other;
  const [first, second] = [instantFrom(one), instantFrom(other)];
  return first !== undefined && second !== undefined && first.equals(second);
}

function instantFrom(text: string): Temporal.Instant | undefined {
  try {
    return Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
}
