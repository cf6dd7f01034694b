import { createTestDatabase, type TestDatabase, waitUntil } from '@airside/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectCluster } from './cluster.ts';
import type { Db } from './db.ts';
import { uniqueViolation } from './errors.ts';
import { migrate } from './migrate.ts';
import { createReadSession } from './session.ts';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airside-migrations-'));
  await writeFile(
    join(folder, '0001-thing.sql'),
    'create table thing (id integer primary key, at timestamptz, day date, big bigint)',
  );
  database = await createTestDatabase({ role: 'postgres_test', migrations: folder });
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

describe('a cluster', () => {
  test('sends writes to the primary and reads to a standby', async () => {
    const where = `select pg_is_in_recovery() as "isStandby"`;
    expect(await database.cluster.writer.query(where)).toEqual([{ isStandby: false }]);
    expect(await database.cluster.reader.query(where)).toEqual([{ isStandby: true }]);
    expect(database.cluster.nodes().map(({ view }) => view.state)).toEqual(['primary', 'standby']);
  });

  test('reads after a position see everything written before it', async () => {
    const { cluster } = database;
    for (let id = 1000; id < 1050; id += 1) {
      await cluster.writer.query('insert into thing (id) values ($1)', [id]);
      const rows = await cluster
        .readerAfter(await cluster.position())
        .query('select id from thing where id = $1', [id]);
      expect(rows).toHaveLength(1);
    }
  });

  test('a transaction is whole or not at all', async () => {
    const { cluster } = database;
    const failing = cluster.transaction(async (tx) => {
      await tx.query('insert into thing (id) values (1)');
      await tx.query('insert into thing (id) values (1)');
    });
    const error: unknown = await failing.catch((thrown: unknown) => thrown);
    expect(uniqueViolation(error)).toBe('thing_pkey');
    expect(await cluster.writer.query('select 1 from thing where id = 1')).toEqual([]);
    expect(await cluster.transaction((tx) => tx.query('insert into thing (id) values (1) returning id'))).toEqual([
      { id: 1 },
    ]);
  });

  test('a transaction whose failure was swallowed is no success', async () => {
    const swallowing = database.cluster.transaction(async (tx) => {
      await tx.query('select 1 / 0').catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow('was rolled back');
  });

  test('an own write is read from the primary in its session, and from where it has arrived by its position', async () => {
    const { cluster } = database;
    const where = (db: Db) => db.query<{ isStandby: boolean }>('select pg_is_in_recovery() as "isStandby"');
    const session = createReadSession();
    await cluster.inSession(session, async () => {
      expect(await where(cluster.reader)).toEqual([{ isStandby: true }]);
      expect(await where(cluster.own)).toEqual([{ isStandby: false }]);
      await cluster.writer.query('insert into thing (id) values (5000)');
      expect(await where(cluster.reader)).toEqual([{ isStandby: false }]);
    });
    expect(session.hasWritten).toBe(true);
    const after = await cluster.position();
    await waitUntil('the standby has it', () =>
      cluster.inSession(createReadSession(after), async () => (await where(cluster.own))[0]?.isStandby),
    );
    const future = createReadSession('F/0');
    expect(await cluster.inSession(future, () => where(cluster.reader))).toEqual([{ isStandby: false }]);
  });

  test('a script runs several statements, and one that fails leaves no transaction open', async () => {
    const { cluster } = database;
    expect(await cluster.script(`begin; select 1 as one; select 2 as two; commit`)).toEqual([{ one: 1 }, { two: 2 }]);
    await expect(cluster.script('begin; insert into thing (id) values (2); select 1 / 0; commit')).rejects.toThrow(
      'division by zero',
    );
    expect(await cluster.writer.query('select 1 from thing where id = 2')).toEqual([]);
  });

  test('times are Temporal values in and out', async () => {
    const at = Temporal.Instant.from('2026-03-29T01:30:00.123456Z');
    const day = Temporal.PlainDate.from('2026-12-31');
    const [row] = await database.cluster.writer.query<{ at: Temporal.Instant; day: Temporal.PlainDate; big: number }>(
      'insert into thing (id, at, day, big) values (2, $1, $2, 9007199254740991) returning at, day, big',
      [at, day],
    );
    expect([row?.at.toString(), row?.day.toString(), row?.big]).toEqual([
      at.toString(),
      day.toString(),
      9007199254740991,
    ]);
  });

  test('a connection that the server ends is replaced, and the process lives on', async () => {
    const { cluster } = database;
    await cluster.writer.query('select 1');
    const [{ count } = { count: 0 }] = await cluster.writer.query<{ count: number }>(
      `select count(pg_terminate_backend(pid))::int as count from pg_stat_activity where application_name = 'test postgres_test' and pid <> pg_backend_pid()`,
    );
    expect(count).toBeGreaterThanOrEqual(0);
    const busy = cluster.writer.query('select pg_sleep(0.3)');
    await waitUntil('it is cut', async () => {
      const rows = await cluster.writer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query = 'select pg_sleep(0.3)' and state = 'active'`,
      );
      return rows.length > 0;
    });
    expect(await busy).toHaveLength(1);
  });

  test('a cluster that is not there answers 503 when its patience ends', async () => {
    const gone = await connectCluster({
      name: 'gone',
      urls: ['postgres://x:x@127.0.0.1:9/x'],
      applicationName: 'test',
      patienceMs: 300,
    });
    await expect(gone.writer.query('select 1')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      retryAfterSeconds: 1,
    });
    await expect(gone.reader.query('select 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await gone.close();
  });
});

describe('the patience of a session', () => {
  test('is not touched where there is nothing to wait for', async () => {
    const session = createReadSession();
    await database.cluster.inSession(session, () => database.cluster.writer.query('select 1'));
    await database.cluster.inSession(session, () => database.cluster.transaction((tx) => tx.query('select 1')));
    expect(session).toEqual({ after: undefined, hasWritten: true });
  });

  test('runs from its first wait on: what comes later waits no longer than that', async () => {
    const gone = await connectCluster({
      name: 'gone',
      urls: ['postgres://x:x@127.0.0.1:9/x'],
      applicationName: 'test',
      patienceMs: 300,
    });
    const session = createReadSession();
    const refused = { code: 'DATABASE_UNAVAILABLE' };
    await expect(gone.inSession(session, () => gone.writer.query('select 1'))).rejects.toMatchObject(refused);
    const { patience } = session;
    expect(patience?.primaryMs).toBeLessThanOrEqual(performance.now());
    await expect(gone.inSession(session, () => gone.transaction(async () => 1))).rejects.toMatchObject(refused);
    expect(session.patience).toBe(patience);
    await gone.close();
  });
});

describe('migrations', () => {
  test('run once, however many instances start at the same time, and even after one was killed', async () => {
    await writeFile(
      join(folder, '0002-more.sql'),
      'create table more (id integer primary key); insert into more values (1)',
    );
    // What a killed migrator leaves behind: knex's own lock row.
    await database.cluster.writer.query('update schema_migrations_lock set is_locked = 1');
    const applied = await Promise.all([1, 2, 3].map(() => migrate({ urls: database.urls, folder })));
    expect(applied.flat()).toEqual(['0002-more.sql']);
    expect(await database.cluster.writer.query('select id from more')).toEqual([{ id: 1 }]);
  });

  test('one that fails leaves nothing half-done', async () => {
    await writeFile(join(folder, '0003-bad.sql'), 'create table bad (id integer); select 1/0');
    await expect(migrate({ urls: database.urls, folder })).rejects.toThrow('division by zero');
    await rm(join(folder, '0003-bad.sql'));
    expect(await database.cluster.writer.query(`select to_regclass('bad') as found`)).toEqual([{ found: null }]);
  });
});
