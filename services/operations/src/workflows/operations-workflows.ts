import type { BusMember, Subscription } from '@airside/events';
import { type Jobs, startJobs } from '@airside/jobs';
import type { Cluster, Db } from '@airside/postgres';
import type { App, Background, InternalClient, Logger, Registry } from '@airside/service';
import { deleteOldAudit } from '../audit/queries.ts';
import { auditRoutes } from '../audit/routes.ts';
import { giveUpBatch, runBatch } from '../executions/batches/run-batch.ts';
import type { Engine } from '../executions/engine.ts';
import { createExecutionMetrics, measureWork } from '../executions/metrics.ts';
import { deleteEnded } from '../executions/queries.ts';
import { defineQueues, type Patience } from '../executions/queues.ts';
import { retryExecution } from '../executions/retry.ts';
import { executionRoutes } from '../executions/routes.ts';
import { giveUpStep, runStep } from '../executions/steps/run-step.ts';
import { callWebhook } from '../rules/call-webhook.ts';
import { publishRoute } from '../rules/publish-route.ts';
import { routeEvents } from '../rules/router.ts';
import { ruleRoutes } from '../rules/routes.ts';
import { createRuleCache, keepFresh } from '../rules/rule-cache.ts';
import { ruleTestRoute } from '../rules/test-route.ts';
import { createBookingClient } from './booking.ts';
import { createNotificationClient } from './notification.ts';

/** Streams whose events are held against the rules. */
const allStreams = ['flights', 'operations', 'notifications'] as const;

/** Attempts in hand at once in this process; of one execution's batches at most half in all processes, so that others get on. */
const concurrency = { steps: 4, batches: 6, batchesOfOne: 4, webhooks: 4 };
/** As long as received events are kept: within this time an event that comes again starts nothing. */
const keepDays = 90;
const mostTidyingPages = 100;

export type OperationsWorkflowsOptions = {
  bus: BusMember & { cluster: Cluster };
  callInternal: InternalClient;
  registry: Registry;
  logger: Logger;
  now: () => Temporal.Instant;
  streams?: readonly string[];
  /** Of failed attempts. */
  patience?: Patience;
};

export type OperationsWorkflows = {
  routes(app: App): void;
  /** Starts to follow the streams and to work; makes the tables of the job queue first. */
  start(): Promise<void>;
  /** Ends after the work in hand; what takes too long is left to others. */
  stop(): Promise<void>;
};

/** Rules over events, and the workflows that they set going: durable, once per event, carried on by any instance. */
export function createOperationsWorkflows(options: OperationsWorkflowsOptions): OperationsWorkflows {
  const { bus, callInternal, registry, logger, now, streams = allStreams } = options;
  const { cluster } = bus;
  const queues = defineQueues(options.patience);
  const rules = createRuleCache(cluster.writer, () => performance.now());
  const booking = createBookingClient(callInternal);
  const notification = createNotificationClient(callInternal);
  const metrics = createExecutionMetrics(registry);
  let jobs: Jobs | undefined;
  let running: (Subscription | Background)[] = [];
  measureWork(registry, cluster, () => jobs);

  return {
    routes(app) {
      ruleRoutes(app, { cluster, rules, now });
      ruleTestRoute(app, { cluster });
      publishRoute(app, { cluster, booking, now });
      auditRoutes(app, { cluster });
      executionRoutes(app, {
        cluster,
        async retry(id) {
          if (jobs === undefined) throw new Error('not started');
          await retryExecution({ cluster, jobs, queues }, id);
        },
      });
    },
    async start() {
      jobs = await startJobs({
        cluster,
        schema: 'operations_service_jobs',
        queues: Object.values(queues),
        schedules: [{ queue: queues.tidying, cron: '23 * * * *', data: {} }],
        log: logger,
      });
      await rules.refresh();
      const engine: Engine = { cluster, jobs, queues, booking, notification, metrics, logger, now };
      work(engine);
      const started = jobs;
      running = [
        keepFresh(rules, logger),
        ...streams.map((stream) => routeEvents({ bus, jobs: started, queues, rules, now }, stream)),
      ];
    },
    async stop() {
      await Promise.all(running.map((each) => each.stop()));
      await jobs?.stop();
    },
  };
}

function work(engine: Engine): void {
  const { jobs, queues, cluster, now } = engine;
  jobs.work(queues.steps, {
    concurrency: concurrency.steps,
    handle: (job) => runStep(engine, job),
    onDead: ({ data, reason }, tx) => giveUpStep(engine, data, reason, tx),
  });
  jobs.work(queues.batches, {
    concurrency: concurrency.batches,
    perGroup: concurrency.batchesOfOne,
    handle: (job) => runBatch(engine, job),
    onDead: ({ data, reason }, tx) => giveUpBatch(engine, data, reason, tx),
  });
  jobs.work(queues.webhooks, { concurrency: concurrency.webhooks, handle: (job) => callWebhook(engine, job) });
  jobs.work(queues.tidying, { concurrency: 1, handle: () => tidy(cluster.writer, now()) });
}

async function tidy(db: Db, now: Temporal.Instant): Promise<void> {
  const before = now.subtract({ hours: keepDays * 24 });
  for (let page = 0; page < mostTidyingPages; page += 1) if ((await deleteEnded(db, before)) < 500) break;
  for (let page = 0; page < mostTidyingPages; page += 1) if ((await deleteOldAudit(db, before)) < 5000) break;
}
