import { type AirsideEvent, Problem } from '@airside/contracts';
import { createRegistry, type InternalClient } from '@airside/service';
import {
  connectTestRedis,
  createTestDatabase,
  createTestTokens,
  silentLogger,
  type TestDatabase,
  waitUntil,
} from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { buildApp, type OperationsDeps } from '../src/app.ts';

export const tokens = createTestTokens();
export const ops = tokens.bearer({ userId: 1, roles: ['ops'] });
export const clusterSecret = 'a-secret-of-the-test';

/** Nobody of the other services is there. */
const nobodyThere: InternalClient = async ({ service }) => {
  throw new Problem('SERVICE_UNAVAILABLE', { params: { service } });
};

export type TestOperations = Awaited<ReturnType<typeof startOperations>>;

/** An instance of the operations service on a database of its own, with its background work running. */
export async function startOperations({
  on,
  ...options
}: Partial<Pick<OperationsDeps, 'brokers' | 'callInternal'>> & {
  /** A database that another instance has had before; whoever made it drops it. */
  on?: TestDatabase;
} = {}) {
  const database = on ?? (await makeDatabase());
  const { redis, close: closeRedis } = await connectTestRedis();
  const instance = 'operations_service_1';
  const registry = createRegistry('operations_service', instance);
  const app = await buildApp({
    instance,
    registry,
    logger: silentLogger(),
    auth: {
      clusterSecret,
      verifyToken: tokens.verifyToken,
      verifyServiceToken: async (token) =>
        token.endsWith('feed') ? { active: true, id: 1, name: 'feed', scopes: ['events:write'] } : { active: false },
    },
    cluster: database.cluster,
    redis,
    callInternal: nobodyThere,
    ...options,
  });
  await app.ready();
  const db = database.cluster.writer;
  return {
    app,
    database,
    redis,
    db,
    post: (event: unknown, given: Record<string, string> = ops) =>
      app.inject({
        method: 'POST',
        url: '/api/ops/events',
        headers: { 'content-type': 'application/json', ...given },
        payload: typeof event === 'string' || Buffer.isBuffer(event) ? event : JSON.stringify(event),
      }),
    deadLetters: async (query = '') =>
      (await app.inject({ url: `/api/ops/dead-letters${query}`, headers: ops })).json<{
        deadLetters: { id: number; eventId: string | null; source: string; reason: string; event: unknown }[];
        count: number;
        cursor?: string;
        unavailable?: string[];
      }>(),
    replay: (id: number) => app.inject({ method: 'POST', url: `/api/ops/dead-letters/${id}/replay`, headers: ops }),
    received: () =>
      db.query<{ eventId: string; via: string }>(
        'select event_id as "eventId", via from received_event order by received_at, event_id',
      ),
    /** Events in the outbox, in their order. */
    published: async () =>
      (await db.query<{ event: AirsideEvent }>('select event from outbox order by seq')).map(({ event }) => event),
    /** The value of a metric with these labels; 0 where it has none. */
    async metric(name: string, labels: Record<string, string>): Promise<number> {
      const values = (await registry.getSingleMetric(name)?.get())?.values ?? [];
      const found = values.find((value) =>
        Object.entries(labels).every(([label, wanted]) => (value.labels as Record<string, unknown>)[label] === wanted),
      );
      return found?.value ?? 0;
    },
    async close() {
      await app.close();
      closeRedis();
      if (on === undefined) await database.drop();
    },
  };
}

export function makeDatabase(): Promise<TestDatabase> {
  return createTestDatabase({ role: 'operations_service', migrations: join(import.meta.dirname, '../migrations') });
}

/** Makes every write of a received event hang until the server gives it up, as with a database that does not answer. */
export async function stallWrites({ cluster }: TestDatabase): Promise<() => Promise<void>> {
  await cluster.writer.query(
    `create or replace function stall() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$`,
  );
  await cluster.writer.query(
    'create trigger stall before insert on received_event for each row execute function stall()',
  );
  return async () => {
    await cluster.writer.query('drop trigger stall on received_event');
  };
}

/** Cuts all connections to the database five times, each when more has been received, while events are coming. */
export async function cutConnections({ db, received }: TestOperations, ids: readonly string[]): Promise<void> {
  // The reads of the test are cut, too.
  const read = () =>
    waitUntil('what is received can be read', async () => (await received()).map(({ eventId }) => eventId));
  for (let cut = 0; cut < 5; cut += 1) {
    const before = (await read()).length;
    await db
      .query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`,
      )
      .catch(() => undefined);
    await waitUntil('it goes on', async () => {
      const seen = await read();
      return seen.length > before || ids.every((id) => seen.includes(id));
    });
  }
}

/** A delay of SW1234, under an id of its own. */
export function delayEvent(eventId: string = randomUUID(), minutes = 45) {
  return {
    event_id: eventId,
    event_type: 'FLIGHT_DELAY',
    timestamp: Temporal.Now.instant().toString(),
    source: 'operations_center',
    payload: { flight_id: 'SW1234', delay_minutes: minutes, reason: 'WEATHER' },
  };
}

/** Waits until the service has taken the events, once each, and published them once each. */
export async function waitForEvents(
  { received, published }: TestOperations,
  ids: readonly string[],
  timeoutMs = 15_000,
) {
  await waitUntil(
    `${ids.length} events are received`,
    async () => (await received()).filter(({ eventId }) => ids.includes(eventId)).length === ids.length,
    timeoutMs,
  );
  const causes = (await published()).map(({ causedby }) => causedby).filter((id) => ids.includes(id ?? ''));
  if (causes.length !== ids.length) throw new Error(`published ${causes.length} times, not ${ids.length}`);
}
