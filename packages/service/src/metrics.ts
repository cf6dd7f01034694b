import { Counter, collectDefaultMetrics, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A registry of its own per process (tests run several apps in one), labelled with service and instance. */
export function createRegistry(service: string, instance: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service, instance });
  return registry;
}

/** Node's runtime metrics: event-loop lag, GC, heap, CPU. */
export function collectRuntimeMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
}

type RequestLabels = { method: string; route: string; status: string };

/**
 * Rate, errors and duration of requests, by route template (never by path: labels are bounded). `isTraced`: an observation
 * that brings its trace id is shown as an example of its bucket (in the OpenMetrics format, which alone has these).
 */
export function requestDuration(
  registry: Registry,
  isTraced: boolean,
): (labels: RequestLabels, seconds: number, traceId: string | undefined) => void {
  if (isTraced) showExemplars(registry);
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer, in seconds',
    labelNames: ['method', 'route', 'status'],
    buckets: requestBuckets,
    enableExemplars: isTraced,
    registers: [registry],
  });
  if (!isTraced) return (labels, seconds) => duration.observe(labels, seconds);
  return (labels, value, traceId) => duration.observe({ labels, value, exemplarLabels: exemplarOf(traceId) });
}

export const requestBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Labels of an exemplar; prom-client's types know the metric's own labels only. */
export function exemplarOf(traceId: string | undefined): Record<string, never> {
  return (traceId === undefined ? {} : { trace_id: traceId }) as Record<string, never>;
}

/** Gives metrics in the format that has exemplars. */
export function showExemplars(registry: Registry): void {
  (registry as unknown as Registry<OpenMetricsContentType>).setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
}

export function counter<Label extends string = never>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: Label[] = [],
): Counter<Label> {
  return new Counter({ name, help, labelNames, registers: [registry] });
}

export function gauge<Label extends string = never>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: Label[] = [],
): Gauge<Label> {
  return new Gauge({ name, help, labelNames, registers: [registry] });
}

/** One value of a gauge that is read when it is asked for. */
export type Reading<Label extends string> = { value: number; labels?: Partial<Record<Label, string>> };

export type SampledGauge<Label extends string> = {
  name: string;
  help: string;
  labelNames?: Label[];
  /** Everything there is to show now; a series that it leaves out is gone. */
  read(): readonly Reading<Label>[] | Promise<readonly Reading<Label>[]>;
};

/** A scrape ends after some seconds: what a database or Redis has not told by then is missing, the rest is there. In milliseconds. */
const longestReadMs = 1000;

/** A gauge that is read at the scrape. Without an answer in time it has no series, so that nobody takes an old figure for a new one. */
export function sampled<Label extends string = never>(registry: Registry, options: SampledGauge<Label>): void {
  const { name, help, labelNames = [], read } = options;
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      const readings = await soon(async () => read());
      this.reset();
      // prom-client gives a gauge without labels a zero of its own after a reset.
      if (labelNames.length === 0) this.remove();
      for (const { value, labels } of readings ?? []) this.set((labels ?? {}) as Record<Label, string>, value);
    },
  });
}

async function soon<T>(read: () => Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), longestReadMs);
  });
  try {
    return await Promise.race([read().catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
