import type { Cluster } from '@airside/postgres';
import type { Background, Logger } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import { findHistory } from './queries.ts';
import { nextDue, type Schedule } from './rules.ts';

export type NightlyOptions = {
  schedule: Schedule;
  warehouse: Pick<Cluster, 'writer'>;
  /** One run; its outcome is in the warehouse afterwards. */
  load: () => Promise<void>;
  logger: Logger;
  now: () => Temporal.Instant;
};

/** The clock may be set, and another process may have run: so often it is looked at again. */
const longestSleepMs = 30_000;

/** Loads once a day, until it is stopped. The end of the process ends a run under way; its database rolls it back. */
export function startNightly({ schedule, warehouse, load, logger, now }: NightlyOptions): Background {
  const stopped = new AbortController();
  const { signal } = stopped;

  async function round(): Promise<void> {
    const due = nextDue(schedule, await findHistory(warehouse.writer), now());
    const waitMs = Math.ceil(due.since(now()).total('milliseconds'));
    if (waitMs > 0) await delay(Math.min(waitMs, longestSleepMs), undefined, { signal, ref: false });
    else await load();
  }

  const running = (async () => {
    while (!signal.aborted) {
      await round().catch(async (error: unknown) => {
        if (signal.aborted) return;
        logger.warn({ err: error }, 'the nightly load did not run through');
        await delay(longestSleepMs, undefined, { signal, ref: false }).catch(() => undefined);
      });
    }
  })();
  return {
    async stop() {
      stopped.abort();
      // A run under way is not waited for.
      await Promise.race([running, delay(100, undefined, { ref: false })]);
    },
  };
}
