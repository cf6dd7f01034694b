import { type Jobs, type Queue, type Schedule, startJobs } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import { type Logger, type Registry, sampled } from '@airside/service';

/** A feature with durable jobs. */
export type Working = {
  queues: readonly Queue<object>[];
  schedules: readonly Schedule<object>[];
  start(jobs: Jobs): void;
};

/** The jobs of all features of a process together: each would look after the whole queue again. */
export async function startBackgroundJobs(
  { cluster, registry, log }: { cluster: Cluster; registry: Registry; log: Logger },
  features: readonly Working[],
): Promise<Jobs> {
  const jobs = await startJobs({
    cluster,
    schema: 'notification_service_jobs',
    queues: features.flatMap(({ queues }) => queues),
    schedules: features.flatMap(({ schedules }) => schedules),
    log,
  });
  for (const feature of features) feature.start(jobs);
  sampled(registry, {
    name: 'notification_jobs',
    help: 'Jobs of the notification service that wait, run or were given up',
    labelNames: ['queue', 'state'],
    read: async () =>
      (await jobs.counts()).map(({ queue, state, count }) => ({ labels: { queue, state }, value: count })),
  });
  return jobs;
}
