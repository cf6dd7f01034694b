import type { NoticeFlight } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import { confirm, expectationOf } from '../../workflows/confirm.ts';
import { compositionForSubscribers, flightAsTold } from '../../workflows/notice.ts';
import { type BatchAct, intoBatches } from '../../workflows/rules.ts';
import type { Act } from '../../workflows/workflow.ts';
import { countTravellers, insertTravellers } from '../batches/queries.ts';
import type { Engine } from '../engine.ts';
import { type Execution, setFlight } from '../queries.ts';

/** What a step came to. `commit` writes it, in the transaction that ends the step. */
export type StepResult = {
  input: object;
  output: object;
  commit?: (tx: Db) => Promise<unknown>;
  onCommitted?: () => void;
};
type StepAct = (engine: Engine, execution: Execution) => Promise<StepResult>;

/** Steps that are done in one go. They ask others and write nothing themselves. */
export const stepActs: Record<Exclude<Act, BatchAct>, StepAct> = {
  async 'find travellers'(engine, execution) {
    const flight = execution.flight ?? (await askForFlight(engine, execution));
    const travellers = await engine.booking.listTravellers(flight.departure_id, execution.eventId);
    const batches = intoBatches(travellers);
    const passengers = new Set(travellers.map(({ passenger_id }) => passenger_id)).size;
    return {
      input: { flight_id: execution.flightId, departure_id: flight.departure_id },
      output: { bookings: travellers.length, passengers, batches: batches.length },
      async commit(tx) {
        await setFlight(tx, execution.id, flightAsTold(flight, execution.event));
        await insertTravellers(tx, execution.id, batches);
      },
      onCommitted: () => engine.metrics.affected(passengers),
    };
  },

  async 'check travellers'(engine, execution) {
    const { bookings } = await countTravellers(engine.cluster.writer, execution.id);
    return { input: { bookings }, output: { exist: bookings > 0 } };
  },

  // Those who follow the flight are told all the same.
  async 'end without travellers'({ notification }, execution) {
    const subscribers = await notification.compose(compositionForSubscribers(execution), execution.eventId);
    return { input: { bookings: 0 }, output: { message: 'nobody has booked this flight', subscribers } };
  },

  async 'confirm flight'(engine, execution) {
    const flight = await askForFlight(engine, execution);
    const decision = confirm(execution.event, flight);
    if (decision.kind === 'behind') {
      throw new Error(`booking shows version ${decision.version} of the flight, from before the event`);
    }
    return {
      input: { departure_id: flight.departure_id, expected: expectationOf(execution.event) },
      output: decision.confirmation,
      commit: (tx) => setFlight(tx, execution.id, flightAsTold(flight, execution.event)),
    };
  },

  async end(engine, execution) {
    const { bookings } = await countTravellers(engine.cluster.writer, execution.id);
    return { input: {}, output: { bookings } };
  },
};

/** The flight as booking has it now. An event that does not say which departure it is about means the code's next one. */
async function askForFlight({ booking }: Engine, execution: Execution): Promise<NoticeFlight> {
  const departureId = execution.departureId ?? (await booking.findByCode(execution.flightId)).departure_id;
  return booking.findFlight(departureId, execution.eventId);
}
