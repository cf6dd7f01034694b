import { type BusMember, subscribe, type Subscription } from '@airside/events';
import { defineQueue, type Jobs, startJobs } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import { type App, counter, Gauge, type Registry } from '@airside/service';
import { deliver, deliveryQueue } from './deliver.ts';
import { planDeliveries } from './feed.ts';
import { createInterest } from './interest.ts';
import { deleteEnded, listActiveWebhooks, markEnded } from './queries.ts';
import { webhookRoutes } from './routes.ts';
import { createSender, type Resolve } from './sender.ts';

/** Every stream of events that there is. */
const allStreams = ['flights', 'operations', 'accounts', 'notifications'] as const;

/** Forgetting what has long ended. */
const tidyingQueue = defineQueue<Record<string, never>>({ name: 'webhook-tidying', attempts: 3 });
/** Longer than any event can come again: rows of an outbox live 24 h, those of the inbox 72 h. */
const keepEndedHours = 72;

/** Deliveries in hand to one target, so that a slow one holds up nobody but itself. */
const perWebhook = 2;
/** As many as 100 webhooks can have in hand: there is always a slot for one that is quick. */
const concurrency = 200;

export type WebhookOptions = {
  bus: BusMember & { cluster: Cluster };
  /** Hosts that may be called though their addresses are not public: `name` or `name:port`. */
  allowedHosts: readonly string[];
  streams?: readonly string[];
  resolve?: Resolve;
  registry: Registry;
  now: () => Temporal.Instant;
};

export type Webhooks = {
  routes(app: App): void;
  /** Starts to follow the streams and to deliver; makes the tables of the job queue first. */
  start(): Promise<void>;
  /** Ends after the deliveries in hand; those that take too long are left to others. */
  stop(): Promise<void>;
};

/** Targets outside that are told of any event: registered over HTTP, fed by the streams, called by durable jobs. */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { bus, registry, now, streams = allStreams } = options;
  const { cluster, log } = bus;
  const sender = createSender(options);
  const attempts = counter(registry, 'webhook_attempts_total', 'Attempts at webhook deliveries, by outcome', [
    'outcome',
  ]);
  for (const outcome of ['delivered', 'gone', 'failed']) attempts.inc({ outcome }, 0);
  const interest = createInterest({ list: () => listActiveWebhooks(cluster.writer), now: () => performance.now() });
  let jobs: Jobs | undefined;
  let subscriptions: Subscription[] = [];
  measure(registry, () => jobs);

  function follow(stream: string, started: Jobs): Subscription {
    return subscribe({
      ...bus,
      stream,
      group: 'notification/webhooks',
      wants: ({ type }) => interest.mayWant(type),
      handle: (event, tx) => planDeliveries(started, event, tx),
      onHandled: () => started.wake(deliveryQueue),
    });
  }

  function work(started: Jobs): void {
    started.work(deliveryQueue, {
      concurrency,
      perGroup: perWebhook,
      handle: (job) => deliver({ cluster, sender, now, attempts }, job),
      onDead: ({ data, reason }, tx) =>
        markEnded(tx, data, { state: 'given_up', reason }, { attempts: undefined, now: now() }),
    });
    started.work(tidyingQueue, {
      concurrency: 1,
      handle: () => deleteEnded(cluster.writer, now().subtract({ hours: keepEndedHours })),
    });
  }

  return {
    routes: (app) => webhookRoutes(app, { cluster, sender, now, whenKnown: interest.whenKnown }),
    async start() {
      jobs = await startJobs({
        cluster,
        schema: 'notification_service_jobs',
        queues: [deliveryQueue, tidyingQueue],
        schedules: [{ queue: tidyingQueue, cron: '17 * * * *', data: {} }],
        log,
      });
      const started = jobs;
      work(started);
      interest.start();
      subscriptions = streams.map((stream) => follow(stream, started));
    },
    async stop() {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await interest.stop();
      await jobs?.stop();
      await sender.close();
    },
  };
}

function measure(registry: Registry, jobsOf: () => Jobs | undefined): void {
  new Gauge({
    name: 'notification_jobs',
    help: 'Jobs of the notification service that wait, run or were given up',
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
