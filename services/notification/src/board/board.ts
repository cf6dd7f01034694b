import type { Db } from '@airside/postgres';
import type { Logger } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import { composeFlightEvent } from './events.ts';
import { isAfter, type Position } from './position.ts';
import { areMoreAfter, deleteBoardUpdatesBefore, findRange, listAfter } from './queries.ts';
import { decideResume, mostMissed } from './rules.ts';

/** Whoever reads the board. */
export type Reader = {
  /** Takes server-sent events. */
  deliver(event: string): void;
  /** Resolves when the reader can take a page more, or is gone. */
  whenDrained(): Promise<void>;
};

/** The board of one instance: it reads what is new as long as somebody reads it here. */
export type Board = {
  /** The position after which a reader can go on, or undefined where it has to begin anew. */
  resumeFrom(after: Position | undefined): Promise<Position | undefined>;
  /** Lets the reader hear what comes after the position, or from now on; answers where it begins. */
  join(reader: Reader, after: Position | undefined): Promise<Position>;
  leave(reader: Reader): void;
  /** There may be something new. */
  wake(): void;
  size(): number;
  close(): Promise<void>;
};

const pageSize = 500;
/** How often the board is looked at without being woken, in milliseconds. */
const lookEveryMs = 1000;
/** How soon it is looked at again while an older transaction keeps updates from being read. */
const unsettledMs = 10;
const cleanEveryMs = 10 * 60_000;
/** Longer than anybody is away and expects to go on. */
const keepFor = Temporal.Duration.from({ hours: 24 });

export function createBoard({ db, logger, now }: { db: Db; logger: Logger; now: () => Temporal.Instant }): Board {
  const readers = new Map<Reader, { sent: Position }>();
  const stopped = new AbortController();
  let work: Promise<unknown> = Promise.resolve();
  let isLookDue = false;
  /** Everything up to here has been delivered to everybody. */
  let reached: Position = { xid: 0n, seq: 0n };

  /** One thing after the other, so that readers get every update once and in order. */
  function enqueue<T>(task: () => Promise<T>): Promise<T> {
    const done = work.then(task);
    work = done.catch(() => undefined);
    return done;
  }

  async function look(): Promise<void> {
    isLookDue = false;
    while (readers.size > 0 && !stopped.signal.aborted) {
      const { entries, hasMore } = await listAfter(db, reached, pageSize);
      for (const entry of entries) {
        const event = composeFlightEvent(entry);
        for (const [reader, place] of readers) if (isAfter(entry.position, place.sent)) reader.deliver(event);
        reached = entry.position;
      }
      if (!hasMore) return;
      if (entries.length === 0) await pause(unsettledMs);
    }
  }

  function wake(): void {
    if (isLookDue || readers.size === 0) return;
    isLookDue = true;
    enqueue(look).catch((error: unknown) => logger.warn({ err: error }, 'board not read; the next look tries again'));
  }

  /** Gives one reader what it missed, at the speed at which it reads; answers how far it got, which is nearly the end. */
  async function catchUp(reader: Reader, after: Position): Promise<Position> {
    for (let sent = after; ; ) {
      const { entries } = await listAfter(db, sent, pageSize);
      for (const entry of entries) reader.deliver(composeFlightEvent(entry));
      sent = entries.at(-1)?.position ?? sent;
      if (entries.length < pageSize) return sent;
      await reader.whenDrained();
    }
  }

  async function repeat(everyMs: number, what: string, task: () => Promise<void>): Promise<void> {
    while (!stopped.signal.aborted) {
      await task().catch((error: unknown) => logger.warn({ err: error }, `${what} failed; the next turn tries again`));
      await pause(everyMs);
    }
  }

  const pause = (ms: number) => delay(ms, undefined, { signal: stopped.signal }).catch(() => undefined);
  const running = [
    repeat(lookEveryMs, 'look at the board', async () => wake()),
    repeat(cleanEveryMs, 'cleaning of the board', () => deleteBoardUpdatesBefore(db, now().subtract(keepFor))),
  ];

  return {
    async resumeFrom(after) {
      const from = decideResume(after, await findRange(db));
      return from === undefined || (await areMoreAfter(db, from, mostMissed)) ? undefined : from;
    },
    async join(reader, after) {
      const caughtUp = after === undefined ? undefined : await catchUp(reader, after);
      return enqueue(async () => {
        if (readers.size === 0) reached = caughtUp ?? (await findRange(db)).end;
        // Others may be further by now, or not yet as far: in between, this one is given the rest alone.
        const isBehind = caughtUp !== undefined && isAfter(reached, caughtUp);
        const sent = isBehind ? await catchUp(reader, caughtUp) : (caughtUp ?? reached);
        readers.set(reader, { sent });
        wake();
        return sent;
      });
    },
    leave: (reader) => void readers.delete(reader),
    wake,
    size: () => readers.size,
    async close() {
      stopped.abort();
      await Promise.all(running);
      await work;
    },
  };
}
