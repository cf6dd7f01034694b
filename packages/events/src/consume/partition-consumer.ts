import type { AirsideEvent } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { listHeldKeys } from '../dead-letters/queries.ts';
import { streamKeys } from '../partitions.ts';
import { openBlocking, type RedisClient } from '../streams/connection.ts';
import {
  acknowledge,
  claimPending,
  countPending,
  createGroup,
  type Entry,
  isGroupMissing,
  readNew,
} from '../streams/group.ts';
import { type Delivery, type Handle, LeaseLost } from './deliver.ts';
import { createEntryHandler } from './entry-handler.ts';
import type { Lease } from './queries.ts';

export type PartitionConsumerOptions = {
  cluster: Pick<Cluster, 'transaction' | 'writer'>;
  redis: RedisClient;
  lease: Lease;
  /** Name in the Redis group. */
  consumer: string;
  handle: Handle;
  onHandled: ((event: AirsideEvent) => void) | undefined;
  log: Log;
};

export type PartitionConsumer = {
  /** Ends after the event in hand; what was read and not handled is claimed by the next holder. */
  stop(): Promise<void>;
  /** Resolves when it has ended, also by itself because the lease is gone. */
  ended: Promise<void>;
};

const batchSize = 64;
const blockMs = 1000;
/** While events are held, their turn is looked for this often. */
const blockWhileHeldMs = 250;
const pauseAfterFaultMs = 100;

/** Reads one partition for one group, in order, for as long as the lease is ours. */
export function startPartitionConsumer(options: PartitionConsumerOptions): PartitionConsumer {
  const { cluster, redis, lease, log } = options;
  const delivery: Delivery = { cluster, lease, handle: options.handle, onHandled: options.onHandled };
  const read = {
    stream: streamKeys(lease.stream, lease.partition).stream,
    group: lease.group,
    consumer: options.consumer,
    count: batchSize,
  };
  const stopped = new AbortController();
  const { signal } = stopped;
  let connection: RedisClient | undefined;
  let isClaimDue = true;
  /** Until the oldest entry that the holder before us left behind has been dealt with, or there is none. */
  let isTakeover = true;

  /** The next entries: first what was given to anybody and not acknowledged, then new ones. */
  async function nextEntries(wait: number): Promise<Entry[]> {
    if (isClaimDue) {
      const { entries, isLast } = await claimPending(redis, read);
      isClaimDue = !isLast;
      if (entries.length > 0 || !isLast) return entries;
    }
    isTakeover = false;
    connection ??= await openBlocking(redis, blockMs + 2000);
    if (signal.aborted) return [];
    const entries = await readNew(connection, read, wait);
    // A former holder that does not know yet may have been given entries before these: then claim all, to keep the order.
    isClaimDue = (await countPending(redis, read.stream, read.group)) !== entries.length;
    return isClaimDue ? [] : entries;
  }

  async function handleAll(handler: ReturnType<typeof createEntryHandler>, entries: readonly Entry[]): Promise<void> {
    const done: string[] = [];
    try {
      for (const entry of entries) {
        if (signal.aborted) break;
        await handler.handle(entry, isTakeover ? 'perhaps interrupted' : 'new');
        isTakeover = false;
        done.push(entry.id);
      }
    } finally {
      await acknowledge(redis, read.stream, read.group, done);
    }
  }

  async function run(): Promise<void> {
    let handler: ReturnType<typeof createEntryHandler> | undefined;
    while (!signal.aborted) {
      try {
        handler ??= createEntryHandler(delivery, log, await listHeldKeys(cluster.writer, lease), signal);
        await handler.drain(cluster.writer);
        await handleAll(handler, await nextEntries(handler.isHolding() ? blockWhileHeldMs : blockMs));
      } catch (error) {
        if (error instanceof LeaseLost) break;
        if (signal.aborted) break;
        await recover(error);
      }
    }
    connection?.disconnect();
  }

  /** Starts again from what is not acknowledged, on a connection of its own again. */
  async function recover(error: unknown): Promise<void> {
    connection?.disconnect();
    connection = undefined;
    isClaimDue = true;
    if (isGroupMissing(error)) {
      await createGroup(redis, read.stream, read.group).catch(() => undefined);
    } else {
      log.warn({ ...lease, error: String(error) }, 'consumer: interrupted');
      await delay(pauseAfterFaultMs, undefined, { signal }).catch(() => undefined);
    }
  }

  const ended = run();
  return {
    ended,
    async stop() {
      stopped.abort();
      connection?.disconnect();
      await ended;
    },
  };
}
