import { type Context, context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';

/** Beside the data of a job, under a name that no data has: under which span it was sent. */
const member = '~trace';

type Carried = { traceId: string; spanId: string; traceFlags: number };

/** The data with the span under which it is sent, where there is one. */
export function carryTrace<Data extends object>(data: Data): Data {
  const active = trace.getActiveSpan();
  if (active === undefined || !active.isRecording()) return data;
  const { traceId, spanId, traceFlags } = active.spanContext();
  return { ...data, [member]: { traceId, spanId, traceFlags } satisfies Carried };
}

/** The data as its sender gave it, and what to run its work with: in a span under the sender's, or as it is. */
export function takeTrace<Data extends object>(
  queue: string,
  carrying: Data,
): { data: Data; run: (work: () => Promise<void>) => Promise<void> } {
  const { [member]: carried, ...data } = carrying as Data & { [member]?: Carried };
  if (carried === undefined) return { data: carrying, run: (work) => work() };
  return { data: data as Data, run: (work) => inJobSpan(queue, parentOf(carried), work) };
}

async function inJobSpan(queue: string, parent: Context, work: () => Promise<void>): Promise<void> {
  const span = trace.getTracer('airside').startSpan(`job ${queue}`, { kind: SpanKind.CONSUMER }, parent);
  try {
    await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
    throw error;
  } finally {
    span.end();
  }
}

function parentOf({ traceId, spanId, traceFlags }: Carried): Context {
  const flags = (traceFlags & TraceFlags.SAMPLED) === 0 ? TraceFlags.NONE : TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags, isRemote: true });
}
