import type { TrafficView } from '@airside/contracts';

/** Counts of requests for people who watch: a handful of numbers, kept beside the metrics that are kept for ever. */
export function createTraffic(boundsSeconds: readonly number[]) {
  const counts = Array.from({ length: boundsSeconds.length + 1 }, () => 0);
  let requests = 0;
  let errors = 0;
  return {
    count(status: number, seconds: number): void {
      requests += 1;
      if (status >= 500) errors += 1;
      const at = boundsSeconds.findIndex((bound) => seconds <= bound);
      const bucket = at === -1 ? boundsSeconds.length : at;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    },
    read(): Omit<TrafficView, 'webSockets'> {
      const latency = counts.map((count, index) => ({ upToMs: toMs(boundsSeconds[index]), count }));
      return { requests, errors, latency };
    },
  };
}

function toMs(seconds: number | undefined): number | null {
  return seconds === undefined ? null : Math.round(seconds * 1000);
}
