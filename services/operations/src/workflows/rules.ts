import type { WorkflowName } from '@airside/contracts';
import { cancellation } from './cancellation.ts';
import { delay } from './delay.ts';
import { gateChange } from './gate-change.ts';
import type { Step, Workflow, WorkflowEvent } from './workflow.ts';

export const workflows: Record<WorkflowName, Workflow> = { delay, cancellation, gate_change: gateChange };

/** Whether a workflow can run for an event: a gate change is no delay, whatever a rule says. */
export function canRun(name: WorkflowName, event: { type: string }): event is WorkflowEvent {
  return workflows[name].startsOn.some((type) => type === event.type);
}

export function firstStep(name: WorkflowName): Step {
  return workflows[name].steps[0];
}

/** The step of that name. Throws where the workflow has none: a job of a version of us that had it. */
export function stepOf(name: WorkflowName, stepName: string): Step {
  const { steps, endings } = workflows[name];
  const step = [...steps, ...endings].find((one) => one.name === stepName);
  if (step === undefined) throw new Error(`workflow ${name} has no step ${stepName}`);
  return step;
}

/** The step after one that succeeded; undefined after the last. */
export function nextStep(name: WorkflowName, stepName: string, travellers: number): Step | undefined {
  const { steps, endings } = workflows[name];
  const index = steps.findIndex((one) => one.name === stepName);
  if (index === -1) return undefined;
  const otherwise = steps[index]?.otherwise;
  if (otherwise !== undefined && travellers === 0) return endings.find((one) => one.name === otherwise);
  return steps[index + 1];
}

const batchActs = ['tell travellers', 'mark for rebooking', 'publish rebooking'] as const;
export type BatchAct = (typeof batchActs)[number];

/** Whether a step goes over the travellers batch by batch. */
export function isBatchAct(act: Step['act']): act is BatchAct {
  return batchActs.some((one) => one === act);
}

/** Travellers of one batch: a few hundred milliseconds of work, so that an attempt ends long before its time is up. */
const batchSize = 200;

/** Numbered from 1, each with at most `size`. */
export function intoBatches<T>(items: readonly T[], size = batchSize): { batch: number; items: T[] }[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_none, index) => ({
    batch: index + 1,
    items: items.slice(index * size, (index + 1) * size),
  }));
}
