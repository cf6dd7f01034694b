import { headers } from '@airside/contracts';
import type { RedisClient } from '@airside/redis';
import {
  type App,
  authPlugin,
  describeRoutes,
  type DirectoryWatch,
  type Logger,
  type Registry,
  type TokenVerifier,
  validatorCompiler,
  version,
} from '@airside/service';
import type { AddressInfo } from 'node:net';
import { admission } from './edge/admission.ts';
import type { Protocol } from './edge/exchange.ts';
import type { Rate } from './edge/gcra.ts';
import { createLocalLimiter } from './edge/local-limiter.ts';
import { createMetrics, describeEdge, describeFleet } from './edge/metrics.ts';
import { createRateLimit, type RateLimit } from './edge/rate-limit.ts';
import { createSharedLimiter } from './edge/redis-limiter.ts';
import { closeInOrder, createServer } from './edge/server.ts';
import type { TlsFiles } from './edge/tls.ts';
import { createBeginSpan } from './edge/tracing.ts';
import { upgrades } from './edge/upgrades.ts';
import { createForward } from './forward/forward.ts';
import { createRetryBudget } from './forward/retry-budget.ts';
import { createWebSocketProxy } from './forward/websocket.ts';
import { createRouteMatcher, type Route, routes } from './routes.ts';
import { pageRoutes } from './pages/pages.ts';
import { listDatabases } from './status/databases.ts';
import { demoRoutes } from './status/demo-routes.ts';
import type { LocalStack } from './status/local-stack.ts';
import { createOpenApi } from './status/openapi.ts';
import { statusRoutes } from './status/status-routes.ts';
import { systemRoutes } from './status/system-routes.ts';
import { createFleet } from './upstreams/fleet.ts';
import { startHealthChecks } from './upstreams/health-checks.ts';
import { type UpstreamLimits, usualLimits } from './upstreams/upstream.ts';
import { webRoutes } from './web/routes.ts';

export type GatewayOptions = {
  clusterSecret: string;
  rate: Rate;
  isLoopbackExempt: boolean;
  isChaosAllowed: boolean;
  corsOrigins: readonly string[];
  /** Folder of the built web app; absent where it is served by something else. */
  webDir?: string;
  /** Certificate to speak https with; http where absent. */
  tls?: TlsFiles;
  /** Something before the gateway terminates TLS. */
  isTlsTerminatedBefore?: boolean;
  limits?: UpstreamLimits;
  /** Another table than the usual one. */
  routes?: readonly Route[];
};

export type GatewayDeps = {
  logger: Logger;
  registry: Registry;
  directory: DirectoryWatch;
  verifyToken: TokenVerifier;
  /** Absent where requests are counted by this process alone. */
  redis: RedisClient | undefined;
  localStack: LocalStack | undefined;
  /** Monotonic clock in milliseconds. */
  now: () => number;
  random: () => number;
};

/** Composes the gateway: its own routes, and everything else forwarded by the routing table. No listening. */
export async function buildApp(options: GatewayOptions, deps: GatewayDeps): Promise<App> {
  const { logger, registry, directory, now, random } = deps;
  const beginSpan = createBeginSpan();
  const metrics = createMetrics(registry, beginSpan !== undefined);
  const limits = options.limits ?? usualLimits;
  const fleet = createFleet({
    logger,
    limits,
    now,
    onEjection: ({ service }) => metrics.countEjection(service),
    onBreaker: metrics.countBreaker,
  });
  describeFleet(registry, fleet);
  fleet.adopt(directory.current());
  directory.onChange((list) => fleet.adopt(list));

  const matchRoute = createRouteMatcher(options.routes ?? routes);
  const webSockets = createWebSocketProxy({ fleet, matchRoute, logger, random });
  const openSockets = () => webSockets.open;
  describeEdge(registry, directory, openSockets);
  const rateLimit = rateLimitOf(options, deps);
  const forward = createForward({
    fleet,
    budget: createRetryBudget(),
    logger,
    now,
    random,
    onRetry: ({ service }) => metrics.countRetry(service),
  });

  const app = createServer(logger, options.tls);
  const protocol: Protocol = options.tls !== undefined || options.isTlsTerminatedBefore === true ? 'https' : 'http';
  const corsOrigins = new Set(options.corsOrigins);
  admission(app, { matchRoute, corsOrigins, protocol, beginSpan, rateLimit, metrics, logger, now });
  upgrades(app, { webSockets, matchRoute, beginSpan, rateLimit, protocol, logger, now });
  app.all('/*', (request, reply) => {
    reply.hijack();
    void forward(request.exchange);
  });
  await app.register(async (scope: App) => {
    await prepareOwnRoutes(scope, options, deps.verifyToken);
    const openApi = createOpenApi({ fleet, matchRoute, logger, now, random, own: () => scope.swagger() as never });
    const port = () => (app.server.address() as AddressInfo | null)?.port ?? 0;
    const databases = () => listDatabases({ fleet, logger, random, clusterSecret: options.clusterSecret });
    statusRoutes(scope, { ...deps, fleet, port, openSockets, openApi, databases });
    const { isChaosAllowed } = options;
    systemRoutes(scope, { ...deps, fleet, isChaosAllowed, traffic: metrics.traffic, openSockets });
    await scope.register((demo: App) => demoRoutes(demo, deps));
    pageRoutes(scope);
    if (options.webDir !== undefined) await webRoutes(scope, options.webDir);
  });
  const stopChecks = startHealthChecks({ fleet, logger });
  closeInOrder(app, { stopChecks, closeFleet: () => fleet.close(), drainSockets: () => webSockets.drain(1000) });
  return app;
}

function rateLimitOf({ rate, isLoopbackExempt }: GatewayOptions, deps: GatewayDeps): RateLimit {
  const { redis, verifyToken, logger, now } = deps;
  return createRateLimit({
    local: createLocalLimiter(rate),
    shared: redis === undefined ? undefined : createSharedLimiter(redis, rate),
    verifyToken,
    isLoopbackExempt,
    logger,
    now,
  });
}

/** What services have from `createApp`, for the gateway's own routes only. */
async function prepareOwnRoutes(scope: App, options: GatewayOptions, verifyToken: TokenVerifier): Promise<void> {
  scope.setChildLoggerFactory((logger, bindings, childOptions) =>
    logger.child({ requestId: bindings['reqId'] }, childOptions),
  );
  scope.setValidatorCompiler(validatorCompiler);
  scope.addHook('onRequest', async (request, reply) => {
    const { added } = request.exchange;
    for (let index = 0; index + 1 < added.length; index += 2) void reply.header(added[index] ?? '', added[index + 1]);
    void reply.header('x-content-type-options', 'nosniff').header(headers.requestId, request.id);
  });
  await scope.register(authPlugin, { verifyToken, clusterSecret: options.clusterSecret });
  await describeRoutes(scope, 'gateway', version);
}
