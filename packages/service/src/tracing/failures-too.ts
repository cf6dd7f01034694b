import { SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';

const batchSize = 512;
/** What a receiver does not take in time is dropped: traces are not worth the memory of the service. */
const mostWaiting = 8192;
const everyMs = 1000;
/** Longest wait for a receiver at the end of a process, in milliseconds: nobody waits for traces. */
const lastFlushMs = 200;
/** How an exporter says that a batch was taken (`ExportResultCode.SUCCESS`). */
const taken = 0;

/** Passes on the spans of traces that are kept, and of others those that failed. */
export class FailuresToo implements SpanProcessor {
  readonly #exporter: SpanExporter;
  readonly #timer: NodeJS.Timeout;
  #waiting: ReadableSpan[] = [];
  #sending: Promise<void> | undefined;
  /** When the batch that is on its way set out. */
  #sentAt = 0;
  /** The last batch was given up after a wait. */
  #hasHung = false;

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

  /** Sends what there is, as far as the receiver takes it at once. One that has kept a batch for that long and not taken it is not waited for again. */
  async shutdown(): Promise<void> {
    clearInterval(this.#timer);
    const waitedMs = this.#sending === undefined ? 0 : performance.now() - this.#sentAt;
    if (this.#hasHung || waitedMs >= lastFlushMs) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, lastFlushMs - waitedMs);
    });
    await Promise.race([this.forceFlush().then(() => this.#exporter.shutdown()), late]);
    clearTimeout(timer);
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchSize);
      this.#sentAt = performance.now();
      // A batch that fails is lost; the next one tries anew.
      const code = await new Promise((resolve) => this.#exporter.export(batch, (result) => resolve(result.code)));
      this.#hasHung = code !== taken && performance.now() - this.#sentAt >= lastFlushMs;
    }
  }
}
