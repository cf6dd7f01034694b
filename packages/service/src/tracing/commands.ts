import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** Begins a span for a command to a server, where the active one is traced; ended by calling what it gives. */
export function commandSpan(name: string, system: string): ((hasFailed: boolean) => void) | undefined {
  if (trace.getActiveSpan()?.isRecording() !== true) return undefined;
  const span = trace
    .getTracer('airside')
    .startSpan(name, { kind: SpanKind.CLIENT, attributes: { 'db.system.name': system } });
  return (hasFailed) => {
    if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
}
