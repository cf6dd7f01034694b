import type { ExecutionDetails, ExecutionList, ExecutionStep } from '@airside/contracts';
import { stepOf } from '../workflows/rules.ts';
import type { WorkflowEvent } from '../workflows/workflow.ts';
import type { BatchRow } from './batches/queries.ts';
import { type Attempted, partOver } from './batches/rules.ts';
import type { ExecutionRow } from './queries.ts';
import type { StepRow } from './steps/queries.ts';

/** An execution as the list shows it. */
export function shownExecution(row: ExecutionRow): ExecutionList['executions'][number] {
  const { id, eventId, workflow, flightId, status } = row;
  return { id, eventId, workflow, flightId, status, ...shownTimes(row) };
}

/** An execution with its history; the parts of a step stand behind it. */
export function shownDetails(
  row: ExecutionRow & { event: WorkflowEvent },
  steps: readonly StepRow[],
  batches: readonly BatchRow[],
): ExecutionDetails {
  const byStep = Map.groupBy(batches, ({ step }) => step);
  return {
    ...shownExecution(row),
    event: row.event,
    steps: steps.flatMap((step) => shownStep(row, step, byStep.get(step.name))),
  };
}

function shownStep(execution: ExecutionRow, step: StepRow, batches: readonly BatchRow[] | undefined): ExecutionStep[] {
  const shown: ExecutionStep = {
    name: step.name,
    ...shownAttempt(step),
    input: step.input,
    ...(batches === undefined
      ? {}
      : { batches: batches.map((row) => ({ batch: row.batch, travellers: row.travellers, ...shownAttempt(row) })) }),
  };
  const { parts = [] } = stepOf(execution.workflow, step.name);
  return [
    shown,
    ...parts.map((part) => {
      const over = partOver(parts, part, batches ?? []);
      return {
        name: part,
        parent: step.name,
        ...shownAttempt({ ...over, output: over.output?.[part] ?? null }),
        input: step.input,
      };
    }),
  ];
}

function shownAttempt({ status, attempts, output, error, ...times }: Omit<Attempted, 'output'> & { output: unknown }) {
  return { status, attempts, ...shownTimes(times), output, error };
}

function shownTimes<Start extends Temporal.Instant | null>(times: {
  startedAt: Start;
  finishedAt: Temporal.Instant | null;
}) {
  return {
    startedAt: (times.startedAt?.toString() ?? null) as Start extends null ? null : string,
    finishedAt: times.finishedAt?.toString() ?? null,
  };
}
