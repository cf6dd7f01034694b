import { ROOT_CONTEXT, SpanStatusCode } from '@opentelemetry/api';
import {
  createAlwaysRecordSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterEach, expect, test, vi } from 'vitest';
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

/** Whether the end came within so long. */
async function endsWithin(ending: Promise<void>, ms: number): Promise<boolean> {
  let hasEnded = false;
  void ending.then(() => {
    hasEnded = true;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return hasEnded;
}

afterEach(() => {
  vi.useRealTimers();
});

test('a receiver that hangs is waited for 200 ms at the end, and not again when it has had them', async () => {
  vi.useFakeTimers();
  const hanging: SpanExporter = { export: () => undefined, shutdown: () => Promise.resolve() };
  const withSpan = () => {
    const processor = new FailuresToo(hanging);
    new TracerProvider({ spanProcessors: [processor] }).getTracer('test').startSpan('one').end();
    return processor;
  };
  const first = withSpan().shutdown();
  expect(await endsWithin(first, 190)).toBe(false);
  expect(await endsWithin(first, 20)).toBe(true);

  const known = withSpan();
  void known.forceFlush();
  await vi.advanceTimersByTimeAsync(150);
  const second = known.shutdown();
  expect(await endsWithin(second, 40)).toBe(false);
  expect(await endsWithin(second, 20)).toBe(true);

  const longKnown = withSpan();
  void longKnown.forceFlush();
  await vi.advanceTimersByTimeAsync(300);
  expect(await endsWithin(longKnown.shutdown(), 0)).toBe(true);
});

test('a receiver that had to be given up is not waited for at the end; one that refuses at once is asked again', async () => {
  vi.useFakeTimers();
  let [refusesAfterMs, calls] = [2000, 0];
  const refusing: SpanExporter = {
    export: (_spans, done) => {
      calls += 1;
      setTimeout(() => done({ code: 1 }), refusesAfterMs);
    },
    shutdown: () => Promise.resolve(),
  };
  const endAfterRefusal = async () => {
    const processor = new FailuresToo(refusing);
    const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('test');
    tracer.startSpan('one').end();
    void processor.forceFlush();
    await vi.advanceTimersByTimeAsync(refusesAfterMs);
    tracer.startSpan('two').end();
    return endsWithin(processor.shutdown(), 10);
  };
  expect([await endAfterRefusal(), calls]).toEqual([true, 1]);
  refusesAfterMs = 5;
  expect([await endAfterRefusal(), calls]).toEqual([true, 3]);
});
