import { headers } from '@airside/contracts';
import { formatTraceparent, nextHop, parseTraceparent, type Span, traceContextOf } from '@airside/service';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Route, RouteMatcher } from '../routes.ts';
import { clientAddress } from './client-address.ts';
import { corsHeaders, type CorsRequest } from './cors.ts';

/** One request and everything the gateway knows about it. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Id of the request in every log line it causes. */
  readonly id: string;
  readonly traceId: string;
  /** Whether its trace is kept. */
  readonly isSampled: boolean;
  /** Undefined where nothing is traced. */
  readonly span: Span | undefined;
  /** W3C trace context for whoever is asked next. */
  readonly traceparent: string;
  readonly address: string;
  readonly method: string;
  /** Path without the query: a query may carry a one-time token, and is never logged. */
  readonly path: string;
  /** Undefined where the path is not in the routing table. */
  readonly route: Route | undefined;
  readonly cors: CorsRequest;
  /** How the client speaks to us, or to what terminates TLS before us. */
  readonly protocol: Protocol;
  /** Headers that every answer gets, names and values in turn. */
  readonly added: readonly string[];
  readonly startedAt: number;
  /** Instance that was asked last. */
  upstream: string | undefined;
  attempts: number;
};

export type Protocol = 'http' | 'https';

/** A browser that has once come by https never tries without for a year (RFC 6797). */
const byHttps = ['strict-transport-security', 'max-age=31536000'];
const byHttp: readonly string[] = [];
const transportHeaders = (protocol: Protocol): readonly string[] => (protocol === 'https' ? byHttps : byHttp);

const requestIdPattern = /^[\w.:-]{1,128}$/;

export type ExchangeOptions = {
  matchRoute: RouteMatcher;
  corsOrigins: ReadonlySet<string>;
  protocol: Protocol;
  now: () => number;
  /** Absent where nothing is traced. */
  beginSpan: BeginSpan | undefined;
};

/** Begins the span of a request, where it is to be traced; `template` is its row in the routing table. */
export type BeginSpan = (request: IncomingMessage, requestId: string, template: string) => Span | undefined;

/** What a request is counted and traced under when it has no row in the routing table. */
export const ownRoutes = 'own';

/** Takes in a request: trace, address, route. */
export function beginExchange(
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: ExchangeOptions,
): Exchange {
  const url = request.url ?? '/';
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const method = request.method ?? 'GET';
  const route = options.matchRoute(path);
  const span = options.beginSpan?.(request, id, route?.prefix ?? ownRoutes);
  const trace =
    span === undefined ? nextHop(parseTraceparent(request.headers[headers.traceparent])) : traceContextOf(span);
  const cors = {
    method,
    origin: request.headers.origin,
    requestedMethod: request.headers['access-control-request-method'],
  };
  return {
    request,
    response,
    id,
    traceId: trace.traceId,
    isSampled: trace.isSampled,
    span,
    traceparent: formatTraceparent(trace),
    address: clientAddress(request.socket.remoteAddress),
    method,
    path,
    route,
    cors,
    protocol: options.protocol,
    added: [headers.requestId, id, ...transportHeaders(options.protocol), ...corsHeaders(cors, options.corsOrigins)],
    startedAt: options.now(),
    upstream: undefined,
    attempts: 0,
  };
}

/** The client's own request id where it is harmless, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[headers.requestId];
  return typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID();
}
