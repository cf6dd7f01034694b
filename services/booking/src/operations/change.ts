import { type FlightPatch, invalidFields, type NewFlight, Problem, type SeatMove } from '@airside/contracts';
import { publish } from '@airside/events';
import type { Cluster, Db } from '@airside/postgres';
import type { Airports } from '../airports/rules.ts';
import { updateSignals } from '../feed/queries.ts';
import { aspectsOf } from '../feed/rules.ts';
import type { ForgetFlights } from '../caches/forget.ts';
import { runTransaction } from '../changes/transaction.ts';
import { findDeparture, type Wanted } from '../flights/find.ts';
import { findDepartureById } from '../flights/queries.ts';
import { insertExtras, updateExtras } from '../seats/open-queries.ts';
import { swapSeats } from '../seats/swap.ts';
import type { Departure } from '../flights/rules.ts';
import { changeEvents, scheduledEvent } from './events.ts';
import { countTravellers, insertChange, insertFlight, lockFlight, updateFlight } from './queries.ts';
import { type ChangeDecision, type Changes, decideChange } from './rules.ts';
import { decideSchedule } from './schedule-rules.ts';

export type OperationsDeps = {
  cluster: Cluster;
  airports: Airports;
  now: () => Temporal.Instant;
  forgetFlights: ForgetFlights;
};

/** Puts a flight on sale. Throws VALIDATION_FAILED, or FLIGHT_EXISTS where the code has a departure on that date. */
export async function scheduleFlight(deps: OperationsDeps, flight: NewFlight): Promise<Departure> {
  const decision = decideSchedule(flight, (iata) => zoneOrUndefined(deps.airports, iata));
  if (decision.kind === 'invalid') throw invalidFields(decision.faults);
  const scheduled = await deps.cluster.transaction(async (tx) => {
    const id = await insertFlight(tx, decision.departure, { gate: flight.gate, terminal: flight.terminal });
    if (id === undefined) throw new Problem('FLIGHT_EXISTS');
    const added = present(await findDepartureById(tx, id));
    await publish(tx, [scheduledEvent(added, deps.now())]);
    return added;
  });
  await deps.forgetFlights([scheduled]);
  return scheduled;
}

/** Changes a flight as far as its phase allows, and notes who did what. Throws FLIGHT_NOT_FOUND, ILLEGAL_PHASE, FLIGHT_CHANGED, VALIDATION_FAILED. */
export async function changeFlight(
  deps: OperationsDeps,
  request: { wanted: Wanted; patch: FlightPatch; changedBy: number },
): Promise<{ flight: Departure; moved: SeatMove[] | undefined }> {
  const { wanted, patch, changedBy } = request;
  const changed = await runTransaction(deps.cluster, async (tx) => {
    const found = await findDeparture(tx, wanted, deps.now());
    if (found === undefined) throw new Problem('FLIGHT_NOT_FOUND');
    const now = deps.now();
    const { flight, changes, moved } = await applyPatch(tx, found, { patch, changedBy, now });
    if (changes === undefined) return { flight, moved };
    const concernsTravellers = changes['delay_minutes'] !== undefined || flight.phase === 'cancelled';
    const affectedPassengers = concernsTravellers ? await countTravellers(tx, flight.id) : 0;
    await publish(tx, changeEvents({ flight, changes, moved, affectedPassengers, reason: patch.reason, now }));
    return { flight, moved };
  });
  await deps.forgetFlights([changed.flight]);
  return changed;
}

/** The flight as it is then, and the changes made; none where there was nothing to change. */
async function applyPatch(
  tx: Db,
  found: Departure,
  { patch, changedBy, now }: { patch: FlightPatch; changedBy: number; now: Temporal.Instant },
): Promise<{ flight: Departure; changes: Changes | undefined; moved: SeatMove[] | undefined }> {
  const flightId = found.id;
  const before = await lockFlight(tx, flightId);
  if (before === undefined) throw new Problem('FLIGHT_NOT_FOUND');
  const decision = decideChange(before, patch, now);
  if (decision.kind === 'unchanged') return { flight: { ...found, ...before }, changes: undefined, moved: undefined };
  if (decision.kind !== 'changed') throw problemOf(decision);
  const { changes } = decision;
  const flight = await updateFlight(tx, flightId, decision.flight);
  await insertChange(tx, { flightId, version: flight.version, by: { account: changedBy }, changes });
  // What a feed says of an earlier moment, but later, does not undo what the desk did.
  const event = { event_id: `desk/${changedBy}`, timestamp: now.toString() };
  await updateSignals(tx, flightId, aspectsOf(changes), event);
  if (changes['overbooking_limit'] !== undefined) {
    await insertExtras(tx, flightId);
    await updateExtras(tx, flightId);
  }
  const aircraft = changes['aircraft_type'];
  const moved =
    aircraft &&
    (await swapSeats(tx, { flight, aircraftBefore: String(aircraft.old), actorAccountId: changedBy, time: now }));
  return { flight, changes, moved };
}

function problemOf(decision: Exclude<ChangeDecision, { kind: 'changed' | 'unchanged' }>): Problem {
  switch (decision.kind) {
    case 'invalid':
      return invalidFields(decision.faults);
    case 'stale':
      return new Problem('FLIGHT_CHANGED', { params: { version: String(decision.version) } });
    case 'illegalPhase': {
      const allowed = decision.allowed.length === 0 ? 'nothing' : decision.allowed.join(', ').toUpperCase();
      const params = { from: decision.from.toUpperCase(), to: decision.to.toUpperCase(), allowed };
      return new Problem('ILLEGAL_PHASE', { params });
    }
  }
}

function zoneOrUndefined(airports: Airports, iata: string): string | undefined {
  try {
    return airports.zoneOf(iata);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function present<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('the flight is gone');
  return row;
}
