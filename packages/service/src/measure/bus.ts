import { type Registry, sampled } from '../metrics.ts';

/** How far a stream of a service is behind, read at a scrape. Every instance of the service tells the same of shared things. */
export type BusFigures = {
  stream: string;
  /** Whether this process relays the outbox now, and how many partitions it cannot feed. */
  relay(): { isActive: boolean; partitionsBehind: number };
  /** Events in the outbox that have not been read, and the age of the oldest of them in seconds. */
  outbox(): Promise<{ waiting: number; oldestSeconds: number }>;
  /** Events of the stream that a consumer group has not been given, or has not acknowledged. */
  groups(): Promise<readonly { group: string; lag: number }[]>;
};

/** The way of events out of a service. */
export function measureBus(registry: Registry, { stream, relay, outbox, groups }: BusFigures): void {
  sampled(registry, {
    name: 'bus_relay_active',
    help: '1 in the instance that sends the events of a stream from the outbox to Redis; one of all has it',
    labelNames: ['stream'],
    read: () => [{ labels: { stream }, value: Number(relay().isActive) }],
  });
  sampled(registry, {
    name: 'bus_partitions_behind',
    help: 'Partitions of a stream that Redis does not take events for at the moment',
    labelNames: ['stream'],
    read: () => [{ labels: { stream }, value: relay().partitionsBehind }],
  });
  const asked = sharedFor(500, outbox);
  sampled(registry, {
    name: 'bus_outbox_events',
    help: 'Events in the outbox that the relay has not read',
    labelNames: ['stream'],
    read: async () => [{ labels: { stream }, value: (await asked()).waiting }],
  });
  sampled(registry, {
    name: 'bus_outbox_oldest_seconds',
    help: 'Age of the oldest event in the outbox that the relay has not read; 0 when there is none',
    labelNames: ['stream'],
    read: async () => [{ labels: { stream }, value: (await asked()).oldestSeconds }],
  });
  sampled(registry, {
    name: 'bus_consumer_lag_events',
    help: 'Events of a stream that a consumer group has not worked through',
    labelNames: ['stream', 'group'],
    read: async () => (await groups()).map(({ group, lag }) => ({ labels: { stream, group }, value: lag })),
  });
}

export type HeldCount = { group: string; state: string; count: number };

/** Events that a consumer of this service holds: given up (`dead`), tried again, or parked behind one of these. */
export function measureDeadLetters(registry: Registry, count: () => Promise<readonly HeldCount[]>): void {
  sampled(registry, {
    name: 'bus_held_events',
    help: 'Events that a consumer group could not handle, or that wait behind one',
    labelNames: ['group', 'state'],
    read: async () => (await count()).map(({ group, state, count: value }) => ({ labels: { group, state }, value })),
  });
}

/** One answer for everybody who asks within some milliseconds: the gauges of one scrape. */
export function sharedFor<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { at: number; answer: Promise<T> } | undefined;
  return () => {
    const at = performance.now();
    if (last === undefined || at - last.at > ms) last = { at, answer: ask() };
    return last.answer;
  };
}
