import { createTestDatabase, silentLogger, type TestDatabase, waitUntil } from '@airside/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { startSessionCleaning } from './cleaning.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({
    role: 'user_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
});
afterAll(() => database.drop());

test('what ended long ago is deleted; what is alive, or ended lately, stays', async () => {
  const { cluster } = database;
  await cluster.writer.query(
    `insert into account (username, email, password_hash) values ('ana', 'ana@example.org', 'x')`,
  );
  await cluster.writer.query(
    `insert into session (id, account_id, expires_at, ended_at)
     select gen_random_uuid(), a.id, now() + times.expires * interval '1 day', now() + times.ended * interval '1 day'
       from account a, (values (10, null), (10, -1), (10, -20), (-20, null)) as times (expires, ended)`,
  );
  await cluster.writer.query(
    `insert into refresh_token (hash, session_id, used_at)
     select sha256(concat(id, days)::bytea), id, now() - days * interval '1 day'
       from session, (values (null), (1), (40)) as uses (days)`,
  );
  await cluster.writer.query(
    `insert into one_time_token (hash, account_id, purpose, email, expires_at)
     select sha256(days::text::bytea), id, 'verify_email', email, now() - days * interval '1 day'
       from account, (values (1), (20)) as ends (days)`,
  );
  const cleaning = startSessionCleaning({ cluster, logger: silentLogger(), now: () => Temporal.Now.instant() });
  await waitUntil('old rows are gone', async () => {
    const rows = await cluster.writer.query<{ sessions: number; tokens: number; mails: number }>(
      `select (select count(*) from session)::int as sessions, (select count(*) from refresh_token)::int as tokens,
              (select count(*) from one_time_token)::int as mails`,
    );
    return rows[0]?.sessions === 2 && rows[0].tokens === 4 && rows[0].mails === 1;
  });
  await cleaning.close();
});
