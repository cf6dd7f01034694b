import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { streamKeys } from '../partitions.ts';
import type { RedisClient } from '../streams/client.ts';
import type { Doorbell } from '../streams/doorbell.ts';
import { acknowledge, claimPending, createGroup, type Entry, isGroupMissing, readNew } from '../streams/group.ts';
import { LeaseLost } from './deliver.ts';
import type { Lease } from './queries.ts';
import { waitAfterFaults } from './rules.ts';
import type { Worker } from './worker.ts';

export type PartitionConsumerOptions = {
  redis: RedisClient;
  bell: Doorbell;
  lease: Lease;
  /** Name in the Redis group. */
  consumer: string;
  /** Given the signal that ends it. */
  createWorker: (signal: AbortSignal) => Worker;
  log: Log;
};

export type PartitionConsumer = {
  /** Ends after the event in hand; what was read and not handled is claimed by the next holder. */
  stop(): Promise<void>;
  /** Resolves when it has ended, also by itself because the lease is gone. */
  ended: Promise<void>;
};

/** At least, in milliseconds: a bell that rings all the time must not make a fault one of every moment. */
const pauseAfterFaultMs = 100;

/** Reads one partition for one group, in order, for as long as the lease is ours. */
export function startPartitionConsumer(options: PartitionConsumerOptions): PartitionConsumer {
  const { redis, bell, lease, log } = options;
  const stopped = new AbortController();
  const { signal } = stopped;
  const worker = options.createWorker(signal);
  const read = {
    stream: streamKeys(lease.stream, lease.partition).stream,
    group: lease.group,
    consumer: options.consumer,
    count: worker.batchSize,
  };
  /** Until the oldest entry that the holder before us left behind has been dealt with, or there is none. */
  let isTakeover = true;

  /** The next entries: first what was given to anybody and not acknowledged, then new ones. */
  async function nextEntries(): Promise<Entry[]> {
    const { entries, isClaimDue } = await readNew(redis, read);
    if (isClaimDue) return claimPending(redis, read);
    isTakeover = false;
    return entries;
  }

  async function workOff(entries: readonly Entry[]): Promise<void> {
    const done: string[] = [];
    try {
      if (entries.length > 0) await worker.workOff(entries, isTakeover, done);
      if (done.length > 0) isTakeover = false;
    } finally {
      await acknowledge(redis, read.stream, read.group, done);
    }
  }

  async function run(): Promise<void> {
    let faultsInARow = 0;
    while (!signal.aborted) {
      const heard = bell.rings(lease.partition);
      try {
        await worker.prepare();
        const entries = await nextEntries();
        await workOff(entries);
        faultsInARow = 0;
        if (entries.length === 0) await bell.wait(lease.partition, heard, worker.waitMs(), signal);
      } catch (error) {
        if (error instanceof LeaseLost) break;
        if (signal.aborted) break;
        faultsInARow += 1;
        await recover(error, { heard, faultsInARow });
      }
    }
  }

  /** Starts again from what is not acknowledged. */
  async function recover(
    error: unknown,
    { heard, faultsInARow }: { heard: number; faultsInARow: number },
  ): Promise<void> {
    if (isGroupMissing(error)) {
      await createGroup(redis, read.stream, read.group).catch(() => undefined);
      return;
    }
    if (faultsInARow === 1) log.warn({ ...lease, error: String(error) }, 'consumer: interrupted');
    await delay(pauseAfterFaultMs, undefined, { signal }).catch(() => undefined);
    // Longer and longer, but for the bell: it rings when Redis is back.
    await bell.wait(lease.partition, heard, waitAfterFaults(faultsInARow), signal);
  }

  const ended = run();
  return {
    ended,
    async stop() {
      stopped.abort();
      await ended;
    },
  };
}
