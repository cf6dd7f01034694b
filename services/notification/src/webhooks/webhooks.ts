import { Problem } from '@airside/contracts';
import { type BusMember, subscribe, type Subscription } from '@airside/events';
import { defineQueue, type Jobs, type Queue, type Schedule } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import { type App, counter, type Registry } from '@airside/service';
import { webhookCallRoute } from './call-route.ts';
import { deliver, deliveryQueue } from './deliver.ts';
import { planDeliveries } from './feed.ts';
import { createInterest } from './interest.ts';
import { deleteEnded, listActiveWebhooks, markEnded } from './queries.ts';
import { webhookRoutes } from './routes.ts';
import type { Resolve } from '../outgoing/guard.ts';
import { createSender } from './sender.ts';

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
  queues: readonly Queue<object>[];
  schedules: readonly Schedule<object>[];
  routes(app: App): void;
  /** Starts to follow the streams and to deliver; `jobs` has the queues and schedules. */
  start(jobs: Jobs): void;
  /** Follows the streams no more; the jobs are stopped after it, by whoever started them. */
  stop(): Promise<void>;
  /** Closes the connections to targets, once no delivery is in hand. */
  close(): Promise<void>;
};

/** Targets outside that are told of any event: registered over HTTP, fed by the streams, called by durable jobs. */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { bus, registry, now, streams = allStreams } = options;
  const { cluster } = bus;
  const sender = createSender(options);
  const attempts = counter(registry, 'webhook_attempts_total', 'Attempts at webhook deliveries, by outcome', [
    'outcome',
  ]);
  for (const outcome of ['delivered', 'gone', 'failed']) attempts.inc({ outcome }, 0);
  const interest = createInterest({ list: () => listActiveWebhooks(cluster.writer), now: () => performance.now() });
  let subscriptions: Subscription[] = [];
  let started: Jobs | undefined;
  const jobsNow = () => {
    if (started === undefined)
      throw new Problem('SERVICE_UNAVAILABLE', { params: { service: 'notification_service' } });
    return started;
  };

  function follow(stream: string, jobs: Jobs): Subscription {
    return subscribe({
      ...bus,
      stream,
      group: 'notification/webhooks',
      wants: ({ type }) => interest.mayWant(type),
      handle: (event, tx) => planDeliveries(jobs, event, tx),
      onHandled: () => jobs.wake(deliveryQueue),
    });
  }

  function work(jobs: Jobs): void {
    jobs.work(deliveryQueue, {
      concurrency,
      perGroup: perWebhook,
      handle: (job) => deliver({ cluster, sender, now, attempts }, job),
      onDead: ({ data, reason }, tx) =>
        markEnded(tx, data, { state: 'given_up', reason }, { attempts: undefined, now: now() }),
    });
    jobs.work(tidyingQueue, {
      concurrency: 1,
      handle: () => deleteEnded(cluster.writer, now().subtract({ hours: keepEndedHours })),
    });
  }

  return {
    queues: [deliveryQueue, tidyingQueue],
    schedules: [{ queue: tidyingQueue, cron: '17 * * * *', data: {} }],
    routes(app) {
      webhookRoutes(app, { cluster, sender, now, whenKnown: interest.whenKnown });
      webhookCallRoute(app, { cluster, sender, jobs: jobsNow });
    },
    start(jobs) {
      started = jobs;
      work(jobs);
      interest.start();
      subscriptions = streams.map((stream) => follow(stream, jobs));
    },
    async stop() {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await interest.stop();
    },
    close: () => sender.close(),
  };
}
