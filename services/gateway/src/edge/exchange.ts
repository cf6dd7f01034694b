import { headers } from '@airside/contracts';
import { formatTraceparent, nextHop, parseTraceparent } from '@airside/service';
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
  /** W3C trace context for whoever is asked next. */
  readonly traceparent: string;
  readonly address: string;
  readonly method: string;
  /** Path without the query: a query may carry a one-time token, and is never logged. */
  readonly path: string;
  /** Undefined where the path is not in the routing table. */
  readonly route: Route | undefined;
  readonly cors: CorsRequest;
  /** Headers that every answer gets, names and values in turn. */
  readonly added: readonly string[];
  readonly startedAt: number;
  /** Instance that was asked last. */
  upstream: string | undefined;
  attempts: number;
};

const requestIdPattern = /^[\w.:-]{1,128}$/;

export type ExchangeOptions = { matchRoute: RouteMatcher; corsOrigins: ReadonlySet<string>; now: () => number };

/** Takes in a request: trace, address, route. */
export function beginExchange(
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: ExchangeOptions,
): Exchange {
  const trace = nextHop(parseTraceparent(request.headers[headers.traceparent]));
  const url = request.url ?? '/';
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const method = request.method ?? 'GET';
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
    traceparent: formatTraceparent(trace),
    address: clientAddress(request.socket.remoteAddress),
    method,
    path,
    route: options.matchRoute(path),
    cors,
    added: [headers.requestId, id, ...corsHeaders(cors, options.corsOrigins)],
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
