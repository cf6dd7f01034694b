import { idFrom, type Jobs } from '@airside/jobs';
import type { Cluster, Db } from '@airside/postgres';
import type { Logger } from '@airside/service';
import type { BookingClient } from '../workflows/booking.ts';
import type { NotificationClient } from '../workflows/notification.ts';
import { nextStep } from '../workflows/rules.ts';
import { countTravellers } from './batches/queries.ts';
import type { ExecutionMetrics } from './metrics.ts';
import { endExecution, type LockedExecution, lockExecution } from './queries.ts';
import type { Queues } from './queues.ts';
import { endStep, insertStep, type StepKey } from './steps/queries.ts';

/** What moves executions on. */
export type Engine = {
  cluster: Cluster;
  jobs: Jobs;
  queues: Queues;
  booking: BookingClient;
  notification: NotificationClient;
  metrics: ExecutionMetrics;
  logger: Logger;
  now: () => Temporal.Instant;
};

/** What a transaction has come to; acted upon once it is committed. */
export type Progress = { ended?: 'SUCCEEDED' | 'FAILED'; execution: LockedExecution };

/** Makes a step due, in the caller's transaction. Its job has the id of the step and the run: twice is once. */
export async function enqueueStep(
  tx: Db,
  { jobs, queues }: Pick<Engine, 'jobs' | 'queues'>,
  key: StepKey,
  run: number,
): Promise<void> {
  await insertStep(tx, key);
  await jobs.send(tx, queues.steps, key, { id: idFrom('step', String(key.executionId), key.step, String(run)) });
}

/** Makes batches of a step due, in the caller's transaction. */
export async function enqueueBatches(
  tx: Db,
  { jobs, queues }: Engine,
  { executionId, step }: StepKey,
  { batches, run }: { batches: readonly number[]; run: number },
): Promise<void> {
  const group = String(executionId);
  await jobs.sendAll(
    tx,
    queues.batches,
    batches.map((batch) => ({
      data: { executionId, step, batch },
      id: idFrom('batch', group, step, String(batch), String(run)),
      group,
    })),
  );
}

/** Ends a step with success and makes the next one due, or ends the execution. The execution is locked by the caller. */
export async function succeedStep(
  tx: Db,
  engine: Engine,
  execution: LockedExecution,
  { step, output }: { step: string; output: object },
): Promise<Progress> {
  const { id, workflow, run } = execution;
  const now = engine.now();
  if (!(await endStep(tx, { executionId: id, step }, { status: 'SUCCEEDED', output, now }))) return { execution };
  const { bookings } = await countTravellers(tx, id);
  const next = nextStep(workflow, step, bookings);
  if (next !== undefined) {
    await enqueueStep(tx, engine, { executionId: id, step: next.name }, run);
    return { execution };
  }
  await endExecution(tx, id, 'SUCCEEDED', now);
  return { execution, ended: 'SUCCEEDED' };
}

/** Ends a step and its execution as failed; until somebody has it retried. The execution is locked by the caller. */
export async function failStep(
  tx: Db,
  engine: Engine,
  execution: LockedExecution,
  { step, error, output }: { step: string; error: string; output?: object },
): Promise<Progress> {
  const now = engine.now();
  const ending = { status: 'FAILED', error, now, ...(output === undefined ? {} : { output }) } as const;
  if (!(await endStep(tx, { executionId: execution.id, step }, ending))) return { execution };
  await endExecution(tx, execution.id, 'FAILED', now);
  return { execution, ended: 'FAILED' };
}

/** Locks a running execution. Undefined where it is gone or has ended: then there is nothing more to do. */
export async function lockRunning(tx: Db, executionId: number): Promise<LockedExecution | undefined> {
  const execution = await lockExecution(tx, executionId);
  return execution?.status === 'RUNNING' ? execution : undefined;
}

/** After the commit, where the caller knows of it: figures, log, and a hint to our own workers. */
export function announce(
  { jobs, queues, metrics, logger, now }: Engine,
  eventId: string | undefined,
  progress: Progress | undefined,
): void {
  jobs.wake(queues.steps);
  jobs.wake(queues.batches);
  if (progress?.ended === undefined) return;
  const { id, workflow, startedAt } = progress.execution;
  metrics.ended(workflow, progress.ended, now().since(startedAt).total('seconds'));
  const details = { executionId: id, eventId, workflow, status: progress.ended };
  if (progress.ended === 'FAILED') logger.error(details, 'workflow failed; it can be retried from its failed step');
  else logger.info(details, 'workflow done');
}

/** The reason of a failure as the history keeps it. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll('\0', '').slice(0, 1000);
}
