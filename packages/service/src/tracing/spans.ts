import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { formatTraceparent, parseTraceparent, type TraceContext } from '../http/trace-context.ts';

export { SpanKind } from '@opentelemetry/api';
export type { Span } from '@opentelemetry/api';

const scope = 'airside';

/** Whether this process traces; asked once, when an app is composed. */
export function isTracing(): boolean {
  // Never ended, and so never sent.
  return trace.getTracer(scope).startSpan('probe', { root: true }).isRecording();
}

export type SpanOptions = { kind?: SpanKind; attributes?: Attributes };

/** Begins a span under `parent`, or under the one that is active. Whoever begins it ends it. */
export function startSpan(name: string, options: SpanOptions & { parent?: Context } = {}): Span {
  const { parent = context.active(), ...rest } = options;
  return trace.getTracer(scope).startSpan(name, rest, parent);
}

/** Runs `work` in a span of its own; what it throws is a failure of the span. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions & { parent?: Context },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const { parent = context.active() } = options;
  const span = startSpan(name, options);
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Begins a span under another one, which need not be active. */
export function childOf(parent: Span, name: string, options: SpanOptions = {}): Span {
  return startSpan(name, { ...options, parent: trace.setSpan(ROOT_CONTEXT, parent) });
}

/** Calls `next` with a span as the active one. */
export function underSpan<T>(span: Span, parent: Context, next: () => T): T {
  return context.with(trace.setSpan(parent, span), next);
}

export function fail(span: Span, error: unknown): void {
  // The message alone: a stack is in the log, and personal data in neither.
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
}

/** The context that a `traceparent` names; an empty one where there is none. */
export function contextOf(traceparent: string | string[] | undefined): Context {
  const remote = parseTraceparent(traceparent);
  if (remote === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: remote.traceId,
    spanId: remote.spanId,
    traceFlags: remote.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  });
}

export function traceContextOf(span: Span): TraceContext {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
}

/** `traceparent` of the active span, for whoever is called next; undefined without tracing. */
export function activeTraceparent(): string | undefined {
  const span = trace.getActiveSpan();
  return span?.isRecording() === true ? formatTraceparent(traceContextOf(span)) : undefined;
}

/** Says what the active span is about, where the one who began it could not know. */
export function describeSpan(name: string, attributes: Attributes): void {
  trace.getActiveSpan()?.updateName(name).setAttributes(attributes);
}

/** Trace and span that are active, for a log line. */
export function activeIds(): { traceId?: string; spanId?: string } {
  const span = trace.getActiveSpan();
  if (span === undefined) return {};
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId };
}
