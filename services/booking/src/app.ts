import { type Relay, startRelay } from '@airside/events';
import type { Cluster } from '@airside/postgres';
import type { RedisClient } from '@airside/redis';
import {
  type App,
  type AuthOptions,
  createApp,
  createPause,
  type Logger,
  type Registry,
  version,
} from '@airside/service';
import { randomInt, randomUUID } from 'node:crypto';
import { loadAirports } from './airports/open-data.ts';
import { deleteExpiredKeys } from './bookings/queries.ts';
import { bookingRoutes } from './bookings/routes.ts';
import { type Background, repeat } from './background.ts';
import { flightRoutes } from './flights/routes.ts';
import { rollDefaultFlights, type Route } from './flights/seed.ts';
import { operationsRoutes } from './operations/routes.ts';
import { passengerRoutes } from './passengers/routes.ts';
import { createSearchCache } from './search/cache.ts';
import { createInvalidator } from './search/invalidator.ts';
import { searchRoutes } from './search/routes.ts';
import { routeMarket } from './search/rules.ts';

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
};

/** Seconds between two looks at the calendar, and between two clean-ups of old Idempotency-Keys. */
const rollEverySeconds = 60;
const cleanUpEverySeconds = 600;

/** Stream on the bus that carries what happens to flights and bookings. */
const flightStream = 'flights';

/** Composes the booking service. Its background work begins when the app is ready and ends with it. */
export async function buildApp(deps: BookingDeps): Promise<App> {
  const { instance, logger, registry, auth, cluster, redis, pinnedDate } = deps;
  const now = deps.now ?? (() => Temporal.Now.instant());
  const airports = await loadAirports();
  const cache = createSearchCache(redis, randomUUID);
  const invalidator = createInvalidator({ cache, position: () => cluster.position(), logger });
  const onChange = (routes: readonly Route[]) => {
    for (const route of routes) invalidator.changed(routeMarket(route, airports.find));
  };
  const schedule = { cluster, airports, now, pinnedDate, onChange };

  const app = await createApp({
    service: 'booking_service',
    instance,
    version,
    logger,
    auth,
    ...(registry === undefined ? {} : { registry }),
  });
  flightRoutes(app, schedule);
  const cachePause = createPause(() => performance.now());
  searchRoutes(app, { cluster, airports, cache, cachePause, logger, now });
  operationsRoutes(app, { cluster, airports, now, onChange });
  bookingRoutes(app, { cluster, airports, now, random: randomInt, onChange });
  passengerRoutes(app, { cluster });

  let work: Background[] = [];
  let relay: Relay | undefined;
  app.addHook('onReady', async () => {
    relay = startRelay({ cluster, redis, stream: flightStream, holder: `${instance}/${randomUUID()}`, log: logger });
    work = [
      repeat('roll of the default flights', rollEverySeconds, () => rollDefaultFlights(schedule), logger),
      repeat('clean-up of Idempotency-Keys', cleanUpEverySeconds, () => deleteExpiredKeys(cluster.writer), logger),
    ];
  });
  app.addHook('onClose', async () => {
    await Promise.all([relay?.stop(), ...work.map((each) => each.stop())]);
    await invalidator.close();
  });
  return app;
}
