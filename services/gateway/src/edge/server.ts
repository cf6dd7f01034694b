import { type App, installProblemHandler, type Logger, sendProblem, toProblem } from '@airside/service';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { drainConnections } from './drain.ts';
import { requestIdOf } from './exchange.ts';
import { type TlsFiles, tlsOptions } from './tls.ts';
import { answerClientError, keepAliveMs, mostConnections, requestTimeoutMs, serverOptions } from './server-limits.ts';

/** Fastify with the gateway's limits, and with bodies left alone; over TLS where there is a certificate. */
export function createServer(logger: Logger, tls?: TlsFiles): App {
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // A line of a forwarded request carries its id by itself; a child logger for each would cost more than the rest.
    childLoggerFactory: () => logger as FastifyBaseLogger,
    genReqId: requestIdOf,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    // What arrives on an open connection while the gateway drains is still served.
    return503OnClosing: false,
    routerOptions: { maxParamLength: serverOptions.maxHeaderSize ?? 0 },
    ...(tls === undefined ? { http: serverOptions } : { https: { ...serverOptions, ...tlsOptions(tls) } }),
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => void sendProblem(toProblem(error), request, reply),
  }) as unknown as App;
  app.server.maxConnections = mostConnections;
  // Bodies stay streams; forwarding reads them, the gateway's own routes have none.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
  installProblemHandler(app);
  return app;
}

export type ClosingSteps = {
  stopChecks: () => void;
  closeFleet: () => Promise<void>;
  drainSockets: () => Promise<void>;
};

/** What happens around the server's own closing: before it, and after the last request. */
export function closeInOrder(app: App, steps: ClosingSteps): void {
  let stopDraining: () => void = () => undefined;
  app.addHook('preClose', async () => {
    steps.stopChecks();
    stopDraining = drainConnections(app.server);
    // Not waited for: the server must stop listening now, and it closes when the last socket has.
    void steps.drainSockets();
  });
  app.addHook('onClose', async () => {
    stopDraining();
    await steps.closeFleet();
  });
}
