import type { Cluster } from '@airside/postgres';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Position } from '../outbox/position.ts';
import {
  acquireRelay,
  deleteRelayed,
  listAfter,
  listOfPartition,
  type OutboxRow,
  type RelayRow,
  releaseRelay,
  renewRelay,
} from '../outbox/queries.ts';
import { allPartitions, streamKeys } from '../partitions.ts';
import { createPartitionFeed, type PartitionFeed, positionOf } from './partition-feed.ts';
import type { RedisClient } from '../streams/client.ts';
import { trim } from '../streams/feed-scripts.ts';

export type RelayOptions = {
  cluster: Pick<Cluster, 'writer'>;
  redis: RedisClient;
  /** Name of the stream that this outbox feeds, such as `flights`; one outbox feeds one stream. */
  stream: string;
  /** Who relays; unique per process and start. */
  holder: string;
  log: Log;
  /** How long a dead relay keeps the outbox, in milliseconds; a lease is renewed three times in it. */
  leaseMs?: number;
  /** Milliseconds between two rounds of trimming the stream and deleting old rows. */
  tidyEveryMs?: number;
};

export type Relay = {
  isActive(): boolean;
  /** Partitions that this process relays and that Redis does not take events for at the moment. */
  partitionsBehind(): number;
  /** Ends after the batch in hand, and leaves the outbox to another process at once. */
  stop(): Promise<void>;
};

const pageSize = 500;
const busyPollMs = 5;
const idlePollMs = 100;
/** While Redis takes nothing at all: asking for sixteen partitions ten times a second kept the machine from its work. */
const outagePollMs = 500;
const keepHours = 24;
const keepMs = keepHours * 3_600_000;

/**
 * Carries the outbox of a database to Redis, for as long as it runs; of several processes one is active, and another takes
 * over when its lease ends. The lease is a row rather than a session lock, so that it follows the database to another
 * primary; it only saves work, for the markers in Redis already refuse a second relay's appends.
 */
export function startRelay(options: RelayOptions): Relay {
  const { cluster, holder, log, leaseMs = 3000 } = options;
  const stopped = new AbortController();
  let isActive = false;
  let feeds: readonly PartitionFeed[] = [];

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        const row = await acquireRelay(cluster.writer, holder, leaseMs);
        if (row !== undefined) {
          isActive = true;
          log.info({ stream: options.stream }, 'relay: active');
          feeds = createFeeds(options, row.epoch);
          await relayWhileLeased(options, { row, feeds }, leaseMs, stopped.signal);
        }
      } catch (error) {
        log.warn({ stream: options.stream, error: String(error) }, 'relay: interrupted');
      }
      isActive = false;
      feeds = [];
      await pause(leaseMs / 3, stopped.signal);
    }
    await releaseRelay(cluster.writer, holder).catch(() => undefined);
  }

  const running = run();
  return {
    isActive: () => isActive,
    partitionsBehind: () => feeds.filter((feed) => feed.isBehind()).length,
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

/** Returns when the lease went to another process or the relay is stopped; throws when the database does not answer. */
async function relayWhileLeased(
  options: RelayOptions,
  { row, feeds }: { row: RelayRow; feeds: readonly PartitionFeed[] },
  leaseMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { cluster, holder, tidyEveryMs = 10_000 } = options;
  const db = cluster.writer;
  let position: Position = { xid: BigInt(row.xid), seq: BigInt(row.seq) };
  const isRenewalDue = every(leaseMs / 3);
  const isTidyingDue = every(tidyEveryMs);
  let pollMs = busyPollMs;

  while (!signal.aborted) {
    if (isRenewalDue()) {
      if (!(await renewRelay(db, holder, leaseMs, position))) return;
      await Promise.allSettled(feeds.map((feed) => feed.audit()));
    }
    const rows = await listAfter(db, position, pageSize);
    await sendAll(feeds, rows);
    const last = rows.at(-1);
    if (last !== undefined) position = positionOf(last);
    const isBehind = await catchUpAll(feeds, position);
    if (isTidyingDue()) await tidy(options, feeds, position);
    if (!isBehind && feeds.every((feed) => feed.isBehind())) pollMs = outagePollMs;
    else pollMs = last !== undefined || isBehind ? busyPollMs : Math.min(pollMs * 2, idlePollMs);
    if (rows.length < pageSize) await pause(pollMs, signal);
  }
  await renewRelay(db, holder, leaseMs, position);
}

function createFeeds(options: RelayOptions, epoch: string): PartitionFeed[] {
  return allPartitions.map((partition) =>
    createPartitionFeed({
      redis: options.redis,
      stream: options.stream,
      partition,
      epoch,
      pageSize,
      listRows: (range) => listOfPartition(options.cluster.writer, { partition, ...range }),
      onBehind: (reason) => options.log.warn({ stream: options.stream, partition, reason }, 'relay: partition behind'),
    }),
  );
}

async function sendAll(feeds: readonly PartitionFeed[], rows: readonly OutboxRow[]): Promise<void> {
  const byPartition = Map.groupBy(rows, (row) => row.partition);
  await Promise.all(feeds.map((feed) => feed.send(byPartition.get(feed.partition) ?? [])));
}

/** One page for each partition that is behind; a Redis master that is away holds back its own partitions only. Answers whether any still makes progress. */
async function catchUpAll(feeds: readonly PartitionFeed[], position: Position): Promise<boolean> {
  const behind = feeds.filter((feed) => feed.isBehind());
  const outcomes = await Promise.allSettled(behind.map((feed) => feed.catchUp(position)));
  return outcomes.some(({ status }, index) => status === 'fulfilled' && behind[index]?.isBehind() === true);
}

async function tidy({ cluster, redis, stream }: RelayOptions, feeds: readonly PartitionFeed[], position: Position) {
  await Promise.allSettled(allPartitions.map((partition) => trim(redis, streamKeys(stream, partition).stream, keepMs)));
  // Rows that a partition has not had yet stay, however old.
  if (!feeds.some((feed) => feed.isBehind())) await deleteRelayed(cluster.writer, position, keepHours);
}

/** Answers true once per period, the first time at once. */
function every(periodMs: number): () => boolean {
  let next = 0;
  return () => {
    const now = performance.now();
    if (now < next) return false;
    next = now + periodMs;
    return true;
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
