import type { Logger } from '@airside/service';
import type { Exchange } from './exchange.ts';
import type { GatewayMetrics } from './metrics.ts';
import { endSpan } from './tracing.ts';

/** Status logged and counted for a request whose client left before the head of an answer (nginx's convention). */
const clientLeft = 499;

/** Logs one line for each request, and measures it, when its answer is complete or its connection gone. */
export function followExchange(exchange: Exchange, logger: Logger, metrics: GatewayMetrics, now: () => number): void {
  const { response } = exchange;
  response.once('close', () => {
    const status = response.headersSent ? response.statusCode : clientLeft;
    const seconds = (now() - exchange.startedAt) / 1000;
    metrics.observeRequest(exchange, status, seconds);
    if (exchange.span !== undefined) endSpan(exchange.span, status);
    if (exchange.path === '/health' || exchange.path === '/metrics') return;
    logger.info(
      {
        requestId: exchange.id,
        traceId: exchange.traceId,
        method: exchange.method,
        path: exchange.path,
        route: exchange.route?.prefix,
        status,
        ms: Math.round(seconds * 1000),
        upstream: exchange.upstream,
        ...(exchange.attempts > 1 ? { attempts: exchange.attempts } : {}),
        ...(response.writableFinished ? {} : { isCut: true }),
      },
      'request',
    );
  });
}
