import type { Logger } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import { pauseAfter } from '../brokers/keep-connected.ts';
import type { Arrival, Ingest } from './ingest.ts';

export type Patience = {
  signal: AbortSignal;
  logger: Logger;
  /** Called between two tries, so that a broker does not think us dead. */
  onWait?: () => Promise<void>;
};

/**
 * Gives a broker's message to ingest until it is written down; true then, and only then may the broker forget it. False
 * when stopped before. While the database is away the messages behind it wait with it, in their order.
 */
export async function acceptPatiently(
  ingest: Ingest,
  body: Uint8Array,
  arrival: Arrival,
  { signal, logger, onWait }: Patience,
): Promise<boolean> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      await ingest.accept(body, arrival);
      return true;
    } catch (error) {
      if (attempt === 0) logger.warn({ err: error, via: arrival.via }, 'operation events wait: they cannot be written');
    }
    await onWait?.();
    await delay(Math.min(pauseAfter(attempt), 2000), undefined, { signal }).catch(() => undefined);
  }
  return false;
}
