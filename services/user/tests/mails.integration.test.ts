import type { AirsideEvent, EventOf, OneTimePurpose } from '@airside/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterSecret, createCalls, startUserApp, type UserApp } from './user-app.ts';

let user: UserApp;
let calls: ReturnType<typeof createCalls>;

beforeAll(async () => {
  user = await startUserApp();
  calls = createCalls(user.app);
});
afterAll(() => user.close());

const inside = { 'x-airside-cluster-secret': clusterSecret };
type MailRequested = EventOf<'account.mail_requested'>;
type Account = Awaited<ReturnType<typeof calls.newAccount>>;

/** Events that ask for mails of an account, oldest first, with their transactions. */
async function requested(userId: number, purpose?: OneTimePurpose): Promise<(MailRequested & { xid: string })[]> {
  const rows = await user.database.cluster.writer.query<{ event: AirsideEvent; xid: string }>(
    `select event, xmin::text as xid from outbox
      where event->>'type' = 'account.mail_requested' and event->'data'->>'user_id' = $1 order by seq`,
    [String(userId)],
  );
  return rows
    .flatMap(({ event, xid }) => (event.type === 'account.mail_requested' ? [{ ...event, xid }] : []))
    .filter(({ data }) => purpose === undefined || data.purpose === purpose);
}

const reveal = (id: string, headers: Record<string, string> = inside, token?: string) =>
  calls.call('GET', `/internal/one-time-tokens/${id}`, { headers, ...(token === undefined ? {} : { token }) });

const askReset = (email: string) => calls.call('POST', '/api/auth/password-reset', { body: { email } });

/** Id and plain token of an account's newest mail for a purpose. */
async function newestToken(account: Pick<Account, 'userId'>, purpose: OneTimePurpose) {
  const event = (await requested(account.userId, purpose)).at(-1);
  if (event === undefined) throw new Error('no mail was asked for');
  const { body } = await reveal(event.data.token_id);
  return { id: event.data.token_id, token: String(body['token']) };
}

describe('the event that asks for a mail', () => {
  test('leaves in the transaction of its token, for a new account, a new address and a reset', async () => {
    const account = await calls.newAccount();
    await askReset(account.email.toUpperCase());
    await calls.call('PATCH', '/api/auth/me', { token: account.token, body: { email: `new-${account.email}` } });
    const events = await requested(account.userId);
    expect(events.map(({ data }) => data.purpose)).toEqual(['verify_email', 'password_reset', 'verify_email']);
    const tokens = await user.database.cluster.writer.query<{ id: string; xid: string }>(
      'select id, xmin::text as xid from one_time_token where account_id = $1 order by created_at',
      [account.userId],
    );
    expect(events.map(({ data, xid }) => ({ id: data.token_id, xid }))).toEqual(tokens);
    expect(new Set(events.map(({ id }) => id)).size).toBe(3);
  });

  test('holds neither token nor hash nor address; nor does any table hold the token', async () => {
    const account = await calls.newAccount();
    const [event] = await requested(account.userId);
    expect(event?.subject).toBe(`account/${account.userId}`);
    expect(Object.keys(event?.data ?? {}).sort()).toEqual(
      ['user_id', 'purpose', 'token_id', 'expires_at', 'timestamp'].sort(),
    );
    const { token } = await newestToken(account, 'verify_email');
    const rows = await user.database.cluster.writer.query(
      `select to_jsonb(t)::text as text from one_time_token t union all select to_jsonb(o)::text from outbox o`,
    );
    expect(rows.length).toBeGreaterThan(1);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(event)).not.toContain(account.email);
  });

  test('does not leave where the account is not made', async () => {
    const { registration } = await calls.newAccount();
    const count = async () =>
      (await user.database.cluster.writer.query<{ count: number }>('select count(*)::int as count from outbox'))[0]
        ?.count;
    const before = await count();
    expect((await calls.call('POST', '/api/auth/register', { body: registration })).status).toBe(400);
    expect((await askReset('unknown@example.org')).status).toBe(204);
    expect((await askReset('admin@airside.invalid')).status).toBe(204);
    expect(await count()).toBe(before);
  });

  test('leaves five times an hour for one account, also where twenty ask at once', async () => {
    const account = await calls.newAccount();
    const answers = await Promise.all(Array.from({ length: 20 }, () => askReset(account.email)));
    expect(answers.every(({ status }) => status === 204)).toBe(true);
    expect(await requested(account.userId, 'password_reset')).toHaveLength(5);
  });

  test('does not leave for the same address in other letters once it is proven', async () => {
    const account = await calls.newAccount();
    const { token } = await newestToken(account, 'verify_email');
    await calls.call('POST', '/api/auth/verify-email', { body: { token } });
    const body = { email: account.email.toUpperCase() };
    expect((await calls.call('PATCH', '/api/auth/me', { token: account.token, body })).body).toMatchObject({
      ...body,
      emailVerified: true,
    });
    expect(await requested(account.userId)).toHaveLength(1);
  });
});

describe('what the mail of a token says', () => {
  test('is told to other services: the token that works, to whom, and in which language', async () => {
    const account = await calls.newAccount();
    await calls.call('PATCH', '/api/auth/me', { token: account.token, body: { firstName: 'Ana', language: 'ro' } });
    const [event] = await requested(account.userId);
    const { status, body, headers } = await reveal(event?.data.token_id ?? '');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({
      accountId: account.userId,
      purpose: 'verify_email',
      token: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: event?.data.expires_at,
      email: account.email,
      username: account.username,
      firstName: 'Ana',
      language: 'ro',
    });
    const verify = () => calls.call('POST', '/api/auth/verify-email', { body: { token: body['token'] } });
    expect((await verify()).status).toBe(204);
    expect((await verify()).status).toBe(400);
    expect((await calls.call('GET', '/api/auth/me', { token: account.token })).body['emailVerified']).toBe(true);
  });

  test('is told to nobody without the cluster secret, an admin included', async () => {
    const account = await calls.newAccount();
    const { id } = await newestToken(account, 'verify_email');
    const { token: admin } = await calls.loginAdmin();
    for (const headers of [{}, { 'x-airside-cluster-secret': `${clusterSecret}x` }]) {
      const answer = await reveal(id, headers, admin);
      expect([answer.status, answer.body['code']]).toEqual([404, 'ROUTE_NOT_FOUND']);
    }
    expect(JSON.stringify((await calls.call('GET', '/openapi.json')).body)).not.toContain('one-time-tokens');
  });

  test.each<[string, (account: Account, id: string, token: string) => Promise<unknown>]>([
    ['used', (_account, _id, token) => calls.call('POST', '/api/auth/verify-email', { body: { token } })],
    ['too old', (_account, id) => change(`expires_at = now() - interval '1 second'`, id)],
    ['made under another secret', (_account, id) => change(`hash = sha256('another')`, id)],
    [
      'for an address that has changed',
      ({ token, email }) => calls.call('PATCH', '/api/auth/me', { token, body: { email: `new-${email}` } }),
    ],
    ['of a deleted account', ({ token }) => calls.call('DELETE', '/api/auth/me', { token })],
  ])('is told no more once the token is %s', async (_why, spoil) => {
    const account = await calls.newAccount();
    const { id, token } = await newestToken(account, 'verify_email');
    await spoil(account, id, token);
    const answer = await reveal(id);
    expect([answer.status, answer.body['code']]).toEqual([404, 'ONE_TIME_TOKEN_VOID']);
  });

  test('is nothing for a token that never was, and an id that is none is refused', async () => {
    expect((await reveal(randomUUID())).status).toBe(404);
    expect((await reveal('1')).status).toBe(400);
  });

  test('of several resets, the one that is used makes the others void', async () => {
    const account = await calls.newAccount();
    await askReset(account.email);
    const older = await newestToken(account, 'password_reset');
    await askReset(account.email);
    const newer = await newestToken(account, 'password_reset');
    const confirm = (token: string) =>
      calls.call('POST', '/api/auth/password-reset/confirm', { body: { token, newPassword: 'after-the-reset' } });
    expect((await confirm(newer.token)).status).toBe(204);
    expect((await confirm(older.token)).status).toBe(400);
    expect((await reveal(older.id)).status).toBe(404);
    expect((await calls.login(account.username, 'after-the-reset')).userId).toBe(account.userId);
  });
});

function change(assignment: string, id: string) {
  return user.database.cluster.writer.query(`update one_time_token set ${assignment} where id = $1`, [id]);
}
