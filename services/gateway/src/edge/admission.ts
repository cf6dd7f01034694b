import type { App, Logger } from '@airside/service';
import type { RouteMatcher } from '../routes.ts';
import { isClear, unclear } from './clear-request.ts';
import { followExchange } from './access-log.ts';
import { answerProblem } from './answer.ts';
import { isPreflight } from './cors.ts';
import { beginExchange, type BeginSpan, type Exchange, type Protocol } from './exchange.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { RateLimit } from './rate-limit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the gateway knows about this request. */
    exchange: Exchange;
  }
}

export type AdmissionDeps = {
  matchRoute: RouteMatcher;
  corsOrigins: ReadonlySet<string>;
  protocol: Protocol;
  beginSpan: BeginSpan | undefined;
  rateLimit: RateLimit;
  metrics: GatewayMetrics;
  logger: Logger;
  now: () => number;
};

/** What every request passes first: ids, access log, cross-origin questions, rate limit. */
export function admission(app: App, deps: AdmissionDeps): void {
  const { rateLimit, metrics, logger, now } = deps;
  app.decorateRequest('exchange', null as never);
  app.addHook('onRequest', async (request, reply) => {
    const exchange = beginExchange(request.id, request.raw, reply.raw, deps);
    request.exchange = exchange;
    followExchange(exchange, logger, metrics, now);
    if (!isClear(request.raw)) {
      reply.hijack();
      reply.raw.shouldKeepAlive = false;
      answerProblem(exchange, unclear);
      return;
    }
    if (isPreflight(exchange.cors)) {
      reply.hijack();
      reply.raw.writeHead(204, [...exchange.added]).end();
      return;
    }
    const problem = await rateLimit(request.raw, exchange.address);
    if (problem === undefined) return;
    metrics.countRateLimited();
    reply.hijack();
    answerProblem(exchange, problem);
  });
}
