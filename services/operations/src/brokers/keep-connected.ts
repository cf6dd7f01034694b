import type { Gauge, Logger } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';

/** A connection to a broker, or something that stands on one. */
export type Session = {
  /** Resolves or rejects when the session has ended by itself. */
  ended: Promise<unknown>;
  close(): Promise<void>;
};

export type BrokerLog = {
  up(): void;
  down(error: unknown): void;
  isUp(): boolean;
};

/** Tells of a broker's coming and going once each, in the log and as a metric. */
export function createBrokerLog(connection: string, { logger, up }: { logger: Logger; up: BrokerGauge }): BrokerLog {
  let state: 'unknown' | 'up' | 'down' = 'unknown';
  up.set({ connection }, 0);
  return {
    isUp: () => state === 'up',
    up() {
      if (state === 'up') return;
      state = 'up';
      up.set({ connection }, 1);
      logger.info({ connection }, 'broker connected');
    },
    down(error) {
      if (state === 'down') return;
      state = 'down';
      up.set({ connection }, 0);
      logger.warn({ connection, err: error }, 'broker does not answer; it is tried again for ever');
    },
  };
}

export type BrokerGauge = Gauge<'connection'>;

const firstPauseMs = 250;
const longestPauseMs = 5000;

/** Time before the `attempt`-th next try, in milliseconds. */
export function pauseAfter(attempt: number): number {
  return Math.min(firstPauseMs * 2 ** Math.min(attempt, 10), longestPauseMs);
}

/** Opens a session again and again, with pauses, until it is stopped. A start does not wait for the broker. */
export function keepConnected(open: () => Promise<Session>, log: BrokerLog): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const { signal } = stopped;
  const isStopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

  async function run(): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        const session = await open();
        try {
          log.up();
          attempt = 0;
          await Promise.race([session.ended, isStopped]);
        } finally {
          await session.close();
        }
      } catch (error) {
        if (!signal.aborted) log.down(error);
      }
      await delay(pauseAfter(attempt), undefined, { signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopped.abort();
      await atMost(longestStopMs, running);
    },
  };
}

/** Longest wait for a broker to say good-bye; whatever is open then ends with the process. */
const longestStopMs = 1500;

/** Waits for `work`, but no longer than so many milliseconds. */
export async function atMost(longestMs: number, work: Promise<unknown>): Promise<void> {
  const waited = new AbortController();
  const limit = delay(longestMs, undefined, { signal: waited.signal }).catch(() => undefined);
  await Promise.race([work, limit]).finally(() => waited.abort());
}
