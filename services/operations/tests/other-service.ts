import type { AirsideEvent } from '@airside/contracts';
import { createEvent, outboxSqlFile, publish, startRelay } from '@airside/events';
import type { RedisClient } from '@airside/redis';
import { createTestDatabase, silentLogger } from '@airside/testing';
import { dirname } from 'node:path';

/** A service with an outbox of its own that feeds a stream. */
export async function startOtherService(redis: RedisClient, stream: string) {
  const database = await createTestDatabase({ role: 'events_test', migrations: dirname(outboxSqlFile) });
  const relay = startRelay({ cluster: database.cluster, redis, stream, holder: stream, log: silentLogger() });
  return {
    publish: (events: readonly AirsideEvent[]) => database.cluster.transaction((tx) => publish(tx, events)),
    async stop() {
      await relay.stop();
      await database.drop();
    },
  };
}

/** The `version`-th change of a flight's status. */
export function statusChanged(flightCode: string, version: number): AirsideEvent {
  const time = Temporal.Instant.from('2026-12-01T07:15:00Z');
  return createEvent(
    {
      type: 'flight.status_changed',
      source: '/booking_service',
      subject: flightCode,
      flightversion: version,
      data: { flight_id: flightCode, old_status: 'SCHEDULED', new_status: 'BOARDING', timestamp: time.toString() },
    },
    { id: `${flightCode}-${version}`, time },
  );
}

/** The deletion of an account, which is about no flight. */
export function accountDeleted(userId: number): AirsideEvent {
  const time = Temporal.Instant.from('2026-12-01T07:15:00Z');
  return createEvent(
    {
      type: 'account.deleted',
      source: '/user_service',
      subject: `account/${userId}`,
      data: { user_id: userId, timestamp: time.toString() },
    },
    { id: `deleted-${userId}`, time },
  );
}
