import { SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';

const batchSize = 512;
/** What a receiver does not take in time is dropped: traces are not worth the memory of the service. */
const mostWaiting = 8192;
const everyMs = 1000;

/** Passes on the spans of traces that are kept, and of others those that failed. */
export class FailuresToo implements SpanProcessor {
  readonly #exporter: SpanExporter;
  readonly #timer: NodeJS.Timeout;
  #waiting: ReadableSpan[] = [];
  #sending: Promise<void> | undefined;

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
    this.#timer = setInterval(() => void this.forceFlush(), everyMs);
    this.#timer.unref();
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    const isKept = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
    if (!isKept && span.status.code !== SpanStatusCode.ERROR) return;
    if (this.#waiting.length >= mostWaiting) return;
    this.#waiting.push(span);
    if (this.#waiting.length === batchSize) void this.forceFlush();
  }

  /** One batch after the other; whoever asks meanwhile waits for the same. */
  forceFlush(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async shutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.forceFlush();
    await this.#exporter.shutdown();
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchSize);
      // A batch that fails is lost; the next one tries anew.
      await new Promise<void>((resolve) => this.#exporter.export(batch, () => resolve()));
    }
  }
}
