import type { AirsideEvent } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import { assertPublishable } from '../envelope.ts';
import { partitionKeyOf, partitionOf } from '../partitions.ts';
import { publishing } from '../tracing.ts';
import { insertEvents } from './queries.ts';

/**
 * Writes events into the outbox of the caller's transaction: they leave when it commits, and only then. Events of one
 * subject keep the order of their transactions if each publishes after it has locked or changed the row of the subject.
 * Throws where an event does not match its schema.
 */
export async function publish(tx: Db, events: readonly AirsideEvent[]): Promise<void> {
  if (events.length === 0) return;
  for (const event of events) assertPublishable(event);
  const [first] = events;
  await publishing(events.length === 1 && first !== undefined ? first.type : `${events.length} events`, (traceparent) =>
    insertEvents(
      tx,
      events.map((event) => {
        const key = partitionKeyOf(event);
        return {
          partition: partitionOf(key),
          key,
          event: traceparent === undefined ? event : { ...event, traceparent },
        };
      }),
    ),
  );
}
