import { Problem } from '@airside/contracts';
import { type App, formatTraceparent, type Logger, nextHop, parseTraceparent, traceContextOf } from '@airside/service';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocketProxy } from '../forward/websocket.ts';
import type { RouteMatcher } from '../routes.ts';
import { isClear, unclear } from './clear-request.ts';
import { clientAddress } from './client-address.ts';
import { type BeginSpan, ownRoutes, type Protocol, requestIdOf } from './exchange.ts';
import { endWithProblem } from './raw-answer.ts';
import type { RateLimit } from './rate-limit.ts';
import { endSpan } from './tracing.ts';

export type UpgradeDeps = {
  webSockets: WebSocketProxy;
  matchRoute: RouteMatcher;
  /** Absent where nothing is traced. */
  beginSpan: BeginSpan | undefined;
  rateLimit: RateLimit;
  protocol: Protocol;
  logger: Logger;
  now: () => number;
};

/** Lets WebSocket upgrades in: the same ids, limit and log line as for any request. */
export function upgrades(app: App, deps: UpgradeDeps): void {
  const { webSockets, matchRoute, beginSpan, rateLimit, protocol, logger, now } = deps;
  let isDraining = false;
  app.addHook('preClose', async () => {
    isDraining = true;
  });

  function refusalOf(request: IncomingMessage): Problem | undefined {
    if (isDraining)
      return new Problem('SERVICE_UNAVAILABLE', { params: { service: 'This gateway' }, retryAfterSeconds: 1 });
    return isClear(request) ? undefined : unclear;
  }

  async function admit(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const requestId = requestIdOf(request);
    const path = request.url?.split('?', 1)[0] ?? '/';
    // Ends with the answer: a socket that stays open for hours is no span.
    const span = beginSpan?.(request, requestId, matchRoute(path)?.prefix ?? ownRoutes);
    const trace = span === undefined ? nextHop(parseTraceparent(request.headers['traceparent'])) : traceContextOf(span);
    const address = clientAddress(socket.remoteAddress);
    const startedAt = now();
    socket.on('error', (error) => logger.debug({ err: error, requestId }, 'client socket failed'));
    socket.once('close', () => {
      const ms = Math.round(now() - startedAt);
      logger.info({ requestId, traceId: trace.traceId, method: 'GET', path, ms }, 'socket closed');
    });
    const problem = refusalOf(request) ?? (await rateLimit(request, address));
    if (problem === undefined) {
      const facts = { requestId, traceparent: formatTraceparent(trace), address, protocol, span };
      await webSockets.handle(request, socket, head, facts);
      return;
    }
    endWithProblem(socket, problem, requestId);
    if (span !== undefined) endSpan(span, problem.status);
  }

  app.server.on('upgrade', (request, socket, head) => {
    admit(request, socket as Socket, head).catch((error: unknown) => {
      logger.error({ err: error }, 'upgrade failed');
      socket.destroy();
    });
  });
}
