import { type Directory, type InstanceView, serviceNames } from '@airside/contracts';
import type { Upstream } from '../upstreams/upstream.ts';

/** Discovery answers at least every 25 s, when a watch ends; after this long without, it counts as gone. */
const silentAfterMs = 40_000;

/** Body of `GET /api/discovery/status`: every service, also one without instances. */
export function describeDirectory(directory: Directory, ageMs: number): Record<string, unknown> {
  const names = new Set<string>([...serviceNames, ...Object.keys(directory.services)]);
  const services = Object.fromEntries(
    [...names].map((name) => [
      name,
      (directory.services[name] ?? []).map(({ url, instance, version, state }) => ({ url, instance, version, state })),
    ]),
  );
  const isSilent = ageMs > silentAfterMs;
  const status = isSilent
    ? 'Service Discovery does not answer; this is its last known list'
    : 'Service Discovery is running';
  return { status, services };
}

/** One instance as staff see it. */
export function describeUpstream(upstream: Upstream, now: number): InstanceView {
  const { breaker } = upstream;
  return {
    instance: upstream.name,
    service: upstream.service,
    url: upstream.url,
    version: upstream.version,
    isHealthy: upstream.isHealthy,
    isEjected: upstream.isEjected,
    inFlight: upstream.inFlight,
    queued: upstream.calls.waiting,
    ...upstream.tally,
    breaker: {
      state: breaker.state,
      isForced: breaker.forced !== undefined,
      ...(breaker.state === 'open' ? { retryAfterSeconds: breaker.retryAfterSeconds(now) } : {}),
    },
  };
}
