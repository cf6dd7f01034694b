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
  gauge,
  type Logger,
  measureBus,
  measureDeadLetters,
  type Registry,
  repeat,
  version,
} from '@airside/service';
import { randomInt, randomUUID } from 'node:crypto';
import { loadAirports } from './airports/open-data.ts';
import { airportRoutes } from './airports/routes.ts';
import { deleteExpiredKeys } from './bookings/queries.ts';
import { bookingResourceRoutes } from './bookings/resource-routes.ts';
import { bookingRoutes } from './bookings/routes.ts';
import { createAnswerCache } from './caches/answer-cache.ts';
import { createForgetFlights, followChanges } from './caches/forget.ts';
import { measureCaches } from './caches/metrics.ts';
import { cancellationRoutes } from './changes/cancellations/routes.ts';
import { createChangeDesk } from './changes/flights/desk.ts';
import { changeRoutes } from './changes/flights/routes.ts';
import { deleteOldQuotes } from './changes/queries.ts';
import { followOperations } from './feed/apply.ts';
import { countSales, measureBusiness } from './figures/metrics.ts';
import { flightRoutes } from './flights/routes.ts';
import { rollDefaultFlights } from './flights/seed.ts';
import { sweepHolds } from './holds/hold.ts';
import { deleteOldHolds } from './holds/queries.ts';
import { holdRoutes } from './holds/routes.ts';
import { internalRoutes } from './internal/routes.ts';
import { keepTimetable } from './itineraries/keep.ts';
import { itineraryRoutes } from './itineraries/routes.ts';
import { operationsRoutes } from './operations/routes.ts';
import { createOrderDesk } from './orders/desk.ts';
import { orderRoutes } from './orders/routes.ts';
import { followAccounts } from './passengers/forget-account.ts';
import type { Preferences } from './passengers/preferences.ts';
import { passengerResourceRoutes } from './passengers/resource-routes.ts';
import { passengerRoutes } from './passengers/routes.ts';
import { noPayments } from './payments/no-payments.ts';
import type { PaymentDesks, PaymentService } from './payments/payments.ts';
import { paymentRoutes } from './payments/routes.ts';
import { pnrRoutes } from './pnr/routes.ts';
import { positionRoutes } from './positions/routes.ts';
import { rebookingRoutes } from './rebooking/routes.ts';
import { receiptRoutes } from './receipts/routes.ts';
import { sampleDataRoutes } from './sample-data/routes.ts';
import { searchRoutes } from './search/routes.ts';
import { seatRoutes } from './seats/routes.ts';
import { timelineRoutes } from './timeline/routes.ts';
import { landWorldFlights } from './world/load.ts';
import { worldRoutes } from './world/routes.ts';

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
  /** How orders and their changes are paid; without it nothing is sold and nothing paid back. Works while the app does. */
  payments?: (desks: PaymentDesks) => PaymentService;
  /** Where the notification service keeps what passengers chose; without it they cannot be asked for. */
  preferences?: Preferences;
  /** Whom we pay through; without one its notifications are not taken. */
  paymentProvider?: { name: string; secret: string };
  /** `OPEN_READS`: lifts the guards that the oldest clients lack. */
  isOpen?: boolean;
  /** `DEMO_ENDPOINTS`: sample data can be loaded. */
  hasDemo?: boolean;
};

/** Seconds between two looks at the calendar, and between two clean-ups of old Idempotency-Keys. */
const rollEverySeconds = 60;
const cleanUpEverySeconds = 600;
/** Seconds between two sweeps of expired holds: so long a seat map that is watched may be behind. */
const sweepEverySeconds = 2;

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
  const payments =
    deps.payments?.({ desk: createOrderDesk({ now }), changeDesk: createChangeDesk({ now }) }) ?? noPayments;
  const selling = { cluster, now, random: randomInt, payments };
  const changes = { cluster, airports, now, payments };
  const schedule = { cluster, airports, now, pinnedDate };

  const app = await createApp({
    service: 'booking_service',
    instance,
    version,
    logger,
    auth,
    database: cluster,
    registry,
  });
  flightRoutes(app, { ...schedule, ...caching, forgetFlights });
  airportRoutes(app, airports);
  searchRoutes(app, { ...caching, airports, now });
  const flightsInTimetable =
    registry && gauge(registry, 'timetable_flights', 'Flights in the timetable that itineraries are searched in');
  const timetable = keepTimetable({
    cluster,
    countries: airports.countries,
    now,
    logger,
    onRead: (flights) => flightsInTimetable?.set(flights),
  });
  itineraryRoutes(app, { cluster, airports, now, timetable });
  operationsRoutes(app, { cluster, airports, now, forgetFlights });
  bookingRoutes(app, { ...selling, airports });
  orderRoutes(app, selling);
  seatRoutes(app, { cluster, now });
  holdRoutes(app, { cluster, now });
  cancellationRoutes(app, changes);
  changeRoutes(app, changes);
  rebookingRoutes(app, changes);
  timelineRoutes(app, { cluster });
  receiptRoutes(app, changes);
  pnrRoutes(app, { cluster, redis });
  passengerRoutes(app, { cluster });
  bookingResourceRoutes(app, { cluster, now, isOpen });
  passengerResourceRoutes(app, { cluster, findChannels, isOpen });
  paymentRoutes(app, { cluster, provider: deps.paymentProvider, now });
  positionRoutes(app, { cluster, logger });
  internalRoutes(app, { cluster, airports, now });
  deadLetterRoutes(app, {
    list: (page) => listDeadLetters(cluster.writer, page),
    replay: (id) => replayDeadLetter(cluster.writer, id),
  });
  if (deps.hasDemo === true) {
    sampleDataRoutes(app, { cluster, airports, now, forgetFlights, putChannels });
    worldRoutes(app, { cluster, airports, now, unique: randomUUID });
  }

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
      repeat('clean-up of quotes', cleanUpEverySeconds, () => deleteOldQuotes(cluster.writer), logger),
      repeat('landing of the world flights', rollEverySeconds, () => landWorldFlights({ cluster, now }), logger),
      repeat('clean-up of Idempotency-Keys', cleanUpEverySeconds, () => deleteExpiredKeys(cluster.writer), logger),
      repeat('sweep of holds', sweepEverySeconds, () => sweepHolds({ cluster, now }), logger),
      repeat('clean-up of holds', cleanUpEverySeconds, () => deleteOldHolds(cluster.writer), logger),
    ];
    payments.start();
    // Nobody waits for it; a search reads the timetable anyway.
    timetable.warmUp().catch((error: unknown) => logger.warn({ err: error }, 'timetable not read at the start'));
  });
  app.addHook('onClose', async () => {
    await Promise.all([...bus, ...work, timetable, payments].map((each) => each.stop()));
  });
  return app;
}
