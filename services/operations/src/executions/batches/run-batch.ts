import type { Job } from '@airside/jobs';
import type { Db } from '@airside/postgres';
import { describeSpan } from '@airside/service';
import { type BatchAct, isBatchAct, stepOf } from '../../workflows/rules.ts';
import { announce, type Engine, lockRunning, reasonOf } from '../engine.ts';
import type { Execution } from '../queries.ts';
import { batchActs, type BatchResult, type Note, tellSubscribers } from './acts.ts';
import { endStepAfterLast } from './end-step.ts';
import { type BatchKey, beginBatch, endBatch, noteBatchError } from './queries.ts';
import type { BatchOutput } from './rules.ts';

/** One attempt at a batch of travellers; its end, that of its job and, after the last one, the step's are one transaction. */
export async function runBatch(engine: Engine, job: Job<BatchKey>): Promise<void> {
  const { cluster, logger, now } = engine;
  const key = job.data;
  const begun = await beginBatch(cluster.writer, key, now());
  if (begun === undefined) return;
  describeSpan(`batch ${key.step}`, { 'airside.workflow': begun.workflow, 'airside.event_id': begun.eventId });
  const { travellers, ...execution } = begun;
  const output: BatchOutput = {};
  try {
    const note: Note = (part, counts) => {
      output[part] = counts;
    };
    const result: BatchResult =
      travellers === null
        ? await tellSubscribers(engine, execution, note)
        : await batchActs[batchActOf(execution, key)](engine, { key, execution, travellers }, note);
    const progress = await cluster.transaction(async (tx) => {
      await job.finish(tx);
      const locked = await lockRunning(tx, key.executionId);
      if (locked === undefined) return undefined;
      const ending = { status: 'SUCCEEDED', output, carried: result.carried, now: now() } as const;
      if (!(await endBatch(tx, key, ending))) return undefined;
      await result.commit?.(tx);
      return endStepAfterLast(tx, engine, locked, key);
    });
    announce(engine, execution.eventId, progress);
  } catch (error) {
    logger.warn({ err: error, ...key, eventId: execution.eventId, attempt: job.attempt }, 'workflow: batch failed');
    await noteBatchError(cluster.writer, key, reasonOf(error), output).catch(() => undefined);
    throw error;
  }
}

function batchActOf({ workflow }: Pick<Execution, 'workflow'>, { step }: BatchKey): BatchAct {
  const { act } = stepOf(workflow, step);
  if (!isBatchAct(act)) throw new Error(`step ${step} has no batches`);
  return act;
}

/** The attempts at a batch are used up. */
export async function giveUpBatch(engine: Engine, key: BatchKey, reason: string, tx: Db): Promise<void> {
  const locked = await lockRunning(tx, key.executionId);
  if (locked === undefined) return;
  if (!(await endBatch(tx, key, { status: 'FAILED', error: reason, now: engine.now() }))) return;
  announce(engine, undefined, await endStepAfterLast(tx, engine, locked, key));
}
