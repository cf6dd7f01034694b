import type { Directory, ServiceName } from '@airside/contracts';
import type { Logger } from '@airside/service';
import type { Admission, BreakerState } from '../breakers/breaker.ts';
import { judge, type Outcome } from '../breakers/outcome.ts';
import { afterFailure, afterSuccess } from './ejection.ts';
import { sortedByName } from './selection.ts';
import { Upstream, type UpstreamLimits } from './upstream.ts';

/** All instances of all services, following the directory. */
export type Fleet = {
  /** Instances of a service that take traffic. */
  of(service: ServiceName): readonly Upstream[];
  /** Everybody, by name. */
  all(): readonly Upstream[];
  find(instance: string): Upstream | undefined;
  adopt(directory: Directory): void;
  /** Reports how a call went, once per admission: to the instance's breaker, and to its ejection record. */
  settle(upstream: Upstream, admission: Admission, outcome: Outcome): void;
  close(): Promise<void>;
};

export type FleetOptions = {
  logger: Logger;
  limits: UpstreamLimits;
  /** Monotonic clock in milliseconds. */
  now: () => number;
  onEjection: (upstream: Upstream) => void;
  onBreaker: (service: ServiceName, state: BreakerState) => void;
};

export function createFleet(options: FleetOptions): Fleet {
  const { logger, now } = options;
  const byName = new Map<string, Upstream>();
  let byService = new Map<ServiceName, readonly Upstream[]>();

  function create(instance: Directory['services'][string][number]): Upstream {
    const onBreaker = (breaker: BreakerState) => {
      logger.warn({ upstream: instance.instance, breaker }, 'breaker changed');
      options.onBreaker(instance.service, breaker);
    };
    return new Upstream(instance, { limits: options.limits, now, onBreaker });
  }

  function retire(upstream: Upstream): void {
    upstream.retire().catch((error: unknown) => logger.warn({ err: error }, 'connections did not close'));
  }

  return {
    of: (service) => byService.get(service) ?? [],
    all: () => sortedByName([...byName.values()]),
    find: (name) => byName.get(name),
    adopt(directory) {
      const listed = Object.values(directory.services)
        .flat()
        .filter(({ state, url }) => state === 'up' && URL.canParse(url));
      const next = new Map<ServiceName, Upstream[]>();
      const names = new Set<string>();
      for (const instance of listed) {
        const known = byName.get(instance.instance);
        const isSame = known !== undefined && known.url === instance.url;
        if (known !== undefined && !isSame) retire(known);
        const upstream = isSame ? known : create(instance);
        upstream.version = instance.version;
        byName.set(upstream.name, upstream);
        names.add(upstream.name);
        next.set(upstream.service, [...(next.get(upstream.service) ?? []), upstream]);
      }
      for (const [name, upstream] of byName) {
        if (names.has(name)) continue;
        byName.delete(name);
        retire(upstream);
      }
      byService = next;
    },
    settle(upstream, admission, outcome) {
      const verdict = judge(outcome);
      const at = now();
      if (verdict === 'bad') upstream.tally.failed += 1;
      else if (outcome.kind === 'answered') upstream.tally.answered += 1;
      upstream.breaker.settle(admission, verdict, at);
      if (verdict === 'good' && upstream.ejection.failuresInRow + upstream.ejection.ejections > 0)
        upstream.ejection = afterSuccess(upstream.ejection, at);
      if (verdict !== 'bad') return;
      const wasEjected = upstream.isEjected;
      const peers = byService.get(upstream.service) ?? [];
      const ejected = peers.filter((one) => one.isEjected).length;
      upstream.ejection = afterFailure(upstream.ejection, at, { size: peers.length, ejected });
      if (wasEjected || !upstream.isEjected) return;
      options.onEjection(upstream);
      logger.warn({ upstream: upstream.name }, 'instance ejected');
    },
    async close() {
      await Promise.all(
        [...byName.values()].map(async (upstream) => {
          upstream.breaker.close();
          await upstream.pool.destroy();
        }),
      );
    },
  };
}
