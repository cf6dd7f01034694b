import { countHeldEvents, listDeadLetters, replayDeadLetter } from '@airside/events';
import type { Cluster } from '@airside/postgres';
import {
  type AccountCaller,
  type App,
  type AuthOptions,
  callerOf,
  createApp,
  deadLetterRoutes,
  createRegistry,
  type Logger,
  measureDeadLetters,
  type Registry,
  sampled,
  version,
} from '@airside/service';
import type { Board } from './board/board.ts';
import { boardRoutes } from './board/routes.ts';
import type { Notices } from './deliveries/notices.ts';
import type { FlightDirectory } from './flights/flight-directory.ts';
import type { Rooms } from './rooms/rooms.ts';
import type { SeatWatches } from './seat-watches/seat-watches.ts';
import { createFrameLimiter } from './sockets/frame-limiter.ts';
import { socketRoutes } from './sockets/routes.ts';
import { subscriptionRoutes } from './subscriptions/routes.ts';
import { ticketRoutes } from './tickets/tickets.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

export type NotificationDeps = {
  instance: string;
  logger: Logger;
  registry?: Registry;
  auth: AuthOptions;
  cluster: Cluster;
  rooms: Rooms;
  seatWatches: SeatWatches;
  board: Board;
  flights: FlightDirectory;
  webhooks: Pick<Webhooks, 'routes'>;
  notices: Pick<Notices, 'routes'>;
  /** Origins of browser apps served from elsewhere. */
  allowedOrigins?: readonly string[];
  /** `OPEN_READS`: lifts the guards that the oldest clients lack. */
  isOpen?: boolean;
  now: () => Temporal.Instant;
};

export async function buildApp(deps: NotificationDeps): Promise<App> {
  const { instance, logger, auth, cluster, rooms, board, flights, allowedOrigins = [], isOpen = false, now } = deps;
  const registry = deps.registry ?? createRegistry('notification_service', instance);
  measureRooms(registry, rooms);
  measureDeadLetters(registry, () => countHeldEvents(cluster));
  const app = await createApp({
    service: 'notification_service',
    instance,
    version,
    logger,
    auth,
    registry,
    database: cluster,
  });
  const identify = async (token: string): Promise<AccountCaller | undefined> => {
    const claims = await auth.verifyToken(token);
    return claims === undefined ? undefined : callerOf(claims);
  };
  const limiter = createFrameLimiter(() => performance.now());
  await socketRoutes(app, {
    cluster,
    rooms,
    seatWatches: deps.seatWatches,
    flights,
    limiter,
    identify,
    logger,
    allowedOrigins: new Set(allowedOrigins),
  });
  subscriptionRoutes(app, { cluster, isOpen });
  ticketRoutes(app, { cluster, now });
  deps.webhooks.routes(app);
  deps.notices.routes(app);
  boardRoutes(app, { board, logger });
  deadLetterRoutes(app, {
    list: (page) => listDeadLetters(cluster.writer, page),
    replay: (id) => replayDeadLetter(cluster.writer, id),
  });
  app.addHook('onClose', async () => void (await Promise.all([rooms.close(), board.close()])));
  return app;
}

function measureRooms(registry: Registry, rooms: Rooms): void {
  sampled(registry, {
    name: 'notification_room_members',
    help: 'Sockets of this instance that listen to a flight, counted once per room',
    read: () => [{ value: rooms.size().members }],
  });
}
