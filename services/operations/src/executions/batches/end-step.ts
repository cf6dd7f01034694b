import type { Db } from '@airside/postgres';
import { stepOf } from '../../workflows/rules.ts';
import { enqueueBatches, type Engine, failStep, type Progress, succeedStep } from '../engine.ts';
import type { LockedExecution } from '../queries.ts';
import type { StepKey } from '../steps/queries.ts';
import { countUnended, insertClosingBatch, listBatches } from './queries.ts';
import { sumOutputs } from './rules.ts';

/**
 * Ends a step after the last of its batches. Where some have failed the others have still been worked through. Where
 * travellers were told, one more batch tells those who follow the flight.
 */
export async function endStepAfterLast(
  tx: Db,
  engine: Engine,
  locked: LockedExecution,
  { executionId, step }: StepKey,
): Promise<Progress> {
  const key = { executionId, step };
  if ((await countUnended(tx, key)) > 0) return { execution: locked };
  const batches = await listBatches(tx, executionId, step);
  const output = sumOutputs(batches.map((batch) => batch.output));
  const failed = batches.filter(({ status }) => status === 'FAILED');
  const [first] = failed;
  if (first !== undefined) {
    const why = `${failed.length} of ${batches.length} batches failed; batch ${first.batch}: ${first.error ?? 'unknown'}`;
    return failStep(tx, engine, locked, { step, error: why, output });
  }
  const hasClosing = stepOf(locked.workflow, step).act === 'tell travellers';
  const closing = hasClosing ? await insertClosingBatch(tx, key) : undefined;
  if (closing === undefined) return succeedStep(tx, engine, locked, { step, output });
  await enqueueBatches(tx, engine, key, { batches: [closing], run: locked.run });
  return { execution: locked };
}
