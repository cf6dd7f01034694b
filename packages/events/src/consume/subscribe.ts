import type { AirsideEvent } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { partitionCount } from '../partitions.ts';
import type { RedisClient } from '../streams/client.ts';
import { connectDoorbell } from '../streams/doorbell.ts';
import type { Handle } from './deliver.ts';
import { type PartitionConsumer, startPartitionConsumer } from './partition-consumer.ts';
import {
  acquireLeases,
  deleteMembership,
  deleteOldInbox,
  insertLeases,
  type Lease,
  releaseLease,
  renewLeases,
  renewMembership,
} from './queries.ts';
import { fairShare } from './rules.ts';
import { createBatchWorker, createOnceWorker, type Worker } from './worker.ts';

/** A process that takes part in the bus; the same for all its subscriptions. */
export type BusMember = {
  /** The database of the effects, with the tables of `outboxSqlFile`. */
  cluster: Pick<Cluster, 'transaction' | 'writer'>;
  redis: RedisClient;
  /** Name of the instance, shown by Redis. */
  consumer: string;
  /** Who takes part; unique per process and start. */
  holder: string;
  log: Log;
};

export type SubscribeOptions = BusMember & {
  stream: string;
  /** Who wants the events, such as `booking/flights`: every group gets every event once, shared among its instances. */
  group: string;
  /** How long a dead instance keeps its partitions, in milliseconds; leases are renewed three times in it. */
  leaseMs?: number;
} & (EachOnce | InBatches);

/** Effects in the database. */
export type EachOnce = {
  /**
   * Runs in one transaction with the inbox row. What it writes through `tx` happens once per event; anything else may
   * happen again. To be done within 8 s. Five failures make the event a dead letter.
   */
  handle: Handle;
  /** Events that are passed over when it says no, without a transaction; by default it wants all. */
  wants?: (event: AirsideEvent) => boolean;
  /** Told of each event after its effect has been committed; for hints only, since a process may die in between. */
  onHandled?: (event: AirsideEvent) => void;
};

/** Effects that may be repeated and need no transaction, such as forgetting what a cache holds. */
export type InBatches = {
  /** Given up to 1 000 events in order. What it throws means: all of them again, in a moment. */
  handleBatch: (events: readonly AirsideEvent[]) => Promise<void>;
};

export type Subscription = {
  /** Partitions that this instance reads now. */
  partitions(): number[];
  /** Ends after the events in hand and leaves the partitions to others at once. */
  stop(): Promise<void>;
};

/** Longer than any event can come again: rows of the outbox live 24 h. */
const inboxHours = 72;

/** Takes part in a consumer group for as long as it runs. Instances share the partitions evenly. */
export function subscribe(options: SubscribeOptions): Subscription {
  const { cluster, log, leaseMs = 3000 } = options;
  const db = cluster.writer;
  const me = { group: options.group, stream: options.stream, holder: options.holder, leaseMs };
  const consumers = new Map<number, PartitionConsumer>();
  const bell = connectDoorbell(options.redis, options.stream);
  const stopped = new AbortController();

  function createWorker(lease: Lease, signal: AbortSignal): Worker {
    if ('handleBatch' in options) return createBatchWorker(options.handleBatch);
    const { handle, wants = () => true, onHandled } = options;
    return createOnceWorker({ cluster, reader: db, lease, handle, onHandled }, wants, log, signal);
  }

  function startPartition(partition: number): void {
    const lease = { group: me.group, stream: me.stream, holder: me.holder, partition };
    const { redis, consumer } = options;
    consumers.set(
      partition,
      startPartitionConsumer({
        redis,
        bell,
        lease,
        consumer,
        createWorker: (signal) => createWorker(lease, signal),
        log,
      }),
    );
  }

  async function stopPartition(partition: number): Promise<void> {
    const consumer = consumers.get(partition);
    consumers.delete(partition);
    await consumer?.stop();
    await releaseLease(db, { ...me, partition });
  }

  /** One round: renew, notice what was lost, give up what is more than the fair share, take what is free. */
  async function balance(): Promise<void> {
    const share = fairShare(partitionCount, await renewMembership(db, me));
    const leased = await renewLeases(db, me);
    const lost = [...consumers.keys()].filter((partition) => !leased.includes(partition));
    for (const partition of lost) {
      log.warn({ ...me, partition }, 'consumer: lease lost');
      const consumer = consumers.get(partition);
      consumers.delete(partition);
      await consumer?.stop();
    }
    for (const partition of leased) if (!consumers.has(partition)) startPartition(partition);
    await Promise.all(leased.slice(share).map(stopPartition));
    const free = share - leased.length;
    if (free > 0) for (const partition of await acquireLeases(db, me, free)) startPartition(partition);
  }

  async function run(): Promise<void> {
    let areLeasesMade = false;
    for (let round = 0; !stopped.signal.aborted; round += 1) {
      try {
        if (!areLeasesMade) await insertLeases(db, me.group, me.stream, partitionCount);
        areLeasesMade = true;
        await balance();
        if (round % 60 === 59) await deleteOldInbox(db, me.group, inboxHours);
      } catch (error) {
        // Those that run go on: the transaction of each effect checks the lease again.
        log.warn({ ...me, error: String(error) }, 'consumer: leases not renewed');
      }
      await delay(leaseMs / 3, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    partitions: () => [...consumers.keys()].sort((one, other) => one - other),
    async stop() {
      stopped.abort();
      await running;
      const outcomes = await Promise.allSettled([...consumers.keys()].map(stopPartition));
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) log.warn({ ...me, error: String(failed.reason) }, 'consumer: leases run out instead');
      await deleteMembership(db, me).catch(() => undefined);
      bell.close();
    },
  };
}
