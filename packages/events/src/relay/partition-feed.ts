import { markerOf, isAfter, type Position, positionOfMarker } from '../outbox/position.ts';
import type { OutboxRow } from '../outbox/queries.ts';
import { bellChannel, streamKeys } from '../partitions.ts';
import type { RedisClient } from '../streams/client.ts';
import { append, readMarker } from '../streams/feed-scripts.ts';
import { relaying } from '../tracing.ts';

/** One partition of the stream as the relay feeds it. */
export type PartitionFeed = {
  partition: number;
  /** True until everything that the relay has read is in the stream; new events then wait for the older ones. */
  isBehind(): boolean;
  /** Appends rows in their order; on a doubt or a fault the partition falls behind. Throws nothing. */
  send(rows: readonly OutboxRow[]): Promise<void>;
  /** Appends one page of what is missing up to `upTo`. Throws when Redis or the database does not answer. */
  catchUp(upTo: Position): Promise<void>;
  /** Compares Redis's marker with ours: an emptied server leaves none. Throws when Redis does not answer. */
  audit(): Promise<void>;
};

export type FeedOptions = {
  redis: RedisClient;
  stream: string;
  partition: number;
  epoch: string;
  /** Rows of the partition after one position up to another; fewer than `pageSize` means that there are no more. */
  listRows: (range: { after: Position; upTo: Position; limit: number }) => Promise<OutboxRow[]>;
  pageSize: number;
  onBehind: (reason: string) => void;
};

export function createPartitionFeed(options: FeedOptions): PartitionFeed {
  const { redis, partition, epoch, pageSize } = options;
  const keys = streamKeys(options.stream, partition);
  const bell = { channel: bellChannel(options.stream), partition };
  let marker = '';
  let isBehind = true;

  function fallBehind(reason: string): void {
    if (!isBehind) options.onBehind(reason);
    isBehind = true;
  }

  async function appendRows(rows: readonly OutboxRow[]): Promise<boolean> {
    const reached = positionOfMarker(marker, epoch);
    const entries = rows.filter((row) => isAfter(positionOf(row), reached));
    const last = entries.at(-1);
    if (last === undefined) return true;
    const next = markerOf(epoch, positionOf(last));
    const texts = entries.map(({ event }) => event);
    const answer = await relaying(options.stream, texts, () =>
      append(redis, keys, { expected: marker, marker: next, bell, entries }),
    );
    marker = answer.isAppended ? next : answer.marker;
    return answer.isAppended;
  }

  return {
    partition,
    isBehind: () => isBehind,
    async send(rows) {
      if (isBehind) return;
      try {
        if (!(await appendRows(rows))) fallBehind('the marker in Redis is another one');
      } catch (error) {
        fallBehind(String(error));
      }
    },
    async catchUp(upTo) {
      marker = await readMarker(redis, keys);
      const rows = await options.listRows({ after: positionOfMarker(marker, epoch), upTo, limit: pageSize });
      if ((await appendRows(rows)) && rows.length < pageSize) isBehind = false;
    },
    async audit() {
      if (isBehind) return;
      const expected = marker;
      const found = await readMarker(redis, keys);
      // A send may have moved it meanwhile.
      if (found !== expected && expected === marker) fallBehind('the marker in Redis is another one');
    },
  };
}

export function positionOf(row: OutboxRow): Position {
  return { xid: BigInt(row.xid), seq: BigInt(row.seq) };
}
