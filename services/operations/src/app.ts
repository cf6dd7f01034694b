import { deadLettersPath, failedNoticesPath } from '@airside/contracts';
import {
  countHeldEvents,
  figuresOfStream,
  listDeadLetters,
  type Relay,
  replayDeadLetter,
  startRelay,
} from '@airside/events';
import type { Cluster } from '@airside/postgres';
import type { RedisClient } from '@airside/redis';
import {
  type App,
  type AuthOptions,
  createApp,
  createRegistry,
  deadLetterRoutes,
  type InternalClient,
  type Logger,
  measureBus,
  measureDeadLetters,
  type Registry,
  repeat,
  version,
} from '@airside/service';
import { randomUUID } from 'node:crypto';
import { type Brokers, startConnectors } from './brokers/connectors.ts';
import { busOrigin, ingestOrigin, remoteOrigin } from './dead-letters/origins.ts';
import { deadLetterListRoutes } from './dead-letters/routes.ts';
import { createIngest } from './ingest/ingest.ts';
import { deleteOld } from './ingest/retention.ts';
import { ingestRoutes } from './ingest/routes.ts';
import { countReceived, measureRefused } from './ingest/metrics.ts';
import { createOperationsWorkflows } from './workflows/operations-workflows.ts';

export type OperationsDeps = {
  instance: string;
  logger: Logger;
  registry?: Registry;
  auth: AuthOptions;
  cluster: Cluster;
  redis: RedisClient;
  /** Calls to the services whose dead letters are listed here. */
  callInternal: InternalClient;
  brokers?: Brokers;
  now?: () => Temporal.Instant;
};

/** Stream on the bus that carries what arrives from feeds. */
const operationStream = 'operations';
/** Seconds between two rounds of forgetting what is too old. */
const forgetEverySeconds = 60;

/** Composes the operations service. Its background work begins when the app is ready and ends with it. */
export async function buildApp(deps: OperationsDeps): Promise<App> {
  const { instance, logger, auth, cluster, redis, callInternal, brokers = {} } = deps;
  const now = deps.now ?? (() => Temporal.Now.instant());
  const registry = deps.registry ?? createRegistry('operations_service', instance);
  const ingest = createIngest({ cluster, counter: countReceived(registry), logger, now });
  const own = {
    list: (page: { limit: number; before?: number }) => listDeadLetters(cluster.writer, page),
    replay: (id: number) => replayDeadLetter(cluster.writer, id),
  };

  const app = await createApp({
    service: 'operations_service',
    instance,
    version,
    logger,
    auth,
    registry,
    database: cluster,
  });
  ingestRoutes(app, { ingest });
  deadLetterRoutes(app, own);
  deadLetterListRoutes(app, {
    logger,
    origins: [
      ingestOrigin({ cluster, ingest }),
      busOrigin(own),
      remoteOrigin(2, { service: 'booking_service', path: deadLettersPath }, callInternal),
      remoteOrigin(3, { service: 'notification_service', path: deadLettersPath }, callInternal),
      remoteOrigin(4, { service: 'notification_service', path: failedNoticesPath }, callInternal),
    ],
  });

  const bus = { cluster, redis, consumer: instance, holder: `${instance}/${randomUUID()}`, log: logger };
  const workflows = createOperationsWorkflows({ bus, callInternal, registry, logger, now });
  workflows.routes(app);

  let relay: Relay | undefined;
  measureBus(
    registry,
    figuresOfStream({ cluster, redis, stream: operationStream }, () => relay),
  );
  measureDeadLetters(registry, () => countHeldEvents(cluster));
  measureRefused(registry, cluster);

  let running: { stop(): Promise<void> }[] = [];
  app.addHook('onReady', async () => {
    await workflows.start();
    relay = startRelay({ ...bus, stream: operationStream });
    running = [
      workflows,
      relay,
      repeat('clean-up of received events', forgetEverySeconds, () => deleteOld(cluster.writer), logger),
      await startConnectors({ brokers, instance, ingest, bus, logger, registry }),
    ];
  });
  app.addHook('onClose', async () => {
    await Promise.all(running.map((each) => each.stop()));
  });
  return app;
}
