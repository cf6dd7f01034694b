import type { AirsideEvent } from '@airside/contracts';
import { subscribe, type Subscription } from '@airside/events';
import type { Cluster, Db } from '@airside/postgres';
import type { RedisClient } from '@airside/redis';
import type { Logger } from '@airside/service';
import { randomUUID } from 'node:crypto';
import { appendUpdate } from '../rooms/queries.ts';
import { sentenceFor } from './wording.ts';

/** Writes a flight's change into its room, in the transaction that notes the event as handled: once, however often it is delivered. */
async function tellRoom(event: AirsideEvent, tx: Db): Promise<void> {
  const update = sentenceFor(event);
  if (update === undefined || event.subject === undefined) return;
  const { flight } = event.data as { flight?: unknown };
  await appendUpdate(tx, event.subject, { update, type: event.type, ...(flight === undefined ? {} : { flight }) });
}

export type FlightUpdatesDeps = {
  cluster: Cluster;
  redis: RedisClient;
  instance: string;
  /** There is something new in a room, after the commit. */
  onTold: (flightCode: string) => void;
  logger: Logger;
};

/** Follows the stream that booking's outbox feeds; the instances share its partitions. */
export function followFlights({ cluster, redis, instance, onTold, logger }: FlightUpdatesDeps): Subscription {
  return subscribe({
    cluster,
    redis,
    stream: 'flights',
    group: 'notification/rooms',
    consumer: instance,
    holder: `${instance}/${randomUUID()}`,
    handle: tellRoom,
    onHandled: ({ subject }) => {
      if (subject !== undefined) onTold(subject);
    },
    log: logger,
  });
}
