import type { AirsideEvent } from '@airside/contracts';
import { type BusMember, subscribe } from '@airside/events';
import type { Counter } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import { atMost } from '../brokers/keep-connected.ts';

/** Content type of a CloudEvent that is whole in the body (structured mode). */
export const contentType = 'application/cloudevents+json';

/** The way out to one broker. */
export type Sender = {
  broker: 'kafka' | 'rabbitmq';
  isUp(): boolean;
  /** Returns when the broker has made all of them safe; throws where that is not known. */
  send(events: readonly AirsideEvent[]): Promise<void>;
  stop(): Promise<void>;
};

/** Every stream on the bus. */
export const egressStreams = ['flights', 'operations', 'notifications', 'accounts'] as const;

export function egressGroup(broker: Sender['broker']): string {
  return `operations/egress-${broker}`;
}

/** While the broker is away; short enough for the leases of partitions to be renewed in time. */
const awayPauseMs = 1000;
/** Longest wait for the batches in hand at the end. */
const longestLastBatchMs = 1000;

/**
 * Sends every event of the bus to a broker, at least once and in the order of each flight: an event is acknowledged on the bus
 * after the broker has it. No database transaction is open meanwhile, for one that waits for a broker would hold back the
 * relays of its whole cluster. A broker that is away makes events wait, and never a dead letter.
 */
export function startEgress(bus: BusMember, sender: Sender, sent: Counter<'broker'>): { stop(): Promise<void> } {
  const { broker } = sender;
  const stopped = new AbortController();

  async function handleBatch(events: readonly AirsideEvent[]): Promise<void> {
    try {
      if (events.length > 0) await sender.send(events);
      sent.inc({ broker }, events.length);
    } catch (error) {
      await delay(awayPauseMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      throw error;
    }
  }

  // One outage is one line in the log, not one for each partition and second.
  const log = {
    info: bus.log.info.bind(bus.log),
    warn: (details: object, message: string) => {
      if (sender.isUp()) bus.log.warn(details, message);
    },
  };
  const subscriptions = egressStreams.map((stream) =>
    subscribe({ ...bus, log, stream, group: egressGroup(broker), handleBatch }),
  );
  return {
    async stop() {
      stopped.abort();
      const ended = Promise.all(subscriptions.map((subscription) => subscription.stop()));
      // What a broker that hangs has been given is cut off then: it comes again after the next start.
      await atMost(longestLastBatchMs, ended);
      await sender.stop();
      await ended;
    },
  };
}
