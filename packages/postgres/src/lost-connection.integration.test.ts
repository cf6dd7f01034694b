import { createTestDatabase, type TestDatabase } from '@airside/testing';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attemptOn } from './db.ts';
import { NodeLost } from './errors.ts';
import { createNode } from './node.ts';

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

test('a node that takes connections without a word is waited for until it is given up, no longer', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const url = `postgres://x:x@127.0.0.1:${port}/x`;
  const node = createNode({ url, maxConnections: 1, statementTimeoutMs: 2300, applicationName: 'test' });
  const connected = once(silent, 'connection') as Promise<[Socket]>;
  const asking = attemptOn(node, (client) => client.query('select 1'), { kind: 'anywhere' });
  const [socket] = await connected;
  const lost = new NodeLost(node.name);
  node.giveUp(['anywhere'], lost);
  expect(await asking).toEqual({ kind: 'notDone', error: lost });
  socket.destroy();
  await node.close();
  silent.close();
});
