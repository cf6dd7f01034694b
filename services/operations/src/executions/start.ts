import type { WorkflowName } from '@airside/contracts';
import type { Jobs } from '@airside/jobs';
import type { Db } from '@airside/postgres';
import { firstStep } from '../workflows/rules.ts';
import type { WorkflowEvent } from '../workflows/workflow.ts';
import { enqueueStep } from './engine.ts';
import { insertExecution } from './queries.ts';
import type { Queues } from './queues.ts';

/**
 * Starts a workflow for an event, in the caller's transaction. An event, or another one that the same operation event
 * caused, starts a workflow once, however often it comes.
 */
export async function startExecution(
  tx: Db,
  engine: { jobs: Jobs; queues: Queues; now: () => Temporal.Instant },
  workflow: WorkflowName,
  event: WorkflowEvent,
): Promise<void> {
  const id = await insertExecution(tx, {
    eventId: event.causedby ?? event.id,
    workflow,
    flightId: event.data.flight_id,
    departureId: departureOf(event),
    event,
    startedAt: engine.now(),
  });
  if (id === undefined) return;
  await enqueueStep(tx, engine, { executionId: id, step: firstStep(workflow).name }, 1);
}

/** Nothing checks the flight that comes with an event: an event put on the bus by hand may hold anything there. */
function departureOf(event: WorkflowEvent): number | null {
  const { departure_id: id } = Object(event.data.flight) as { departure_id?: unknown };
  return typeof id === 'number' && Number.isInteger(id) && id > 0 && id <= 2_147_483_647 ? id : null;
}
