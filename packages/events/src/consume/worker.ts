import type { AirsideEvent } from '@airside/contracts';
import { listHeldKeys } from '../dead-letters/queries.ts';
import { parseEvent } from '../envelope.ts';
import type { Log } from '../log.ts';
import type { Entry } from '../streams/group.ts';
import type { Delivery } from './deliver.ts';
import { createEntryHandler, type EntryHandler } from './entry-handler.ts';

/** What a group does with the entries of one partition. */
export type Worker = {
  /** Most entries to read at once. */
  batchSize: number;
  /** Longest wait for new entries, in milliseconds. */
  waitMs(): number;
  /** Does what is due before entries are read. */
  prepare(): Promise<void>;
  /**
   * Works entries off in order and adds the ids of those that may be acknowledged to `done`, also when it throws.
   * `isTakeover`: the first one may be what ended the holder before us.
   */
  workOff(entries: readonly Entry[], isTakeover: boolean, done: string[]): Promise<void>;
};

/** How soon new entries are found whose bell was not heard. */
const idleWaitMs = 1000;
/** While events are held, their turn is looked for this often. */
const waitWhileHeldMs = 250;

/** Each wanted event once; those that have piled up in one transaction, else each in its own. */
export function createOnceWorker(
  delivery: Delivery & { reader: Parameters<typeof listHeldKeys>[0] },
  wants: (event: AirsideEvent) => boolean,
  log: Log,
  signal: AbortSignal,
): Worker {
  let handler: EntryHandler | undefined;
  return {
    batchSize: 64,
    waitMs: () => (handler?.isHolding() === true ? waitWhileHeldMs : idleWaitMs),
    async prepare() {
      handler ??= createEntryHandler(delivery, wants, {
        log,
        signal,
        heldKeys: await listHeldKeys(delivery.reader, delivery.lease),
      });
      await handler.drain(delivery.reader);
    },
    async workOff(entries, isTakeover, done) {
      // What ended a holder before us must be found out alone.
      if (!isTakeover && entries.length > 1 && (await handler?.handleTogether(entries)) === true) {
        done.push(...entries.map(({ id }) => id));
        return;
      }
      for (const [index, entry] of entries.entries()) {
        if (signal.aborted) return;
        await handler?.handle(entry, isTakeover && index === 0 ? 'perhaps interrupted' : 'new');
        done.push(entry.id);
      }
    },
  };
}

/** All events that there are, together, as often as it takes. */
export function createBatchWorker(handleBatch: (events: readonly AirsideEvent[]) => Promise<void>): Worker {
  return {
    batchSize: 1000,
    waitMs: () => idleWaitMs,
    async prepare() {},
    async workOff(entries, _isTakeover, done) {
      const parsed = entries.map(({ event }) => parseEvent(event));
      // A malformed entry is among the dead letters of the groups that handle each event.
      await handleBatch(parsed.flatMap((one) => ('event' in one ? [one.event] : [])));
      done.push(...entries.map(({ id }) => id));
    },
  };
}
