import type { Logger } from '@airside/service';
import type { Fleet } from './fleet.ts';
import { afterCheck } from './health.ts';
import type { Upstream } from './upstream.ts';

export type HealthCheckOptions = { fleet: Fleet; logger: Logger; everyMs?: number; deadlineMs?: number };

/** Asks every instance whether it is ready, each at its own pace: a slow one does not delay the others. Returns the way to stop. */
export function startHealthChecks(options: HealthCheckOptions): () => void {
  const { fleet, logger, everyMs = 1000, deadlineMs = 1000 } = options;
  const running = new Set<Upstream>();

  async function check(upstream: Upstream): Promise<void> {
    const wasHealthy = upstream.isHealthy;
    upstream.health = afterCheck(upstream.health, await isReady(upstream, deadlineMs));
    if (upstream.isHealthy === wasHealthy) return;
    if (wasHealthy) logger.warn({ upstream: upstream.name }, 'instance fails its health checks');
    else logger.info({ upstream: upstream.name }, 'instance is healthy again');
  }

  const timer = setInterval(() => {
    for (const upstream of fleet.all()) {
      if (running.has(upstream)) continue;
      running.add(upstream);
      void check(upstream).finally(() => running.delete(upstream));
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function isReady(upstream: Upstream, deadlineMs: number): Promise<boolean> {
  try {
    const answer = await upstream.pool.request({
      method: 'GET',
      path: '/health/ready',
      signal: AbortSignal.timeout(deadlineMs),
    });
    await answer.body.dump();
    return answer.statusCode === 200;
  } catch {
    // Refused, broken or too late: each means the same here.
    return false;
  }
}
