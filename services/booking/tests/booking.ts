import type { OperationEvent, OperationReceived, Role } from '@airside/contracts';
import { createEvent, publish, type Relay, startRelay } from '@airside/events';
import type { App } from '@airside/service';
import {
  connectTestRedis,
  createTestDatabase,
  createTestTokens,
  silentLogger,
  type TestDatabase,
} from '@airside/testing';
import { join } from 'node:path';
import { buildApp } from '../src/app.ts';
import type { Preferences } from '../src/passengers/preferences.ts';
import { ordersStandIn } from './stand-ins.ts';

const tokens = createTestTokens();
const clusterSecret = 'a-secret-of-the-test';

export type Answer = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> };

export type TestBooking = {
  app: App;
  database: TestDatabase;
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Calls a route as somebody with these roles, as nobody, or as another service. */
  call(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    options?: { as?: Role[] | 'nobody' | 'service'; userId?: number; payload?: object },
  ): Promise<Answer>;
  /** Puts operation events on the stream, as the operations service does. */
  report(...events: OperationEvent[]): Promise<void>;
  close(): Promise<void>;
};

/** The booking service on a database of its own; what feeds report comes from the test. */
export async function startBooking(
  options: { preferences?: Preferences; isOpen?: boolean } = {},
): Promise<TestBooking> {
  const database = await createTestDatabase({
    role: 'booking_service',
    migrations: join(import.meta.dirname, '../migrations'),
  });
  await database.cluster.script(ordersStandIn);
  // The outbox of the operations service, which has a database of its own.
  const feed = await createTestDatabase({
    role: 'operations_service',
    migrations: join(import.meta.dirname, '../../operations/migrations'),
  });
  const { redis, close: closeRedis } = await connectTestRedis();
  const app = await buildApp({
    instance: 'booking_service_1',
    logger: silentLogger(),
    auth: { clusterSecret, verifyToken: tokens.verifyToken },
    cluster: database.cluster,
    redis,
    hasDemo: true,
    ...options,
  });
  await app.ready();
  const relay: Relay = startRelay({
    cluster: feed.cluster,
    redis,
    stream: 'operations',
    holder: 'test',
    log: silentLogger(),
  });
  return {
    app,
    database,
    query: (text, values) => database.cluster.writer.query(text, values),
    async call(method, url, { as = ['passenger'] as Role[], userId = 77, payload } = {}) {
      const answer = await app.inject({
        method,
        url,
        headers: headersOf(as, userId),
        ...(payload === undefined ? {} : { payload }),
      });
      const body = answer.body === '' ? {} : answer.json<Record<string, unknown>>();
      return { status: answer.statusCode, headers: answer.headers, body };
    },
    report: (...events) => feed.cluster.transaction((tx) => publish(tx, events.map(received))),
    async close() {
      await relay.stop();
      await app.close();
      closeRedis();
      await database.drop();
      await feed.drop();
    },
  };
}

function headersOf(as: Role[] | 'nobody' | 'service', userId: number): Record<string, string> {
  if (as === 'nobody') return {};
  return as === 'service' ? { 'x-airside-cluster-secret': clusterSecret } : tokens.bearer({ userId, roles: as });
}

function received(event: OperationEvent) {
  const time = Temporal.Now.instant();
  const data = { ...event, flight_id: event.payload.flight_id, received_at: time.toString() } as OperationReceived;
  return createEvent(
    { type: 'operation.received', source: '/operations_service', subject: data.flight_id, data },
    { id: event.event_id, time },
  );
}
