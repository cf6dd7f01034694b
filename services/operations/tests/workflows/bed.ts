import type { AirsideEvent, ExecutionDetails, ExecutionList, Role } from '@airside/contracts';
import { publish, startRelay } from '@airside/events';
import { closeRedis, connectRedis, whenRedisReady } from '@airside/redis';
import { type App, createApp } from '@airside/service';
import { createTestDatabase, createTestTokens, silentLogger, waitUntil } from '@airside/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { Patience } from '../../src/executions/queues.ts';
import { type FakeServices, startFakeServices } from './fake-services.ts';
import { type InstanceSettings, makeInstance, type WorkflowInstance } from './instance.ts';

const tokens = createTestTokens();
export const as = (...roles: Role[]) => tokens.bearer({ userId: 7, roles: ['passenger', ...roles] });

/** Soon again, three times. */
const impatient: Patience = { attempts: 3 };

export type Bed = Awaited<ReturnType<typeof makeBed>>;

/**
 * A database, a part of Redis, a relay of what the test emits to `stream`, and fakes of the other services. Instances share
 * them; the routes are those of the first.
 */
export async function makeBed({ stream = 'flights', travellers = 3, patience = impatient } = {}) {
  const database = await createTestDatabase({
    role: 'operations_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
  const { cluster } = database;
  const log = silentLogger();
  const keyPrefix = `${randomUUID()}:`;
  const redisUrls = inject('servers').redisUrls;
  const redis = connectRedis({ urls: redisUrls, name: 'test relay', keyPrefix });
  await whenRedisReady(redis, 5000);
  const relay = startRelay({ cluster, redis, stream, holder: 'test', log });
  const fake: FakeServices = await startFakeServices(travellers);
  const instances: WorkflowInstance[] = [];
  const children: ChildProcess[] = [];
  let app: App | undefined;

  const settingsOf = (name: string): InstanceSettings & { databaseUrls: string[] } => ({
    name,
    redisUrls,
    keyPrefix,
    fakeUrl: fake.url,
    patience,
    databaseUrls: database.urls,
  });

  const call = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object, headers = as('ops')) => {
    if (app === undefined) throw new Error('no instance yet');
    const answer = await app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body }) });
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json<never>() };
  };
  const get = async <T>(url: string): Promise<T> => {
    const { status, body } = await call('GET', url);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body as T;
  };

  return {
    database,
    cluster,
    fake,
    call,
    get,
    async addInstance({ isStarted = true } = {}): Promise<WorkflowInstance> {
      const instance = await makeInstance(cluster, log, settingsOf(`operations_service_${instances.length + 1}`));
      instances.push(instance);
      if (app === undefined) {
        app = await createApp({
          service: 'operations_service',
          instance: 'operations_service_1',
          version: '0',
          logger: log,
          auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: tokens.verifyToken },
          registry: instance.registry,
        });
        instance.workflows.routes(app);
      }
      if (isStarted) await instance.workflows.start();
      return instance;
    },
    /** An instance in a process of its own. */
    spawn(): ChildProcess {
      const settings = settingsOf('operations_service_child');
      const child = spawn(
        process.execPath,
        [fileURLToPath(new URL('./process.ts', import.meta.url)), JSON.stringify(settings)],
        {
          stdio: ['ignore', 'inherit', 'inherit'],
        },
      );
      children.push(child);
      return child;
    },
    emit: (...events: AirsideEvent[]) => cluster.transaction((tx) => publish(tx, events)),
    executions: async (query = '') => (await get<ExecutionList>(`/api/ops/executions${query}`)).executions,
    details: (id: number) => get<ExecutionDetails>(`/api/ops/executions/${id}`),
    /** Waits for the execution of an event to end, or to come to `status`, and gives its history. */
    async ended(eventId: string, status?: string, timeoutMs = 15_000): Promise<ExecutionDetails> {
      const found = await waitUntil(
        `the execution of ${eventId} is ${status ?? 'over'}`,
        async () => {
          const { executions } = await get<ExecutionList>('/api/ops/executions?limit=500');
          const mine = executions.filter((one) => one.eventId === eventId);
          return mine.find((one) => (status === undefined ? one.status !== 'RUNNING' : one.status === status));
        },
        timeoutMs,
      );
      return get<ExecutionDetails>(`/api/ops/executions/${found.id}`);
    },
    published: async () =>
      (await cluster.writer.query<{ event: AirsideEvent }>('select event from outbox order by seq')).map(
        ({ event }) => event,
      ),
    async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
      let sum = 0;
      for (const { registry } of instances) {
        for (const { value, labels: found } of (await registry.getSingleMetric(name)?.get())?.values ?? []) {
          const isWanted = Object.entries(labels).every(
            ([label, wanted]) => (found as Record<string, unknown>)[label] === wanted,
          );
          if (isWanted) sum += value;
        }
      }
      return sum;
    },
    async close() {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(instances.map((instance) => instance.close()));
      await app?.close();
      await relay.stop();
      closeRedis(redis);
      await fake.close();
      await database.drop();
    },
  };
}
