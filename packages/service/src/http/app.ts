import { headers } from '@airside/contracts';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { randomUUID } from 'node:crypto';
import { access } from '../auth/access.ts';
import { type AuthOptions, authPlugin } from '../auth/auth-plugin.ts';
import type { ServiceDatabase } from '../database/service-database.ts';
import { useDatabase } from '../database/use-database.ts';
import { knowsTrace, type Logger } from '../logger.ts';
import { createRegistry, type Registry, requestDuration } from '../metrics.ts';
import { traceRequests } from '../tracing/requests.ts';
import { isTracing } from '../tracing/spans.ts';
import { describeRoutes } from './openapi.ts';
import { installProblemHandler, sendProblem, toProblem } from './problem-handler.ts';
import { parseTraceparent } from './trace-context.ts';
import { findUnstorableText, validatorCompiler } from './validation.ts';

/** A Fastify instance whose routes take their types from TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export type AppOptions = {
  /** Wire name of the service, such as `user_service`. */
  service: string;
  instance: string;
  version: string;
  logger: Logger;
  auth: AuthOptions;
  registry?: Registry;
  /** The service's cluster; absent where it has none. */
  database?: ServiceDatabase;
  /** Largest request body, in bytes. */
  bodyLimitBytes?: number;
};

const defaultBodyLimitBytes = 64 * 1024;
const requestIdPattern = /^[\w.:-]{1,128}$/;

/**
 * The shell every service is made in: ids, access rules, validation, problems, metrics, health and OpenAPI.
 * Composes only; listening is `run`'s work, so that tests build the same app.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const registry = options.registry ?? createRegistry(options.service, options.instance);
  const app = Fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimitBytes ?? defaultBodyLimitBytes,
    requestTimeout: 5000,
    // Longer than the gateway keeps an idle connection, so that it is never closed under a request.
    keepAliveTimeout: 75_000,
    http: { headersTimeout: 4000 },
    frameworkErrors: (error, request, reply) => void sendProblem(toProblem(error), request, reply),
    genReqId: (request) => {
      const given = request.headers[headers.requestId];
      return typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID();
    },
    childLoggerFactory: (logger, bindings, childOptions, raw) => {
      const trace = parseTraceparent(raw.headers[headers.traceparent]);
      const child = logger.child(
        {
          requestId: bindings['reqId'],
          ...(trace === undefined ? {} : { traceId: trace.traceId }),
        },
        childOptions,
      );
      return trace === undefined ? child : Object.assign(child, { [knowsTrace]: true });
    },
  }).withTypeProvider<TypeBoxTypeProvider>();

  // JSON is all we read; anything else is refused with 415 rather than handed on as text.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(validatorCompiler);
  installProblemHandler(app);
  const tracing = isTracing() ? traceRequests(app) : undefined;
  app.addHook('onRequest', async (request, reply) => {
    void reply.header(headers.requestId, request.id).header(headers.servedBy, options.instance);
  });
  app.addHook('preHandler', async (request) => {
    const problem = findUnstorableText(request);
    if (problem !== undefined) throw problem;
  });
  logAndMeasure(app, registry, tracing?.traceIdOf);

  await app.register(authPlugin, options.auth);
  if (options.database !== undefined) {
    useDatabase(app, { database: options.database, registry, clusterSecret: options.auth.clusterSecret });
  }
  await describeRoutes(app, options.service, options.version);
  addPlatformRoutes(app, registry);
  return app;
}

function logAndMeasure(
  app: App,
  registry: Registry,
  traceIdOf?: (request: FastifyRequest) => string | undefined,
): void {
  const observe = requestDuration(registry, traceIdOf !== undefined);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const seconds = reply.elapsedTime / 1000;
    observe({ method: request.method, route, status: String(reply.statusCode) }, seconds, traceIdOf?.(request));
    if (route.startsWith('/health') || route === '/metrics') return;
    // The path without its query: a query may carry a one-time token.
    const path = request.url.split('?', 1)[0];
    request.log.info(
      {
        method: request.method,
        path,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
}

/** Live = the process answers. Ready = it can serve; checks nothing shared, else one outage would take out every instance. */
function addPlatformRoutes(app: App, registry: Registry): void {
  const config = { access: access.public };
  const schema = { hide: true };
  app.get('/health/live', { config, schema }, async () => ({ status: 'live' }));
  app.get('/health/ready', { config, schema }, async () => ({
    status: 'ready',
  }));
  app.get('/metrics', { config, schema }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  app.get('/openapi.json', { config, schema }, async (_request, reply) => reply.send(app.swagger()));
}
