import { deflateRawSync, inflateRawSync } from 'node:zlib';

export const outboxChannels = ['email', 'sms', 'fcm', 'webpush'] as const;
export type OutboxChannel = (typeof outboxChannels)[number];

/** A message as its receiver understood it. */
export type CaughtMessage = {
  channel: OutboxChannel;
  /** Address, number, token or subscription. */
  to: string;
  /** The account it was handed over with. */
  account: string;
  from: string;
  /** Subject or title; empty where the channel has none. */
  title: string;
  text: string;
  /** Our key of the delivery, where the message carries it. */
  deliveryId: string | undefined;
  /** All else: headers, fields, options. */
  details: Record<string, unknown>;
};

export type KeptMessage = CaughtMessage & { id: number; receivedAt: Temporal.Instant };

export type Filter = { channel?: OutboxChannel | undefined; to?: string | undefined; limit: number };

export type Outbox = {
  add(message: CaughtMessage, receivedAt: Temporal.Instant): number;
  /** Newest first. `total`: those that match, kept ones only. */
  list(filter: Filter): { messages: KeptMessage[]; total: number };
  find(id: number): KeptMessage | undefined;
  /** Received since the start or the last clearing, by channel; forgotten ones included. */
  counts(): Record<OutboxChannel, number>;
  clear(): void;
};

const mostMessages = 20_000;
/** Of the packed messages, in bytes. */
const mostBytes = 32 * 1024 * 1024;

type Packed = { id: number; channel: OutboxChannel; to: string; receivedAt: Temporal.Instant; rest: Buffer };

/** The last messages, packed: 10 000 mails of some kilobytes each would be a burden on a laptop. The oldest are forgotten. */
export function createOutbox(bounds = { mostMessages, mostBytes }): Outbox {
  const kept = new Map<number, Packed>();
  let bytes = 0;
  let lastId = 0;
  let counts = noCounts();

  function forgetOldest(): void {
    const [oldest] = kept.values();
    if (oldest === undefined) return;
    kept.delete(oldest.id);
    bytes -= oldest.rest.length;
  }

  return {
    add({ channel, to, ...rest }, receivedAt) {
      const packed = {
        id: ++lastId,
        channel,
        to,
        receivedAt,
        rest: deflateRawSync(JSON.stringify(rest), { level: 1 }),
      };
      kept.set(packed.id, packed);
      bytes += packed.rest.length;
      counts[channel]++;
      while (kept.size > bounds.mostMessages || bytes > bounds.mostBytes) forgetOldest();
      return packed.id;
    },
    list({ channel, to, limit }) {
      const matching = [...kept.values()].filter(
        (each) => (channel === undefined || each.channel === channel) && (to === undefined || each.to === to),
      );
      return { messages: matching.slice(-limit).toReversed().map(unpack), total: matching.length };
    },
    find(id) {
      const packed = kept.get(id);
      return packed === undefined ? undefined : unpack(packed);
    },
    counts: () => ({ ...counts }),
    clear() {
      kept.clear();
      bytes = 0;
      counts = noCounts();
    },
  };
}

function noCounts(): Record<OutboxChannel, number> {
  return { email: 0, sms: 0, fcm: 0, webpush: 0 };
}

function unpack({ id, channel, to, receivedAt, rest }: Packed): KeptMessage {
  const other = JSON.parse(inflateRawSync(rest).toString()) as Omit<CaughtMessage, 'channel' | 'to'>;
  return { id, channel, to, receivedAt, ...other };
}
