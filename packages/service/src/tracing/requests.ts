import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { headers } from '@airside/contracts';
import { contextOf, fail, type Span, SpanKind, startSpan, traceContextOf, underSpan } from './spans.ts';

/** Server spans of an app's requests, by route template; everything that a request does runs under its own. */
export function traceRequests(app: FastifyInstance): { traceIdOf(request: FastifyRequest): string | undefined } {
  const spans = new WeakMap<FastifyRequest, Span>();
  // With a callback: everything that follows for this request runs in its context.
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const parent = contextOf(request.headers[headers.traceparent]);
    if (isUnwatched(route) && parent === ROOT_CONTEXT) return done();
    const attributes = { 'http.request.method': request.method, 'http.route': route, 'airside.request_id': request.id };
    const span = startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes, parent });
    spans.set(request, span);
    underSpan(span, parent, done);
  });
  // A WebSocket has no response: its upgrade is done when everything that may refuse it has run.
  app.addHook('preHandler', async (request) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return;
    const span = spans.get(request);
    if (span === undefined) return;
    spans.delete(request);
    span.setAttribute('http.response.status_code', 101);
    span.end();
  });
  app.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request);
    if (span === undefined) return;
    span.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) fail(span, undefined);
    span.end();
  });
  return {
    traceIdOf(request) {
      const span = spans.get(request);
      if (span === undefined) return undefined;
      const { traceId, isSampled } = traceContextOf(span);
      return isSampled ? traceId : undefined;
    },
  };
}

const unwatched = ['/health', '/metrics', '/services', '/leases', '/prometheus'];

/** Asked every few seconds by whoever watches: traced only where the caller does. */
function isUnwatched(route: string): boolean {
  return unwatched.some((prefix) => route.startsWith(prefix));
}
