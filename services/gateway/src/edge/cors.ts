/** What the browser asks about a request to another origin. */
export type CorsRequest = {
  method: string;
  origin: string | undefined;
  /** `Access-Control-Request-Method`: present on a preflight. */
  requestedMethod: string | undefined;
};

const allowedMethods = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const allowedHeaders =
  'Authorization, Content-Type, Idempotency-Key, X-Request-Id, Traceparent, Last-Event-ID, X-Read-After';
const exposedHeaders = 'X-Request-Id, X-Served-By, X-Cache, Retry-After, X-Read-After';
const preflightSeconds = '600';

export function isPreflight(request: CorsRequest): boolean {
  return request.method === 'OPTIONS' && request.origin !== undefined && request.requestedMethod !== undefined;
}

/**
 * Headers to add to an answer (names and values in turn). Credentials are not allowed: tokens travel in `Authorization`,
 * and the one cookie is for the web app of our own origin. Unlisted origins get nothing, and their browser keeps the
 * answer from them.
 */
export function corsHeaders(request: CorsRequest, origins: ReadonlySet<string>): string[] {
  if (origins.size === 0) return [];
  const vary = ['vary', 'Origin'];
  if (request.origin === undefined || !origins.has(request.origin)) return vary;
  const allowed = [...vary, 'access-control-allow-origin', request.origin];
  if (!isPreflight(request)) return [...allowed, 'access-control-expose-headers', exposedHeaders];
  return [
    ...allowed,
    'access-control-allow-methods',
    allowedMethods,
    'access-control-allow-headers',
    allowedHeaders,
    'access-control-max-age',
    preflightSeconds,
  ];
}
