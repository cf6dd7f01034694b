import { type OperationReceived, Problem } from '@airside/contracts';
import { type BusMember, publish, subscribe, type Subscription } from '@airside/events';
import type { Db } from '@airside/postgres';
import { findDeparture } from '../flights/find.ts';
import { type Departure, statusCode } from '../flights/rules.ts';
import { countTravellers, insertChange, lockFlight, updateFlight } from '../operations/queries.ts';
import { upsertPosition } from '../positions/queries.ts';
import { flightEvent } from './events.ts';
import { findLatest, insertApplied, updateSignals } from './queries.ts';
import { decideEvent, type FlightEvent, readDemand } from './rules.ts';

/** Applies what feeds report (stream `operations`) to the flights: once per event, in the order of each flight's code. */
export function followOperations(bus: BusMember, now: () => Temporal.Instant): Subscription {
  return subscribe({
    ...bus,
    stream: 'operations',
    group: 'booking/flights',
    wants: ({ type }) => type === 'operation.received',
    async handle(event, tx) {
      if (event.type !== 'operation.received') return;
      const { event_id: eventId, event_type: type, flight_id: flightId } = event.data;
      const effect = await applyOperation(tx, event.data, now());
      // Positions come by the thousand.
      if (type !== 'POSITION') bus.log.info({ eventId, type, flightId, effect }, 'operation event applied');
    },
  });
}

/** Throws FLIGHT_NOT_FOUND for a flight that is not on the schedule; the event waits among the dead letters until it is. */
async function applyOperation(tx: Db, received: OperationReceived, now: Temporal.Instant): Promise<string> {
  const flight = await findMeant(tx, received, now);
  if (received.event_type !== 'POSITION') return applyEvent(tx, flight, received, now);
  await upsertPosition(tx, flight.id, received.payload);
  return 'position';
}

async function findMeant(tx: Db, { flight_id, payload }: OperationReceived, now: Temporal.Instant): Promise<Departure> {
  const { departure_date } = payload;
  const date = departure_date === undefined ? undefined : Temporal.PlainDate.from(departure_date);
  const flight = await findDeparture(tx, { ref: { kind: 'code', code: flight_id }, date }, now);
  if (flight === undefined) throw new Problem('FLIGHT_NOT_FOUND');
  return flight;
}

async function applyEvent(tx: Db, found: Departure, event: FlightEvent, now: Temporal.Instant): Promise<string> {
  const operated = await lockFlight(tx, found.id);
  if (operated === undefined) throw new Problem('FLIGHT_NOT_FOUND');
  const before = { ...found, ...operated };
  const { aspects } = readDemand(event, before);
  const decision = decideEvent(before, event, { latest: await findLatest(tx, found.id, aspects), now });
  let flight: Departure = { ...found, ...operated };
  if (decision.effect === 'changed') {
    flight = await updateFlight(tx, found.id, decision.flight);
    const { version } = flight;
    const by = { eventId: event.event_id };
    await insertChange(tx, { flightId: found.id, version, by, changes: decision.changes });
  }
  if (decision.effect === 'changed' || decision.effect === 'unchanged') {
    await updateSignals(tx, found.id, aspects, event);
  }
  await insertApplied(tx, found.id, event, decision);
  const told = {
    event,
    flight,
    statusBefore: statusCode(before),
    gateBefore: before.gate,
    terminalBefore: before.terminal,
    decision,
    affectedPassengers: await countTravellers(tx, found.id),
    now,
  };
  await publish(tx, [flightEvent(told)]);
  return decision.effect;
}
