import type { AirsideEvent } from '@airside/contracts';
import {
  type Context,
  context,
  type Link,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';

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

/**
 * Sends a batch of events to their stream. They come from traces of their own, so that its span, where any of them is kept, has
 * a trace of its own with a link to each of those that published them. `events` are their texts.
 */
export function relaying<T>(stream: string, events: readonly string[], work: () => Promise<T>): Promise<T> {
  const links = events.flatMap((text) => linkTo(text) ?? []);
  if (links.length === 0) return work();
  const attributes = { 'messaging.destination.name': stream, 'messaging.batch.message_count': events.length };
  const span = trace
    .getTracer(scope)
    .startSpan(`relay ${stream}`, { kind: SpanKind.PRODUCER, attributes, links, root: true });
  return ending(span, ROOT_CONTEXT, work);
}

/** To the span that published an event; undefined where its trace is not kept. */
function linkTo(text: string): Link | undefined {
  // Most events are not traced, and not read here.
  if (!text.includes('"traceparent"')) return undefined;
  const parent = contextOf((JSON.parse(text) as Partial<AirsideEvent>).traceparent);
  const published = parent === undefined ? undefined : trace.getSpanContext(parent);
  return published !== undefined && (published.traceFlags & TraceFlags.SAMPLED) !== 0
    ? { context: published }
    : undefined;
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
