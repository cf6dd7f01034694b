import type { InstanceView, SystemView, TrafficView } from '@airside/contracts';

/** What happened between two looks at the system. */
export type Sample = {
  /** Of the second look, in milliseconds of the epoch. */
  atMs: number;
  perSecond: number;
  errorsPerSecond: number;
  /** Half of the requests were quicker, and 99 of 100; undefined where there were none. */
  p50Ms: number | undefined;
  p99Ms: number | undefined;
  /** Requests per second by instance. */
  byInstance: ReadonlyMap<string, number>;
};

export type Look = { atMs: number; view: Pick<SystemView, 'traffic' | 'instances'> };

/** Samples of the last minutes that are kept. */
export const mostSamples = 200;

/** Undefined where the two looks cannot be told apart, or the gateway was started anew between them. */
export function sampleOf(before: Look, after: Look): Sample | undefined {
  const seconds = (after.atMs - before.atMs) / 1000;
  const requests = after.view.traffic.requests - before.view.traffic.requests;
  if (seconds <= 0 || requests < 0) return undefined;
  const counts = latencyBetween(before.view.traffic, after.view.traffic);
  const answeredBefore = new Map(before.view.instances.map((one) => [one.instance, callsOf(one)]));
  return {
    atMs: after.atMs,
    perSecond: requests / seconds,
    errorsPerSecond: (after.view.traffic.errors - before.view.traffic.errors) / seconds,
    p50Ms: percentile(counts, 0.5),
    p99Ms: percentile(counts, 0.99),
    byInstance: new Map(
      after.view.instances.map((one) => {
        const calls = callsOf(one) - (answeredBefore.get(one.instance) ?? callsOf(one));
        return [one.instance, Math.max(0, calls) / seconds];
      }),
    ),
  };
}

function callsOf({ answered, failed }: InstanceView): number {
  return answered + failed;
}

function latencyBetween(before: TrafficView, after: TrafficView): TrafficView['latency'] {
  return after.latency.map(({ upToMs, count }, index) => ({
    upToMs,
    count: count - (before.latency[index]?.count ?? 0),
  }));
}

/** Where a share of the counts lies, straight between the bounds of its bucket; the last bound for what is above all. */
export function percentile(buckets: TrafficView['latency'], share: number): number | undefined {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  let seen = 0;
  let low = 0;
  for (const { upToMs, count } of buckets) {
    if (count > 0 && seen + count >= share * total) {
      return upToMs === null ? low : low + (upToMs - low) * ((share * total - seen) / count);
    }
    seen += count;
    low = upToMs ?? low;
  }
  return low;
}

/** How an instance is, as one word: the worst of what is known of it. */
export type InstanceState = 'serving' | 'forcedOpen' | 'open' | 'halfOpen' | 'ejected' | 'unhealthy';

export function stateOf({ breaker, isEjected, isHealthy }: InstanceView): InstanceState {
  if (breaker.state === 'open') return breaker.isForced ? 'forcedOpen' : 'open';
  if (!isHealthy) return 'unhealthy';
  if (isEjected) return 'ejected';
  return breaker.state === 'halfOpen' ? 'halfOpen' : 'serving';
}

/** Instances by service, services and instances by name. */
export function byService(instances: readonly InstanceView[]): [service: string, InstanceView[]][] {
  const services = [...new Set(instances.map(({ service }) => service))].sort();
  return services.map((service) => [service, instances.filter((one) => one.service === service)]);
}

/** Seconds that a dash takes along a line: quicker the more goes over it; undefined where nothing does. */
export function flowSeconds(perSecond: number): number | undefined {
  return perSecond < 0.05 ? undefined : Math.max(0.25, 2.4 / (1 + Math.log2(1 + perSecond)));
}

/** `0`, `0.4`, `12`: as many digits as matter. */
export function formatRate(perSecond: number): string {
  return perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}

/** `0.8 ms`, `12 ms`, `1.2 s`. */
export function formatMs(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** `0 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}
