import { createEvent } from '@airside/events';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startNotification, type TestInstance, type TestNotification, tokens } from '../../tests/notification.ts';

let notification: TestNotification;
let instance: TestInstance;

beforeAll(async () => {
  notification = await startNotification();
  instance = await notification.addInstance();
});
afterAll(() => notification.close());

const get = (id: string, given: Record<string, string> = {}) =>
  instance.app.inject({ url: `/api/auth/user-subscriptions/${id}`, headers: given });

describe('subscriptions of a user', () => {
  test('are for that user and for staff', async () => {
    expect((await get('1')).statusCode).toBe(401);
    expect((await get('1', tokens.bearer({ userId: 2 }))).statusCode).toBe(403);
    expect((await get('1', tokens.bearer({ userId: 1 }))).statusCode).toBe(200);
    expect((await get('1', tokens.bearer({ userId: 2, roles: ['agent'] }))).statusCode).toBe(200);
    expect((await get('abc', tokens.bearer({ userId: 1 }))).json()).toMatchObject({ errors: [{ field: 'user_id' }] });
  });

  test('are an empty list at first, then the codes in order', async () => {
    expect((await get('5', tokens.bearer({ userId: 5 }))).json()).toEqual({ userId: 5, flights: [] });
    await notification.database.cluster.writer.query(
      `insert into subscription (account_id, flight_code) values (5, 'FL002'), (5, 'FL001'), (6, 'FL003')`,
    );
    expect((await get('5', tokens.bearer({ userId: 5 }))).json()).toEqual({ userId: 5, flights: ['FL001', 'FL002'] });
  });

  test('can be read by anybody where the installation says so, for the oldest clients', async () => {
    const open = await notification.addInstance({ isOpen: true });
    const answer = await open.app.inject({ url: '/api/auth/user-subscriptions/7' });
    expect([answer.statusCode, answer.json()]).toEqual([200, { userId: 7, flights: [] }]);
  });

  test('end with the account, however often that is told', async () => {
    const accounts = await startNotification({ stream: 'accounts' });
    try {
      await accounts.addInstance();
      const { writer } = accounts.database.cluster;
      await writer.query(`insert into subscription (account_id, flight_code) values (7, 'FL001'), (8, 'FL001')`);
      const time = Temporal.Instant.from('2026-12-01T07:15:00Z');
      const data = { user_id: 7, timestamp: time.toString() };
      for (const id of ['deleted-7', 'deleted-7', 'deleted-7-again'])
        await accounts.emit([createEvent({ type: 'account.deleted', source: '/user_service', data }, { id, time })]);
      await waitUntil('the end', async () => {
        const rows = await writer.query<{ accountId: number }>('select account_id as "accountId" from subscription');
        return rows.length === 1 && rows[0]?.accountId === 8;
      });
    } finally {
      await accounts.close();
    }
  });
});
