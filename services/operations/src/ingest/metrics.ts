import { operationEventTypes } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { counter, type Registry, sampled } from '@airside/service';
import type { IngestCounter, Outcome } from './ingest.ts';
import { countDeadLetters } from './queries.ts';

const outcomes = ['accepted', 'repeated', 'differing', 'refused', 'failed'] as const satisfies Outcome['kind'][];

/** What became of events that arrived. Those by HTTP are there at zero; brokers bring their own when they are configured. */
export function countReceived(registry: Registry): IngestCounter {
  const received = counter(registry, 'operation_events_received_total', 'Operation events by what became of them', [
    'source',
    'type',
    'outcome',
  ]);
  for (const type of [...operationEventTypes, 'unknown'])
    for (const outcome of outcomes) received.inc({ source: 'http', type, outcome }, 0);
  return received;
}

/** Messages that are kept because they were no operation events; they stay for 90 days, or until somebody replays them. */
export function measureRefused(registry: Registry, cluster: Pick<Cluster, 'reader'>): void {
  sampled(registry, {
    name: 'ingest_dead_letters',
    help: 'Messages of feeds that could not be taken and are kept',
    read: async () => [{ value: await countDeadLetters(cluster.reader) }],
  });
}
