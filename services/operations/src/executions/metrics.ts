import { workflowNames } from '@airside/contracts';
import type { WorkflowName } from '@airside/contracts';
import type { Jobs } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import { counter, Histogram, type Registry, sampled, sharedFor } from '@airside/service';
import { listRunning } from './queries.ts';

export type ExecutionMetrics = {
  /** An execution has ended; as far as this process knows, each once. */
  ended(workflow: WorkflowName, status: 'SUCCEEDED' | 'FAILED', tookSeconds: number): void;
  affected(passengers: number): void;
};

/** The counters of api.md that belong to workflows; all there at zero, so that ratios over them work from the start. */
export function createExecutionMetrics(registry: Registry): ExecutionMetrics {
  const processed = {
    delay: counter(registry, 'delay_events_processed_total', 'Delays worked through to the end'),
    cancellation: counter(registry, 'cancellation_events_processed_total', 'Cancellations worked through to the end'),
    gate_change: counter(registry, 'gate_change_events_processed_total', 'Gate changes worked through to the end'),
  };
  const executions = counter(registry, 'workflow_executions_total', 'Executions that ended, by workflow and outcome', [
    'workflow',
    'status',
  ]);
  const affected = counter(registry, 'affected_passengers_total', 'Passengers found on flights with an event');
  const duration = new Histogram({
    name: 'workflow_duration_seconds',
    help: 'From the start of an execution to its end, in seconds',
    labelNames: ['workflow'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
    registers: [registry],
  });
  for (const workflow of workflowNames) {
    duration.zero({ workflow });
    for (const status of ['SUCCEEDED', 'FAILED']) executions.inc({ workflow, status }, 0);
  }
  return {
    ended(workflow, status, tookSeconds) {
      executions.inc({ workflow, status });
      duration.observe({ workflow }, tookSeconds);
      if (status === 'SUCCEEDED') processed[workflow].inc();
    },
    affected: (passengers) => affected.inc(passengers),
  };
}

/** Executions under way, and work that waits, runs or was given up, as of the moment of the scrape. */
export function measureWork(
  registry: Registry,
  cluster: Pick<Cluster, 'reader'>,
  jobsOf: () => Jobs | undefined,
): void {
  const running = sharedFor(500, () => listRunning(cluster.reader, workflowNames));
  sampled(registry, {
    name: 'workflow_executions_running',
    help: 'Executions that have begun and not ended',
    labelNames: ['workflow'],
    read: async () => (await running()).map(({ workflow, count }) => ({ labels: { workflow }, value: count })),
  });
  sampled(registry, {
    name: 'workflow_oldest_running_seconds',
    help: 'Age of the oldest execution that has not ended; 0 when there is none',
    labelNames: ['workflow'],
    read: async () =>
      (await running()).map(({ workflow, oldestSeconds }) => ({ labels: { workflow }, value: oldestSeconds })),
  });
  sampled(registry, {
    name: 'operations_jobs',
    help: 'Jobs of the operations service that wait, run or were given up',
    labelNames: ['queue', 'state'],
    read: async () =>
      ((await jobsOf()?.counts()) ?? []).map(({ queue, state, count }) => ({ labels: { queue, state }, value: count })),
  });
}
