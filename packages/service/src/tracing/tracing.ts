import { context, trace } from '@opentelemetry/api';
import { Type } from 'typebox';

/** Where traces go, by OpenTelemetry's own names; without an endpoint there are none, and spans cost next to nothing. */
export const tracingConfig = {
  /** Base URL of an OTLP/HTTP receiver: `http://localhost:4318`. */
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** Share of new traces that are kept; who is called follows its caller. Spans that failed are kept always. */
  OTEL_TRACES_SAMPLER_ARG: Type.Number({ minimum: 0, maximum: 1, default: 1 }),
};

export type TracingSettings = {
  INSTANCE_NAME: string;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  OTEL_TRACES_SAMPLER_ARG?: number;
};

export type Tracing = {
  /** Sends what there is, as far as the receiver takes it at once, and ends. */
  close(): Promise<void>;
};

/**
 * Begins to trace, where an endpoint is given. Before anything else that may make a span; once in a process, for
 * OpenTelemetry's API holds one provider. What it takes is loaded only then.
 */
export async function startTracing(service: string, settings: TracingSettings): Promise<Tracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio = 1 } = settings;
  if (endpoint === undefined) return { close: () => Promise.resolve() };
  const [sdk, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }, { resourceFromAttributes }, { FailuresToo }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/resources'),
      import('./failures-too.ts'),
    ]);
  const processor = new FailuresToo(new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: 2000 }));
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.instance.id': settings.INSTANCE_NAME }),
    // Recorded in any case: only its end shows whether a span has failed.
    sampler: sdk.createAlwaysRecordSampler(
      new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) }),
    ),
    spanProcessors: [processor],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return { close: () => processor.shutdown() };
}
