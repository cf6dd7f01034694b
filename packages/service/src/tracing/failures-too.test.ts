import { ROOT_CONTEXT, SpanStatusCode } from '@opentelemetry/api';
import {
  createAlwaysRecordSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { FailuresToo } from './failures-too.ts';
import { contextOf } from './spans.ts';

function tracerThat(keeps: number) {
  const exporter = new InMemorySpanExporter();
  const processor = new FailuresToo(exporter);
  const root = new TraceIdRatioBasedSampler(keeps);
  const sampler = createAlwaysRecordSampler(new ParentBasedSampler({ root }));
  const tracer = new TracerProvider({ sampler, spanProcessors: [processor] }).getTracer('test');
  const sent = async () => {
    await processor.forceFlush();
    return exporter.getFinishedSpans().map(({ name }) => name);
  };
  return { tracer, sent };
}

test('of traces that are not kept, spans that failed are sent all the same', async () => {
  const { tracer, sent } = tracerThat(0);
  tracer.startSpan('fine', {}, ROOT_CONTEXT).end();
  const failed = tracer.startSpan('failed', {}, ROOT_CONTEXT);
  failed.setStatus({ code: SpanStatusCode.ERROR });
  failed.end();
  expect(await sent()).toEqual(['failed']);
});

test('whoever is called does as the caller has decided', async () => {
  const parent = (flags: string) => contextOf(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-${flags}`);
  const dropping = tracerThat(0);
  dropping.tracer.startSpan('kept by the caller', {}, parent('01')).end();
  expect(await dropping.sent()).toEqual(['kept by the caller']);
  const keeping = tracerThat(1);
  keeping.tracer.startSpan('dropped by the caller', {}, parent('00')).end();
  expect(await keeping.sent()).toEqual([]);
});

test('a receiver that takes nothing holds nobody up and fills no memory without end', async () => {
  let calls = 0;
  const exporter: SpanExporter = {
    export: (_spans, done) => {
      calls += 1;
      done({ code: 1 });
    },
    shutdown: () => Promise.resolve(),
  };
  const processor = new FailuresToo(exporter);
  const provider = new TracerProvider({ spanProcessors: [processor] });
  for (let number = 0; number < 20_000; number += 1) provider.getTracer('test').startSpan('one').end();
  await processor.shutdown();
  expect(calls).toBeLessThanOrEqual(17);
});
