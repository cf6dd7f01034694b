import { connectListener } from '@airside/events';
import { connectCluster, migrate } from '@airside/postgres';
import { closeRedis, connectRedis } from '@airside/redis';
import {
  connectPlatform,
  exitOnError,
  leaseOf,
  measurePools,
  measureRedis,
  nameByHost,
  readConfig,
  run,
} from '@airside/service';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createAccountMails } from './account-mails/account-mails.ts';
import { createTokenDirectory } from './account-mails/token-directory.ts';
import { buildApp } from './app.ts';
import { startBackgroundJobs } from './background-jobs.ts';
import { createBoard } from './board/board.ts';
import { createChannels } from './channels/channels.ts';
import { notificationConfig, refuseUnsafe } from './config.ts';
import { createAccountDirectory } from './deliveries/account-directory.ts';
import { createNotices } from './deliveries/notices.ts';
import { createFlightDirectory } from './flights/flight-directory.ts';
import { followFlights } from './flight-updates/tell-rooms.ts';
import { createPassengerDirectory } from './preferences/passenger-directory.ts';
import { createRooms } from './rooms/rooms.ts';
import { followAccounts } from './subscriptions/forget-account.ts';
import { connectRoomSignals, type RoomSignals } from './rooms/signals.ts';
import { createSeatWatches, followSeats } from './seat-watches/seat-watches.ts';
import { createWebhooks } from './webhooks/webhooks.ts';
import { writerSettings } from './writer/config.ts';
import { createWriter } from './writer/writer.ts';

async function main(): Promise<void> {
  const config = readConfig(notificationConfig, nameByHost('notification_service', process.env, hostname()));
  refuseUnsafe(config);
  const settings = writerSettings(config);
  const { INSTANCE_NAME: instance, DATABASE_URLS: urls } = config;
  const { logger, registry, auth, callInternal, close } = await connectPlatform('notification_service', config);
  await migrate({ urls, folder: join(import.meta.dirname, '../migrations') });
  const cluster = await connectCluster({ name: 'users', urls, applicationName: instance });
  measurePools(registry, 'users', cluster.pools);
  const publisher = connectRedis({
    urls: config.REDIS_URLS,
    name: instance,
    onDown: (err) => logger.warn({ err }, 'Redis does not answer; rooms of other instances hear up to a second later'),
    onUp: () => logger.info('Redis answers again'),
  });
  measureRedis(registry, publisher);
  const subscriber = connectListener(publisher);
  const now = () => Temporal.Now.instant();
  let signals: RoomSignals | undefined;
  const rooms = createRooms({ cluster, signals: () => signals, logger, now });
  const board = createBoard({ db: cluster.writer, logger, now });
  const onSignal = (flightCode: string) => {
    rooms.onSignal(flightCode);
    board.wake();
  };
  signals = connectRoomSignals({ publisher, subscriber, onSignal, logger });
  const member = { cluster, redis: publisher, consumer: instance, holder: `${instance}/${randomUUID()}`, log: logger };
  const onTold = (flightCode: string) => {
    rooms.announce(flightCode);
    board.wake();
  };
  const seatWatches = createSeatWatches({ subscriber, logger });
  const followed = [followFlights(member, onTold), followSeats(member), followAccounts(member)];
  const webhooks = createWebhooks({ bus: member, allowedHosts: config.WEBHOOK_ALLOWED_HOSTS, registry, now });
  const provided = createChannels(config, now);
  const writer = createWriter({ cluster, registry, log: logger, now, settings });
  const notices = createNotices({
    bus: member,
    findWordings: writer.findWordings,
    channels: provided.channels,
    push: provided.push,
    twilioTokens: provided.twilioTokens,
    passengers: createPassengerDirectory(callInternal),
    accounts: createAccountDirectory(callInternal),
    publicUrl: config.PUBLIC_URL,
    unsubscribeSecret: config.CLUSTER_SECRET,
    registry,
    now,
    random: Math.random,
  });
  const accountMails = createAccountMails({
    bus: member,
    providers: provided.channels.email,
    tokens: createTokenDirectory(callInternal),
    publicUrl: config.PUBLIC_URL,
    registry,
    now,
    random: Math.random,
  });
  const jobs = await startBackgroundJobs({ cluster, registry, log: logger }, [webhooks, notices, writer, accountMails]);
  const app = await buildApp({
    instance,
    logger,
    registry,
    auth,
    cluster,
    rooms,
    seatWatches,
    board,
    flights: createFlightDirectory(callInternal),
    webhooks,
    notices,
    allowedOrigins: config.CORS_ORIGINS,
    isOpen: config.OPEN_READS,
    now,
  });
  await run({
    app,
    logger,
    host: config.HOST,
    port: config.PORT,
    lease: leaseOf(config, 'notification_service'),
    onClose: [
      ...[...followed, webhooks, accountMails, jobs, notices, writer].map((each) => () => each.stop()),
      () => Promise.all([webhooks.close(), provided.close()]).then(() => undefined),
      close,
      () => cluster.close(),
      async () => {
        closeRedis(publisher);
        closeRedis(subscriber);
      },
    ],
  });
}

main().catch(exitOnError(undefined));
