import { expected } from '../../kit/api.ts';
import { listExecutions } from '../../kit/look.ts';
import { until } from '../../kit/stack.ts';
import { reportDelay } from '../../notices/told.ts';
import { insertWillingTravellers } from '../../notices/travellers.ts';
import { type Fault, lastStage, type Stage } from '../fault.ts';
import { insist } from '../insist.ts';
import type { AlertScene } from '../scene.ts';

const labels = { workflow: 'delay' };
/** Other faults are there meanwhile, and a database that is away keeps a workflow. */
const endedMs = 300_000;

/**
 * Steps are tried ten times in some four minutes and given up; the end cannot be noted either, so that the execution stays.
 * With the right given back it can, and the workflow has failed; then it is retried.
 */
export const rightTaken: Fault = {
  words: 'operations may no longer write how a step went (a right is revoked)',
  async cause(scene) {
    const { stack, desk } = scene;
    const flight = await insist(() => insertWillingTravellers(stack, 5));
    await alter(scene, 'revoke update on operations_service.execution_step from operations_service');
    await reportDelay(desk, flight, 45);
    const execution = await until(
      'the execution has begun',
      async () => (await listExecutions(desk, flight.code))[0],
      60_000,
    );
    return {
      expects: [
        { alert: 'JobsGivenUp', labels: { service: 'operations_service', queue: 'workflow-steps' } },
        { alert: 'WorkflowStuck', labels },
      ],
      withinMs: 480_000,
      async mend() {
        await alter(scene, 'grant update on operations_service.execution_step to operations_service');
        return afterMending(scene, { id: execution.id, code: flight.code });
      },
    };
  },
};

function afterMending({ api, desk, staffToken }: AlertScene, { id, code }: { id: number; code: string }): Stage {
  const statusIs = (status: string) => async () =>
    (await listExecutions(desk, code)).some((one) => one.id === id && one.status === status);
  return lastStage([{ alert: 'WorkflowFailed', labels }], 150_000, async () => {
    await until('the execution has failed', statusIs('FAILED'), endedMs);
    const retry = await api.call('POST', `/api/ops/executions/${id}/retry`, await staffToken(), {});
    expected(202, 'retry', retry);
    await until('the execution has succeeded', statusIs('SUCCEEDED'), endedMs);
  });
}

async function alter({ nodes }: AlertScene, statement: string): Promise<void> {
  await insist(async () => nodes.ask(await nodes.primary('booking'), statement));
}
