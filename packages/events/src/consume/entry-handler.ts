import type { AirsideEvent } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import { setTimeout as delay } from 'node:timers/promises';
import {
  countAttempt,
  deleteHeld,
  type HeldEvent,
  insertHeld,
  listDue,
  listHeldKeys,
  markFailed,
} from '../dead-letters/queries.ts';
import { parseEvent } from '../envelope.ts';
import type { Log } from '../log.ts';
import { partitionKeyOf } from '../partitions.ts';
import type { Entry } from '../streams/group.ts';
import { type Delivery, deliver, deliverTogether, LeaseLost, whileHolder } from './deliver.ts';
import { afterFailure, isOutage, mostAttempts, reasonOf } from './rules.ts';

/** So many outages of one event in a row, and the event itself is suspected (a statement that always runs too long). */
const mostOutages = 10;
const outagePauseMs = 200;

export type EntryHandler = {
  /** Handles an entry, or holds it where it fails or its key is held. Returns when it may be acknowledged. */
  handle(entry: Entry, history: 'new' | 'perhaps interrupted'): Promise<void>;
  /** Handles entries together, in one transaction; false where each has to be looked at by itself. */
  handleTogether(entries: readonly Entry[]): Promise<boolean>;
  /** Tries the held events whose time has come. */
  drain(db: Db): Promise<void>;
  isHolding(): boolean;
};

/** Decides for each entry of a partition: effect, hold, or park behind a held event of the same key. */
export function createEntryHandler(
  delivery: Delivery,
  wants: (event: AirsideEvent) => boolean,
  { log, heldKeys, signal }: { log: Log; heldKeys: readonly string[]; signal: AbortSignal },
): EntryHandler {
  const { lease } = delivery;
  let held = new Set(heldKeys);

  async function hold(entry: Omit<Parameters<typeof insertHeld>[2], 'waitMs'> & { waitMs?: number }): Promise<void> {
    await whileHolder(delivery, (tx) => insertHeld(tx, lease, { waitMs: 0, ...entry }));
    held.add(entry.key);
  }

  /** Handles with patience for outages, which are no fault of the event. */
  async function attempt(event: HeldEvent['event'], alongside?: (tx: Db) => Promise<unknown>): Promise<void> {
    for (let outages = 1; ; outages += 1) {
      try {
        await deliver(delivery, event, alongside);
        return;
      } catch (error) {
        if (!isOutage(error) || outages >= mostOutages || signal.aborted) throw error;
        await delay(outagePauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async function tryHeld({ id, event, eventId, attempts }: HeldEvent): Promise<void> {
    let reason = 'the consumer ended while it was handling the event';
    // Counted five times without an outcome: each attempt took the process with it.
    if (attempts < mostAttempts) {
      await whileHolder(delivery, (tx) => countAttempt(tx, id));
      try {
        await attempt(event, (tx) => deleteHeld(tx, id));
        return;
      } catch (error) {
        if (error instanceof LeaseLost || signal.aborted) throw error;
        reason = reasonOf(error);
      }
    }
    const next = afterFailure(attempts + 1);
    log.warn({ ...lease, eventId, reason, attempts: attempts + 1 }, `consumer: event ${next.state}`);
    await whileHolder(delivery, (tx) => markFailed(tx, id, { waitMs: 0, ...next, reason }));
  }

  return {
    isHolding: () => held.size > 0,
    async handle(entry, history) {
      const parsed = parseEvent(entry.event);
      if ('fault' in parsed) {
        const eventId = `malformed:${lease.stream}:${lease.partition}:${entry.id}`;
        const broken = { key: eventId, eventId, event: { text: entry.event }, attempts: 1, reason: parsed.fault };
        log.warn({ ...lease, eventId, reason: parsed.fault }, 'consumer: malformed entry');
        return hold({ ...broken, state: 'dead' });
      }
      const { event } = parsed;
      if (!wants(event)) return;
      const of = { key: partitionKeyOf(event), eventId: event.id, event };
      if (held.has(of.key)) {
        return hold({ ...of, state: 'parked', attempts: 0, reason: 'an earlier event of the same subject is held' });
      }
      if (history === 'perhaps interrupted') {
        // If handling it is what ended its last consumer, the attempts must be counted outside of this process.
        return hold({ ...of, state: 'retrying', attempts: 1, reason: 'its consumer ended before acknowledging it' });
      }
      try {
        await attempt(event);
      } catch (error) {
        if (error instanceof LeaseLost || signal.aborted) throw error;
        const reason = reasonOf(error);
        log.warn({ ...lease, eventId: event.id, reason, attempts: 1 }, 'consumer: event failed');
        await hold({ ...of, ...afterFailure(1), attempts: 1, reason });
      }
    },
    async handleTogether(entries) {
      if (held.size > 0) return false;
      const events: AirsideEvent[] = [];
      for (const { event } of entries) {
        const parsed = parseEvent(event);
        if ('fault' in parsed) return false;
        if (wants(parsed.event)) events.push(parsed.event);
      }
      if (events.length === 0) return true;
      try {
        await deliverTogether(delivery, events);
        return true;
      } catch (error) {
        if (error instanceof LeaseLost || signal.aborted) throw error;
        // One of them fails, or the database is away: one by one it is found out which, and how often it is tried.
        return false;
      }
    },
    async drain(db) {
      while (held.size > 0 && !signal.aborted) {
        const due = await listDue(db, lease);
        for (const event of due) await tryHeld(event);
        held = new Set(await listHeldKeys(db, lease));
        if (due.length === 0) return;
      }
    },
  };
}
