import type { Job } from '@airside/jobs';
import type { Db } from '@airside/postgres';
import { describeSpan } from '@airside/service';
import { isBatchAct, stepOf } from '../../workflows/rules.ts';
import { endStepAfterLast } from '../batches/end-step.ts';
import { insertBatches } from '../batches/queries.ts';
import {
  announce,
  enqueueBatches,
  type Engine,
  failStep,
  lockRunning,
  type Progress,
  reasonOf,
  succeedStep,
} from '../engine.ts';
import type { Execution, LockedExecution } from '../queries.ts';
import { stepActs } from './acts.ts';
import { beginStep, noteStepError, noteStepInput, type StepKey } from './queries.ts';

/**
 * One attempt at a step. What it comes to, the end of the job and the next step are one transaction: whatever dies in
 * between, the step is tried again, and its result counts once.
 */
export async function runStep(engine: Engine, job: Job<StepKey>): Promise<void> {
  const { cluster, logger, now } = engine;
  const key = job.data;
  const execution = await beginStep(cluster.writer, key, now());
  if (execution === undefined) return;
  describeSpan(`step ${key.step}`, { 'airside.workflow': execution.workflow, 'airside.event_id': execution.eventId });
  try {
    const { act } = stepOf(execution.workflow, key.step);
    if (isBatchAct(act)) await beginBatches(engine, job, execution);
    else await runAct(engine, job, execution, act);
  } catch (error) {
    logger.warn({ err: error, ...key, eventId: execution.eventId, attempt: job.attempt }, 'workflow: step failed');
    await noteStepError(cluster.writer, key, reasonOf(error)).catch(() => undefined);
    throw error;
  }
}

async function runAct(
  engine: Engine,
  job: Job<StepKey>,
  execution: Execution,
  act: keyof typeof stepActs,
): Promise<void> {
  const result = await stepActs[act](engine, execution);
  const progress = await finish(engine, job, async (tx, locked) => {
    await noteStepInput(tx, job.data, result.input);
    await result.commit?.(tx);
    return succeedStep(tx, engine, locked, { step: job.data.step, output: result.output });
  });
  if (progress !== undefined) result.onCommitted?.();
  announce(engine, execution.eventId, progress);
}

/** Makes a job of each batch; the last one that ends takes the execution on. */
async function beginBatches(engine: Engine, job: Job<StepKey>, execution: Execution): Promise<void> {
  const key = job.data;
  const progress = await finish(engine, job, async (tx, locked) => {
    const waiting = await insertBatches(tx, key);
    await noteStepInput(tx, key, { batches: waiting.length });
    if (waiting.length === 0) return endStepAfterLast(tx, engine, locked, key);
    await enqueueBatches(tx, engine, key, { batches: waiting, run: locked.run });
    return { execution: locked };
  });
  announce(engine, execution.eventId, progress);
}

/** The job's row is locked before the execution's, everywhere: no two transactions wait for each other. */
function finish(
  { cluster }: Engine,
  job: Job<StepKey>,
  work: (tx: Db, locked: LockedExecution) => Promise<Progress>,
): Promise<Progress | undefined> {
  return cluster.transaction(async (tx) => {
    await job.finish(tx);
    const locked = await lockRunning(tx, job.data.executionId);
    return locked === undefined ? undefined : work(tx, locked);
  });
}

/** The attempts at a step are used up. */
export async function giveUpStep(engine: Engine, key: StepKey, reason: string, tx: Db): Promise<void> {
  const locked = await lockRunning(tx, key.executionId);
  if (locked === undefined) return;
  announce(engine, undefined, await failStep(tx, engine, locked, { step: key.step, error: reason }));
}
