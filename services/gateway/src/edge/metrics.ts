import { serviceNames, type TrafficView } from '@airside/contracts';
import {
  counter,
  type DirectoryWatch,
  exemplarOf,
  Histogram,
  type Registry,
  requestBuckets,
  sampled,
  showExemplars,
} from '@airside/service';
import type { BreakerState } from '../breakers/breaker.ts';
import type { Fleet } from '../upstreams/fleet.ts';
import { type Exchange, ownRoutes } from './exchange.ts';
import { createTraffic } from './traffic.ts';

export type GatewayMetrics = {
  observeRequest(exchange: Exchange, status: number, seconds: number): void;
  countRetry(service: string): void;
  countEjection(upstream: string): void;
  /** A breaker came into a state. */
  countBreaker(upstream: string, state: BreakerState): void;
  countRateLimited(): void;
  /** What has been passed on so far. */
  traffic(): Omit<TrafficView, 'webSockets'>;
};

export function createMetrics(registry: Registry, isTraced: boolean): GatewayMetrics {
  if (isTraced) showExemplars(registry);
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer, in seconds; route is a prefix of the routing table',
    labelNames: ['method', 'route', 'upstream', 'status'],
    buckets: requestBuckets,
    enableExemplars: isTraced,
    registers: [registry],
  });
  const retries = counter(registry, 'gateway_retries_total', 'Attempts after the first, by service', ['upstream']);
  const ejections = counter(registry, 'gateway_ejections_total', 'Instances put aside for failing calls, by service', [
    'upstream',
  ]);
  const breakers = counter(
    registry,
    'gateway_breaker_changes_total',
    'Breakers of instances that came into a state, by service',
    ['upstream', 'state'],
  );
  const limited = counter(registry, 'gateway_rate_limited_total', 'Requests refused with 429 by the gateway');
  for (const upstream of serviceNames) {
    retries.inc({ upstream }, 0);
    ejections.inc({ upstream }, 0);
    for (const state of breakerStates) breakers.inc({ upstream, state }, 0);
  }
  const traffic = createTraffic(requestBuckets);
  // Looking labels up costs more than the rest of an observation, and there are few combinations.
  const observers = new Map<string, (seconds: number, traceId: string | undefined) => void>();

  return {
    observeRequest({ method, route, traceId, isSampled }, status, seconds) {
      if (route?.isStream === false) traffic.count(status, seconds);
      const template = route?.prefix ?? ownRoutes;
      const key = `${method} ${status} ${template}`;
      let observe = observers.get(key);
      if (observe === undefined) {
        const labels = { method, route: template, upstream: route?.service ?? ownRoutes, status: String(status) };
        const child = duration.labels(labels);
        observe = isTraced
          ? (value, id) => duration.observe({ labels, value, exemplarLabels: exemplarOf(id) })
          : (value) => child.observe(value);
        observers.set(key, observe);
      }
      observe(seconds, isSampled ? traceId : undefined);
    },
    countRetry: (service) => retries.inc({ upstream: service }),
    countEjection: (upstream) => ejections.inc({ upstream }),
    countBreaker: (upstream, state) => breakers.inc({ upstream, state }),
    countRateLimited: () => limited.inc(),
    traffic: traffic.read,
  };
}

const breakerValues = { closed: 0, halfOpen: 1, open: 2 } as const satisfies Record<BreakerState, number>;
const breakerStates = Object.keys(breakerValues) as BreakerState[];

/** States of instances, read when they are asked for. */
export function describeFleet(registry: Registry, fleet: Fleet): void {
  const perInstance = (name: string, help: string, read: (one: ReturnType<Fleet['all']>[number]) => number) =>
    sampled(registry, {
      name,
      help,
      labelNames: ['upstream', 'instance_name'],
      read: () =>
        fleet.all().map((one) => ({ labels: { upstream: one.service, instance_name: one.name }, value: read(one) })),
    });
  perInstance('gateway_in_flight', 'Calls under way on an instance', (one) => one.inFlight);
  perInstance('gateway_queued', 'Calls that wait for an instance', (one) => one.calls.waiting);
  perInstance('gateway_breaker_state', '0 closed, 1 half-open, 2 open', (one) => breakerValues[one.breaker.state]);
  perInstance('gateway_ejected', '1 while an instance is put aside for failing calls', (one) => Number(one.isEjected));
  perInstance('gateway_healthy', '1 while an instance passes its health checks', (one) => Number(one.isHealthy));
}

/** How old the list of instances is that requests are balanced over, and the sockets that stay open. */
export function describeEdge(registry: Registry, directory: DirectoryWatch, openSockets: () => number): void {
  sampled(registry, {
    name: 'gateway_directory_age_seconds',
    help: 'Time since discovery last answered; a watch ends every 25 s',
    read: () => (Number.isFinite(directory.ageMs()) ? [{ value: directory.ageMs() / 1000 }] : []),
  });
  sampled(registry, {
    name: 'gateway_web_sockets',
    help: 'WebSockets that are open through this gateway',
    read: () => [{ value: openSockets() }],
  });
}
