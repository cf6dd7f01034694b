import type { Cluster } from '@airside/postgres';
import type { Logger } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import { deleteOldOneTimeTokens } from '../one-time-tokens/queries.ts';
import { refreshLifetime } from './issue.ts';
import { deleteOldRefreshTokens, deleteOldSessions } from './queries.ts';

const everyMs = 60 * 60_000;
/** Ended sessions are kept for a while, so that a reused token is still recognised as one. */
const keepFor = Temporal.Duration.from({ hours: 24 * 7 });

/** Deletes sessions and tokens that ended long ago, once an hour. Safe to run in every instance. */
export function startSessionCleaning({
  cluster,
  logger,
  now,
}: {
  cluster: Cluster;
  logger: Logger;
  now: () => Temporal.Instant;
}): { close(): Promise<void> } {
  const stopped = new AbortController();
  async function clean(): Promise<void> {
    await deleteOldSessions(cluster.writer, now().subtract(keepFor));
    await deleteOldOneTimeTokens(cluster.writer, now().subtract(keepFor));
    await deleteOldRefreshTokens(cluster.writer, now().subtract(refreshLifetime));
  }
  async function loop(): Promise<void> {
    while (!stopped.signal.aborted) {
      await clean().catch((error: unknown) => {
        logger.warn({ err: error }, 'old sessions could not be deleted; the next turn tries again');
      });
      await delay(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }
  const running = loop();
  return {
    async close() {
      stopped.abort();
      await running;
    },
  };
}
