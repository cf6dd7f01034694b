import { Problem } from '@airside/contracts';
import { type BusMember, figuresOfStream, type Relay, startRelay } from '@airside/events';
import { defineQueue, type Jobs, type Queue, type Schedule } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import { type App, measureBus, type Registry } from '@airside/service';
import type { Channels } from '../channels/channel.ts';
import { type Receipt, twilioCallbackRoutes } from '../channels/sms/callback-routes.ts';
import { deviceRoutes, type PushService } from '../devices/routes.ts';
import { inboxRoutes } from '../inbox/routes.ts';
import { createDigestWriter } from '../messages/digest.ts';
import type { PassengerDirectory } from '../preferences/passenger-directory.ts';
import { preferenceRoutes } from '../preferences/routes.ts';
import { unsubscribePath, unsubscribeRoutes } from '../preferences/unsubscribe-routes.ts';
import { createUnsubscribeTokens } from '../preferences/unsubscribe-token.ts';
import type { AccountDirectory } from './account-directory.ts';
import { createRests } from './attempt.ts';
import { deliverLot } from './deliver.ts';
import { internalNoticeRoutes } from './internal-routes.ts';
import { createLedger } from './ledger.ts';
import { measureNotices } from './metrics.ts';
import { opsNoticeRoutes } from './ops-routes.ts';
import { deleteOldEvents } from './queries.ts';
import { enqueue, noticeQueues, pauseAfter, sentChannels, subscriberQueue } from './queue.ts';
import { boundedReason } from './reasons.ts';
import { type EndedRow, markAbandoned, markReceipt } from './sending-queries.ts';
import { tellSubscribers } from './subscribers.ts';
import type { FindWordings } from '../writer/writer.ts';

const tidyingQueue = defineQueue<Record<string, never>>({ name: 'notice-tidying', attempts: 3 });
/** How long the ledger and the inbox go back. */
const keepDays = 90;
/** Events forgotten with one statement; the next hour goes on. */
const mostForgotten = 20;

/** Jobs of one channel in hand at once in this process, each with up to 32 deliveries. */
const concurrency = 4;
const defaultSendTimeoutMs = 6000;
const isKey = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type NoticeOptions = {
  bus: BusMember & { cluster: Cluster };
  channels: Channels;
  passengers: PassengerDirectory;
  accounts: AccountDirectory;
  /** Where travellers reach this installation: `https://fly.example.org`. */
  publicUrl: string;
  /** Signs the links that end e-mails; the same in all instances. */
  unsubscribeSecret: string;
  /** Undefined where no Web Push is configured. */
  push?: PushService | undefined;
  /** Of each Twilio account by its SID: what its callbacks are signed with. */
  twilioTokens?: ReadonlyMap<string, string>;
  /** Words for the texts; without it every text is a template's. */
  findWordings?: FindWordings;
  registry: Registry;
  now: () => Temporal.Instant;
  /** From 0 to 1; spreads retries. */
  random: () => number;
  /** Longest that one account may take for one message. */
  sendTimeoutMs?: number;
};

export type Notices = {
  queues: readonly Queue<object>[];
  schedules: readonly Schedule<object>[];
  routes(app: App): void;
  /** Notes a receipt; one of a delivery that is not known is ignored. */
  onReceipt(receipt: Receipt): Promise<void>;
  /** Begins to send and to publish; `jobs` has the queues and schedules. */
  start(jobs: Jobs): void;
  /** Ends the relay; the jobs are stopped by whoever started them. */
  stop(): Promise<void>;
};

/** Notices to travellers: what they chose, what they are told, and the ledger of it. */
export function createNotices(options: NoticeOptions): Notices {
  const { bus, channels, registry, now, sendTimeoutMs = defaultSendTimeoutMs } = options;
  const { cluster, log } = bus;
  const tokens = createUnsubscribeTokens(options.unsubscribeSecret);
  const metrics = measureNotices(registry, cluster, now);
  const configured = {
    email: channels.email.length > 0,
    sms: channels.sms.length > 0,
    fcm: channels.fcm.length > 0,
    webpush: channels.webpush.length > 0,
  };
  const { findWordings = async () => () => undefined } = options;
  const composing = { cluster, configured, now, findWordings, onStates: metrics.onStates };
  const delivering = {
    ledger: createLedger({
      cluster,
      now,
      enqueue: (tx, due) => enqueue(tx, jobs(), due),
      pauseAfter: (attempts) => pauseAfter(attempts, options.random),
      onEnded(rows) {
        metrics.onEnded(rows);
        for (const row of rows) logEnded(log, row);
      },
    }),
    channels,
    rests: createRests(() => performance.now()),
    accounts: options.accounts,
    unsubscribeUrl: (key: string) => `${options.publicUrl}${unsubscribePath}?token=${tokens.create(key)}`,
    writeDigest: createDigestWriter(),
    now,
    sendTimeoutMs,
  };
  let started: Jobs | undefined;
  let relay: Relay | undefined;
  const stream = { cluster, redis: bus.redis, stream: 'notifications' };
  measureBus(
    registry,
    figuresOfStream(stream, () => relay),
  );

  function jobs(): Jobs {
    if (started === undefined)
      throw new Problem('SERVICE_UNAVAILABLE', { params: { service: 'notification_service' }, retryAfterSeconds: 1 });
    return started;
  }

  async function onReceipt({ deliveryId, providerId, status, reason }: Receipt): Promise<void> {
    if (!isKey.test(deliveryId)) return;
    const isDelivered = status === 'delivered';
    const words = isDelivered ? 'the provider has delivered it' : (reason ?? 'the provider could not deliver it');
    const receipt = { key: deliveryId, providerId, isDelivered, reason: boundedReason(words) };
    const changed = await markReceipt(cluster.writer, receipt);
    metrics.onStates(changed.filter(({ state }) => state === 'FAILED'));
  }

  return {
    queues: [...Object.values(noticeQueues), subscriberQueue, tidyingQueue],
    schedules: [{ queue: tidyingQueue, cron: '43 * * * *', data: {} }],
    routes(app) {
      preferenceRoutes(app, { cluster, passengers: options.passengers });
      unsubscribeRoutes(app, { cluster, tokens });
      deviceRoutes(app, { cluster, push: options.push });
      inboxRoutes(app, { cluster, now });
      twilioCallbackRoutes(app, {
        publicUrl: options.publicUrl,
        authTokens: options.twilioTokens ?? new Map(),
        onReceipt,
      });
      internalNoticeRoutes(app, { ...composing, jobs });
      opsNoticeRoutes(app, { cluster, jobs });
    },
    onReceipt,
    start(given) {
      started = given;
      for (const channel of sentChannels) {
        given.work(noticeQueues[channel], {
          concurrency,
          handle: (job) => deliverLot(delivering, job),
          onDead: async ({ data, reason }, tx) =>
            metrics.onStates(await markAbandoned(tx, data, boundedReason(reason))),
        });
      }
      given.work(subscriberQueue, {
        concurrency: 2,
        handle: (job) => tellSubscribers({ ...composing, jobs: given }, job),
      });
      given.work(tidyingQueue, {
        concurrency: 1,
        async handle() {
          await deleteOldEvents(cluster.writer, now().subtract({ hours: 24 * keepDays }), mostForgotten);
        },
      });
      relay = startRelay({ ...stream, holder: bus.holder, log });
    },
    async stop() {
      await relay?.stop();
    },
  };
}

/** No name and no address: the ledger has the person. `npm run logs -- notifications.email` shows these lines. */
function logEnded(log: NoticeOptions['bus']['log'], row: EndedRow): void {
  const { eventId, key, channel, state, code, attempts, flightId, passengerId, subject } = row;
  const told = { eventId, delivery: key, channel, flightId, passengerId, subject, state, reason: code, attempts };
  if (state === 'SENT') log.info(told, 'notice handed over');
  else if (state === 'MERGED') log.info(told, 'notice merged');
  else log.warn(told, 'notice not handed over');
}
