import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from './logger.ts';

/** Work that goes on until it is stopped. */
export type Background = {
  /** Waits for the round in progress. */
  stop(): Promise<void>;
};

/** Runs `work` at once and then every `everySeconds`. A round that fails is logged; the next one tries again. */
export function repeat(what: string, everySeconds: number, work: () => Promise<void>, logger: Logger): Background {
  const stopped = new AbortController();
  const running = (async () => {
    while (!stopped.signal.aborted) {
      await work().catch((error: unknown) => logger.warn({ err: error }, `${what} failed`));
      await delay(everySeconds * 1000, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
