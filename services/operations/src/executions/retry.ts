import { Problem } from '@airside/contracts';
import { isBatchAct, stepOf } from '../workflows/rules.ts';
import { reviveBatches } from './batches/queries.ts';
import { type Engine, enqueueStep } from './engine.ts';
import { lockExecution, reviveExecution } from './queries.ts';
import { reviveStep } from './steps/queries.ts';

/** Lets a failed execution go on from its failed step, and of that step from its failed batches. Throws EXECUTION_NOT_FOUND or EXECUTION_NOT_FAILED. */
export async function retryExecution(engine: Pick<Engine, 'cluster' | 'jobs' | 'queues'>, id: number): Promise<void> {
  await engine.cluster.transaction(async (tx) => {
    const execution = await lockExecution(tx, id);
    if (execution === undefined) throw new Problem('EXECUTION_NOT_FOUND');
    const { status, workflow } = execution;
    if (status !== 'FAILED') throw new Problem('EXECUTION_NOT_FAILED', { params: { status } });
    const run = await reviveExecution(tx, id);
    const step = await reviveStep(tx, id);
    if (step === undefined) throw new Error(`execution ${id} failed without a failed step`);
    const key = { executionId: id, step };
    if (isBatchAct(stepOf(workflow, step).act)) await reviveBatches(tx, key);
    await enqueueStep(tx, engine, key, run);
  });
  engine.jobs.wake(engine.queues.steps);
}
