import { headers } from '@airside/contracts';
import { childOf, contextOf, fail, isTracing, type Span, SpanKind, startSpan } from '@airside/service';
import type { Outcome } from '../breakers/outcome.ts';
import type { BeginSpan, Exchange } from './exchange.ts';

const unwatched: ReadonlySet<string> = new Set([
  '/metrics',
  '/health',
  '/health/live',
  '/health/ready',
  '/api/discovery/status',
]);

/** Spans for requests where this process traces; else nothing, which costs nothing. */
export function createBeginSpan(): BeginSpan | undefined {
  if (!isTracing()) return undefined;
  return (request, requestId, template) => {
    // Asked every few seconds by whoever watches.
    if (unwatched.has(request.url ?? '')) return undefined;
    return startSpan(`${request.method} ${template}`, {
      kind: SpanKind.SERVER,
      parent: contextOf(request.headers[headers.traceparent]),
      attributes: {
        'http.request.method': request.method ?? '',
        'http.route': template,
        'airside.request_id': requestId,
      },
    });
  };
}

export function endSpan(span: Span, status: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) fail(span, undefined);
  span.end();
}

/** The span of one attempt at an instance; undefined where the request is not traced. */
export function beginAttempt(
  { span, attempts }: Pick<Exchange, 'span' | 'attempts'>,
  upstream: string,
): Span | undefined {
  if (span === undefined) return undefined;
  const attributes = { 'airside.instance': upstream, 'airside.attempt': attempts };
  return childOf(span, 'forward', { kind: SpanKind.CLIENT, attributes });
}

/** Ends the span of an upgrade, and that of its attempt, when its outcome is known. */
export function endUpgrade(span: Span | undefined, attempt: Span | undefined, outcome: Outcome): void {
  for (const one of [attempt, span]) if (one !== undefined) endSpan(one, statusOf(outcome));
}

/** As a client would have been told it; 499 where it left before (nginx's convention). */
function statusOf(outcome: Outcome): number {
  switch (outcome.kind) {
    case 'answered':
      return outcome.status;
    case 'unreachable':
    case 'broken':
      return 502;
    case 'timedOut':
      return 504;
    case 'abandoned':
      return 499;
  }
}
