import type { AirsideEvent } from '@airside/contracts';
import { type Context, context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';

const scope = 'airside';

/**
 * Runs what publishes an event, in a span of its own where it is traced, and gives it the `traceparent` that the event is to
 * carry: whoever handles it goes on under that span.
 */
export async function publishing<T>(type: string, work: (traceparent: string | undefined) => Promise<T>): Promise<T> {
  const active = trace.getActiveSpan();
  if (active === undefined || !active.isRecording()) return work(undefined);
  const span = trace.getTracer(scope).startSpan(`outbox ${type}`, { kind: SpanKind.PRODUCER });
  const { traceId, spanId, traceFlags } = span.spanContext();
  const flags = traceFlags.toString(16).padStart(2, '0');
  return ending(span, context.active(), () => work(`00-${traceId}-${spanId}-${flags}`));
}

/** Handles an event in a span under the one that published it. */
export function handling<T>(event: AirsideEvent, group: string, work: () => Promise<T>): Promise<T> {
  const parent = contextOf(event.traceparent);
  if (parent === undefined) return work();
  const span = trace
    .getTracer(scope)
    .startSpan(
      `${group} ${event.type}`,
      { kind: SpanKind.CONSUMER, attributes: { 'messaging.message.id': event.id } },
      parent,
    );
  return ending(span, parent, work);
}

async function ending<T>(
  span: ReturnType<ReturnType<typeof trace.getTracer>['startSpan']>,
  parent: Context,
  work: () => Promise<T>,
) {
  try {
    return await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
    throw error;
  } finally {
    span.end();
  }
}

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

function contextOf(traceparent: string | undefined): Context | undefined {
  const [, traceId, spanId, flags] = pattern.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const traceFlags = (Number.parseInt(flags, 16) & 1) === 1 ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
