import type { Db } from '@airside/postgres';
import { createTestDatabase, type TestDatabase, waitUntil } from '@airside/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertAccount, pseudonymiseAccount, updatePassword } from '../accounts/queries.ts';
import { endSession, endSessionsOfAccount, insertSession, rotateRefreshToken } from './queries.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({
    role: 'user_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
});
afterAll(() => database.drop());

const expiresAt = Temporal.Now.instant().add({ hours: 1 });

async function newAccount(): Promise<number> {
  const id = await insertAccount(database.cluster.writer, {
    username: randomUUID(),
    email: randomUUID(),
    passwordHash: 'old',
    roles: ['passenger'],
  });
  if (id === undefined) throw new Error('the account was not inserted');
  return id;
}

const openSession = (accountId: number, refreshHash = randomBytes(32), id = randomUUID()) =>
  insertSession(database.cluster.writer, { id, accountId, passwordHash: 'old', expiresAt, refreshHash });

/** Does `first` in a transaction that commits only when `second` waits for it; answers what `second` answered. */
async function overtake<T>(first: (tx: Db) => Promise<void>, second: () => Promise<T>): Promise<T> {
  const { cluster } = database;
  const outcome = await cluster.transaction(async (tx) => {
    await first(tx);
    const answer = second();
    await waitUntil('the second waits for the first', async () => {
      const waiting = await cluster.writer.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    return { answer };
  });
  return outcome.answer;
}

test('a login that began before a password change opens no session after it', async () => {
  const id = await newAccount();
  expect(await openSession(id)).toBe(true);
  expect(
    await overtake(
      async (tx) => {
        await updatePassword(tx, id, 'new');
        await endSessionsOfAccount(tx, id);
      },
      () => openSession(id),
    ),
  ).toBe(false);
});

test('a login that began before the account was deleted opens no session after it', async () => {
  const id = await newAccount();
  expect(
    await overtake(
      (tx) => pseudonymiseAccount(tx, id),
      () => openSession(id),
    ),
  ).toBe(false);
});

test('a refresh that began before its session ended gets no pair after it', async () => {
  const id = await newAccount();
  const [hash, session] = [randomBytes(32), randomUUID()];
  await openSession(id, hash, session);
  const rotation = { hash, nextHash: randomBytes(32), expiresAt };
  expect(
    await overtake(
      (tx) => endSession(tx, session),
      () => rotateRefreshToken(database.cluster.writer, rotation),
    ),
  ).toBeUndefined();
});
