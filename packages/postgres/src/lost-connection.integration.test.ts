import { createTestDatabase, type TestDatabase } from '@airside/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  const migrations = join(import.meta.dirname, '../../events/sql');
  database = await createTestDatabase({ role: 'events_test', migrations });
});
afterAll(() => database.drop());

test('a connection that dies between two statements of a transaction fails that transaction, not the process', async () => {
  const { cluster } = database;
  const working = cluster.transaction(async (tx) => {
    const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    await cluster.writer.query('select pg_terminate_backend($1)', [row?.pid]);
    // Meanwhile its end comes here, as an uncaught exception where nobody listens.
    await cluster.writer.query('select pg_sleep(0.2)');
    await tx.query('select 1');
  });
  await expect(working).rejects.toThrow('The database is not available');
  expect(await cluster.writer.query('select 1')).toHaveLength(1);
});
