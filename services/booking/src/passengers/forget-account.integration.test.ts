import { createEvent, publish, startRelay } from '@airside/events';
import { connectTestRedis, createTestDatabase, silentLogger, waitUntil } from '@airside/testing';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followAccounts } from './forget-account.ts';

test('a deleted account leaves a passenger who is nobody, and no other passenger changes', async () => {
  const database = await createTestDatabase({
    role: 'booking_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
  const { redis, close } = await connectTestRedis();
  const { cluster } = database;
  const bus = { cluster, redis, consumer: 'test', holder: 'test', log: silentLogger() };
  const running = [startRelay({ ...bus, stream: 'accounts' }), followAccounts(bus)];
  try {
    await cluster.writer.query(
      `insert into passenger (account_id, first_name, last_name, email, phone, special_requests)
       select id, 'Ana', 'Rusu', 'ana@example.org', '+373', 'wheelchair' from generate_series(1, 2) id`,
    );
    const time = Temporal.Instant.from('2026-12-01T07:15:00Z');
    const event = createEvent(
      { type: 'account.deleted', source: '/user_service', data: { user_id: 1, timestamp: time.toString() } },
      { id: 'deleted', time },
    );
    await cluster.transaction((tx) => publish(tx, [event]));
    const passengers = () =>
      cluster.writer.query<{ name: string }>(
        `select account_id || ' ' || concat_ws(' ', first_name, last_name, email, phone, special_requests) as name
           from passenger order by id`,
      );
    await waitUntil('the change', async () => (await passengers())[0]?.name === '1 Deleted');
    expect((await passengers())[1]?.name).toBe('2 Ana Rusu ana@example.org +373 wheelchair');
  } finally {
    await Promise.all(running.map((each) => each.stop()));
    close();
    await database.drop();
  }
});
