import type { FastifyInstance, FastifyRequest } from 'fastify';
import { headers } from '@airside/contracts';
import { contextOf, fail, type Span, SpanKind, startSpan, traceContextOf, underSpan } from './spans.ts';

/** Server spans of an app's requests, by route template; everything that a request does runs under its own. */
export function traceRequests(app: FastifyInstance): { traceIdOf(request: FastifyRequest): string | undefined } {
  const spans = new WeakMap<FastifyRequest, Span>();
  // With a callback: everything that follows for this request runs in its context.
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    if (isUnwatched(route)) return done();
    const parent = contextOf(request.headers[headers.traceparent]);
    const attributes = { 'http.request.method': request.method, 'http.route': route, 'airside.request_id': request.id };
    const span = startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes, parent });
    spans.set(request, span);
    underSpan(span, parent, done);
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

/** Asked every few seconds by whoever watches. */
function isUnwatched(route: string): boolean {
  return route.startsWith('/health') || route === '/metrics' || route === '/services' || route.startsWith('/leases');
}
