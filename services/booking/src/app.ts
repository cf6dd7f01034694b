import { Problem } from '@airside/contracts';
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
  type Background,
  createApp,
  createPause,
  createRegistry,
  deadLetterRoutes,
  type Logger,
  measureBus,
  measureDeadLetters,
  type Registry,
  repeat,
  version,
} from '@airside/service';
import { randomInt, randomUUID } from 'node:crypto';
import { loadAirports } from './airports/open-data.ts';
import { deleteExpiredKeys } from './bookings/queries.ts';
import { bookingResourceRoutes } from './bookings/resource-routes.ts';
import { bookingRoutes } from './bookings/routes.ts';
import { createAnswerCache } from './caches/answer-cache.ts';
import { createForgetFlights, followChanges } from './caches/forget.ts';
import { measureCaches } from './caches/metrics.ts';
import { followOperations } from './feed/apply.ts';
import { countSales, measureBusiness } from './figures/metrics.ts';
import { flightRoutes } from './flights/routes.ts';
import { rollDefaultFlights } from './flights/seed.ts';
import { internalRoutes } from './internal/routes.ts';
import { operationsRoutes } from './operations/routes.ts';
import { followAccounts } from './passengers/forget-account.ts';
import type { Preferences } from './passengers/preferences.ts';
import { passengerResourceRoutes } from './passengers/resource-routes.ts';
import { passengerRoutes } from './passengers/routes.ts';
import { positionRoutes } from './positions/routes.ts';
import { sampleDataRoutes } from './sample-data/routes.ts';
import { searchRoutes } from './search/routes.ts';

export type BookingDeps = {
  instance: string;
  logger: Logger;
  registry?: Registry;
  auth: AuthOptions;
  cluster: Cluster;
  redis: RedisClient;
  /** SEED_BASE_DATE: pins the dates of the default flights. */
  pinnedDate?: Temporal.PlainDate | undefined;
  now?: () => Temporal.Instant;
  /** Where the notification service keeps what passengers chose; without it they cannot be asked for. */
  preferences?: Preferences;
  /** `OPEN_READS`: lifts the guards that the oldest clients lack. */
  isOpen?: boolean;
  /** `DEMO_ENDPOINTS`: sample data can be loaded. */
  hasDemo?: boolean;
};

/** Seconds between two looks at the calendar, and between two clean-ups of old Idempotency-Keys. */
const rollEverySeconds = 60;
const cleanUpEverySeconds = 600;

/** Stream on the bus that carries what happens to flights and bookings. */
const flightStream = 'flights';

const nobodyToAsk: Preferences = {
  findChannels: () => Promise.reject(unavailable()),
  putChannels: () => Promise.reject(unavailable()),
};
const unavailable = () =>
  new Problem('SERVICE_UNAVAILABLE', { params: { service: 'notification_service' }, retryAfterSeconds: 1 });

/** Composes the booking service. Its background work begins when the app is ready and ends with it. */
export async function buildApp(deps: BookingDeps): Promise<App> {
  const { instance, logger, auth, cluster, redis, pinnedDate, isOpen = false } = deps;
  const registry = deps.registry ?? createRegistry('booking_service', instance);
  const { findChannels, putChannels } = deps.preferences ?? nobodyToAsk;
  const now = deps.now ?? (() => Temporal.Now.instant());
  const airports = await loadAirports();
  const cachePause = createPause(() => performance.now());
  const caching = {
    cluster,
    cache: createAnswerCache(redis, randomUUID),
    cachePause,
    onLookup: measureCaches(registry),
    logger,
  };
  const forgetFlights = createForgetFlights({ ...caching, airports });
  const schedule = { cluster, airports, now, pinnedDate };

  const app = await createApp({
    service: 'booking_service',
    instance,
    version,
    logger,
    auth,
    registry,
  });
  flightRoutes(app, { ...schedule, ...caching, forgetFlights });
  searchRoutes(app, { ...caching, airports, now });
  operationsRoutes(app, { cluster, airports, now, forgetFlights });
  bookingRoutes(app, { cluster, airports, now, random: randomInt });
  passengerRoutes(app, { cluster });
  bookingResourceRoutes(app, { cluster, now, isOpen });
  passengerResourceRoutes(app, { cluster, findChannels, isOpen });
  positionRoutes(app, { cluster, logger });
  internalRoutes(app, { cluster, airports, now });
  deadLetterRoutes(app, {
    list: (page) => listDeadLetters(cluster.writer, page),
    replay: (id) => replayDeadLetter(cluster.writer, id),
  });
  if (deps.hasDemo === true) sampleDataRoutes(app, { cluster, airports, now, forgetFlights, putChannels });

  let relay: Relay | undefined;
  measureBus(
    registry,
    figuresOfStream({ cluster, redis, stream: flightStream }, () => relay),
  );
  measureDeadLetters(registry, () => countHeldEvents(cluster));
  measureBusiness(registry, { cluster, now });
  const onEvents = countSales(registry);

  let work: Background[] = [];
  let bus: { stop(): Promise<void> }[] = [];
  app.addHook('onReady', async () => {
    const member = { cluster, redis, consumer: instance, holder: `${instance}/${randomUUID()}`, log: logger };
    relay = startRelay({ ...member, stream: flightStream });
    bus = [
      relay,
      followChanges(member, { ...caching, airports, stream: flightStream, onEvents }),
      followAccounts(member),
      followOperations(member, now),
    ];
    work = [
      repeat('roll of the default flights', rollEverySeconds, () => rollDefaultFlights(schedule), logger),
      repeat('clean-up of Idempotency-Keys', cleanUpEverySeconds, () => deleteExpiredKeys(cluster.writer), logger),
    ];
  });
  app.addHook('onClose', async () => {
    await Promise.all([...bus, ...work].map((each) => each.stop()));
  });
  return app;
}
