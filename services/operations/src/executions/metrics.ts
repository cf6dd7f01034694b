import { workflowNames } from '@airside/contracts';
import type { WorkflowName } from '@airside/contracts';
import type { Jobs } from '@airside/jobs';
import { counter, Gauge, type Registry } from '@airside/service';

export type ExecutionMetrics = {
  /** An execution has ended; as far as this process knows, each once. */
  ended(workflow: WorkflowName, status: 'SUCCEEDED' | 'FAILED'): void;
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
  for (const workflow of workflowNames) {
    for (const status of ['SUCCEEDED', 'FAILED']) executions.inc({ workflow, status }, 0);
  }
  return {
    ended(workflow, status) {
      executions.inc({ workflow, status });
      if (status === 'SUCCEEDED') processed[workflow].inc();
    },
    affected: (passengers) => affected.inc(passengers),
  };
}

/** Work that waits, runs or was given up, as of the moment of the scrape. */
export function measureJobs(registry: Registry, jobsOf: () => Jobs | undefined): void {
  new Gauge({
    name: 'operations_jobs',
    help: 'Jobs of the operations service that wait, run or were given up',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      // Without the database there are no figures, and the rest of the metrics all the same.
      const counts = await jobsOf()
        ?.counts()
        .catch(() => undefined);
      for (const { queue, state, count } of counts ?? []) this.set({ queue, state }, count);
    },
  });
}
