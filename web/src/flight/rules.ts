import type { FlightChanges, FlightResource } from '@airside/contracts';

/** The way of a flight from its plan to its gate. */
export const stages = ['SCHEDULED', 'CHECK_IN', 'BOARDING', 'DEPARTED', 'AIRBORNE', 'LANDED', 'ARRIVED'] as const;

/** How many of the stages are reached; none for a flight that is off its way. */
export function stageOf(status: string): number {
  if (status === 'DELAYED') return 1;
  if (status === 'GATE_CLOSED') return 3;
  return stages.findIndex((stage) => stage === status) + 1;
}

/** Keeps the newer of two states of a departure. */
export function newerFlight(known: FlightResource | undefined, heard: FlightResource): FlightResource {
  return known !== undefined && known.version > heard.version ? known : heard;
}

/** A flight in a frame, if it is the departure that is shown. */
export function flightInUpdate(flight: unknown, departureId: number): FlightResource | undefined {
  const found = flight as FlightResource | undefined;
  return found?.departure_id === departureId ? found : undefined;
}

export type ChangeLine = {
  version: number;
  at: string;
  field: string;
  old: string | number | null;
  now: string | number | null;
};

/** What has changed, one line for each fact, the newest first. */
export function changeLines({ changes }: Pick<FlightChanges, 'changes'>): ChangeLine[] {
  return changes
    .flatMap(({ version, changed_at: at, changes: facts }) =>
      Object.entries(facts).map(([field, fact]) => ({
        version,
        at,
        field,
        old: valueOf(fact.old),
        now: valueOf(fact.new),
      })),
    )
    .reverse();
}

function valueOf(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** Fields of a change that hold an instant. */
export const timeFields: ReadonlySet<string> = new Set(['out_at', 'off_at', 'on_at', 'in_at']);
