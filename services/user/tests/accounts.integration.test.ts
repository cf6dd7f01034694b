import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashToken } from '../src/tokens.ts';
import { clusterSecret, createCalls, startUserApp, type UserApp } from './user-app.ts';

let user: UserApp;
let calls: ReturnType<typeof createCalls>;

beforeAll(async () => {
  user = await startUserApp();
  calls = createCalls(user.app);
});
afterAll(() => user.close());

const newBody = () => ({
  username: `n-${randomUUID()}`,
  password: 'long-enough',
  email: `${randomUUID()}@example.org`,
});

describe('registration', () => {
  test('answers as the contract prints it', async () => {
    const { status, body } = await calls.call('POST', '/api/auth/register', { body: newBody() });
    expect([status, body]).toEqual([201, { message: 'User registered successfully', userId: expect.any(Number) }]);
  });

  test('a name or address that is taken, in any case, is refused', async () => {
    const body = newBody();
    await calls.call('POST', '/api/auth/register', { body });
    for (const again of [
      body,
      { ...newBody(), username: body.username.toUpperCase() },
      { ...newBody(), email: body.email.toUpperCase() },
    ]) {
      const answer = await calls.call('POST', '/api/auth/register', { body: again });
      expect([answer.status, answer.body['message']]).toEqual([400, 'Username or Email already exists']);
    }
  });

  test('of twenty that ask for one name at once, one gets it', async () => {
    const { username } = newBody();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => calls.call('POST', '/api/auth/register', { body: { ...newBody(), username } })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
  });

  test.each([
    ['an extra role', { ...newBody(), role: 'admin' }, 'role'],
    ['a short password', { ...newBody(), password: 'short' }, 'password'],
    ['an address that is none', { ...newBody(), email: 'nonsense' }, 'email'],
    ['a name with a space', { ...newBody(), username: 'a b c' }, 'username'],
    ['a number for a name', { ...newBody(), username: 12345 }, 'username'],
    ['nothing', {}, 'username'],
    ['a NUL byte', { ...newBody(), password: 'long\0enough' }, 'password'],
    ['a list', '[]', 'body'],
    ['broken JSON', '{"broken', 'body'],
  ])('%s is refused with the field named', async (_name, body, field) => {
    const answer = await calls.call('POST', '/api/auth/register', { body });
    expect(answer.status).toBe(400);
    expect(answer.body['message']).toContain(field);
  });

  test('a body of two megabytes is refused', async () => {
    expect(
      (await calls.call('POST', '/api/auth/register', { body: { ...newBody(), password: 'x'.repeat(2_000_000) } }))
        .status,
    ).toBe(413);
  });
});

describe('the profile', () => {
  test('is read and changed by its owner, a changed address is not verified, and a taken one is refused', async () => {
    const [one, two] = [await calls.newAccount(), await calls.newAccount()];
    const patch = { firstName: 'Ana', lastName: 'Rusu', phone: '+37322123456', language: 'ro' };
    const changed = await calls.call('PATCH', '/api/auth/me', { token: one.token, body: patch });
    expect(changed.body).toMatchObject({ ...patch, userId: one.userId, username: one.username, emailVerified: false });
    expect((await calls.call('GET', '/api/auth/me', { token: one.token })).body).toEqual(changed.body);
    expect(
      (await calls.call('PATCH', '/api/auth/me', { token: one.token, body: { firstName: null } })).body,
    ).toMatchObject({ firstName: null, lastName: 'Rusu' });
    expect((await calls.call('PATCH', '/api/auth/me', { token: one.token, body: { email: two.email } })).status).toBe(
      400,
    );
    for (const bad of [{}, { phone: '123' }, { roles: ['admin'] }, { language: 'xx' }]) {
      expect((await calls.call('PATCH', '/api/auth/me', { token: one.token, body: bad })).status).toBe(400);
    }
  });

  test('a deleted account leaves nothing personal behind and cannot be used any more', async () => {
    const account = await calls.newAccount();
    expect((await calls.call('DELETE', '/api/auth/me', { token: account.token })).status).toBe(204);
    const told = await user.database.cluster.writer.query(
      `select event->>'type' as type, event->'data'->'user_id' as "userId" from outbox`,
    );
    expect(told).toContainEqual({ type: 'account.deleted', userId: account.userId });
    expect((await calls.call('GET', '/api/auth/me', { token: account.token })).status).toBe(401);
    expect(
      (
        await calls.call('POST', '/api/auth/login', {
          body: { username: account.username, password: account.password },
        })
      ).status,
    ).toBe(401);
    const rows = await user.database.cluster.writer.query<object>(
      `select to_jsonb(a) as row from account a where id = $1
       union all select to_jsonb(t) from one_time_token t where account_id = $1`,
      [account.userId],
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(account.username);
    expect(rows).toEqual([{ row: expect.objectContaining({ deleted_at: expect.any(String) }) }]);
    expect((await calls.call('POST', '/api/auth/register', { body: account.registration })).status).toBe(201);
  });

  test('nobody can block a deletion by taking the name it leaves', async () => {
    const account = await calls.newAccount();
    const squat = {
      ...newBody(),
      username: `deleted-${account.userId}`,
      email: `deleted-${account.userId}@invalid.org`,
    };
    expect((await calls.call('POST', '/api/auth/register', { body: squat })).status).toBe(201);
    const exact = { ...newBody(), username: `deleted:${account.userId}` };
    expect((await calls.call('POST', '/api/auth/register', { body: exact })).status).toBe(400);
    expect((await calls.call('DELETE', '/api/auth/me', { token: account.token })).status).toBe(204);
  });

  test('a changed password ends the other sessions and keeps this one', async () => {
    const account = await calls.newAccount();
    const other = await calls.login(account.username, account.password);
    const wrong = await calls.call('POST', '/api/auth/me/password', {
      token: account.token,
      body: { currentPassword: 'wrong', newPassword: 'new-password' },
    });
    expect([wrong.status, wrong.body['message']]).toEqual([400, 'currentPassword: is wrong']);
    const changed = await calls.call('POST', '/api/auth/me/password', {
      token: account.token,
      body: { currentPassword: account.password, newPassword: 'new-password' },
    });
    expect(changed.status).toBe(204);
    expect((await calls.call('GET', '/api/auth/me', { token: account.token })).status).toBe(200);
    expect((await calls.call('GET', '/api/auth/me', { token: other.token })).status).toBe(401);
    expect((await calls.login(account.username, 'new-password')).userId).toBe(account.userId);
  });
});

describe('tokens that go out by mail', () => {
  const plant = async (accountId: number, email: string, purpose: string, minutes: number) => {
    const token = randomUUID();
    await user.database.cluster.writer.query(
      `insert into one_time_token (hash, account_id, purpose, email, expires_at) values ($1, $2, $3, $4, now() + $5 * interval '1 minute')`,
      [hashToken(token), accountId, purpose, email, minutes],
    );
    return token;
  };

  test('asking for a reset tells nobody whether an address is known', async () => {
    const account = await calls.newAccount();
    for (const email of [account.email, 'unknown@example.org']) {
      expect((await calls.call('POST', '/api/auth/password-reset', { body: { email } })).status).toBe(204);
    }
    for (let n = 0; n < 10; n += 1)
      await calls.call('POST', '/api/auth/password-reset', { body: { email: account.email } });
    const rows = await user.database.cluster.writer.query(
      `select 1 from one_time_token where account_id = $1 and purpose = 'password_reset'`,
      [account.userId],
    );
    expect(rows).toHaveLength(5);
  });

  test('a reset token works once, in time, and ends every session', async () => {
    const account = await calls.newAccount();
    const confirm = (token: string) =>
      calls.call('POST', '/api/auth/password-reset/confirm', { body: { token, newPassword: 'after-the-reset' } });
    const late = await confirm(await plant(account.userId, account.email, 'password_reset', -1));
    expect([late.status, late.body['message']]).toEqual([400, 'token: is not valid any more']);
    expect((await confirm(await plant(account.userId, account.email, 'verify_email', 10))).status).toBe(400);
    const token = await plant(account.userId, account.email, 'password_reset', 10);
    const older = await plant(account.userId, account.email, 'password_reset', 5);
    const answers = await Promise.all(Array.from({ length: 5 }, () => confirm(token)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(4);
    expect((await confirm(older)).status).toBe(400);
    expect((await calls.call('GET', '/api/auth/me', { token: account.token })).status).toBe(401);
    expect((await calls.login(account.username, 'after-the-reset')).userId).toBe(account.userId);
  });

  test('a changed password makes the resets asked for before it void', async () => {
    const account = await calls.newAccount();
    const token = await plant(account.userId, account.email, 'password_reset', 10);
    const body = { currentPassword: account.password, newPassword: 'new-password' };
    await calls.call('POST', '/api/auth/me/password', { token: account.token, body });
    const answer = await calls.call('POST', '/api/auth/password-reset/confirm', {
      body: { token, newPassword: 'by-somebody-else' },
    });
    expect(answer.status).toBe(400);
  });

  test('a verified address is shown as such; a token made for an older address is void', async () => {
    const account = await calls.newAccount();
    const verify = (token: string) => calls.call('POST', '/api/auth/verify-email', { body: { token } });
    expect((await verify(await plant(account.userId, 'older@example.org', 'verify_email', 10))).status).toBe(400);
    expect((await verify(await plant(account.userId, account.email, 'verify_email', 10))).status).toBe(204);
    expect((await calls.call('GET', '/api/auth/me', { token: account.token })).body['emailVerified']).toBe(true);
    const patch = { email: `other-${account.email}` };
    expect((await calls.call('PATCH', '/api/auth/me', { token: account.token, body: patch })).body).toMatchObject({
      ...patch,
      emailVerified: false,
    });
  });
});

describe('administration', () => {
  test('an admin finds accounts and sets roles; the next token has them', async () => {
    const account = await calls.newAccount();
    const { token } = await calls.loginAdmin();
    const found = await calls.call('GET', `/api/auth/users?query=${account.username.toUpperCase()}`, { token });
    expect(found.body).toMatchObject({ count: 1, users: [{ userId: account.userId }] });
    const set = await calls.call('PUT', `/api/auth/users/${account.userId}/roles`, {
      token,
      body: { roles: ['passenger', 'ops'] },
    });
    expect(set.body['roles']).toEqual(['passenger', 'ops']);
    expect(
      (await calls.call('PUT', '/api/auth/users/2147483647/roles', { token, body: { roles: ['ops'] } })).status,
    ).toBe(404);
    expect(
      (await calls.call('PUT', `/api/auth/users/${account.userId}/roles`, { token, body: { roles: ['root'] } })).status,
    ).toBe(400);
  });

  test('a service token is shown once, is known until it is revoked, and only inside', async () => {
    const { token } = await calls.loginAdmin();
    const made = await calls.call('POST', '/api/auth/service-tokens', {
      token,
      body: { name: 'airport feed', scopes: ['events:write'] },
    });
    expect([made.status, made.body['token']]).toEqual([201, expect.stringMatching(/^ast_/)]);
    const listed = await calls.call('GET', '/api/auth/service-tokens', { token });
    expect(JSON.stringify(listed.body)).toContain('airport feed');
    expect(JSON.stringify(listed.body)).not.toContain(made.body['token']);
    const verify = (headers = {}) =>
      calls.call('POST', '/internal/service-tokens/verify', { body: { token: made.body['token'] }, headers });
    expect((await verify()).status).toBe(404);
    const inside = { 'x-airside-cluster-secret': clusterSecret };
    expect((await verify(inside)).body).toEqual({
      active: true,
      id: made.body['id'],
      name: 'airport feed',
      scopes: ['events:write'],
    });
    expect((await calls.call('DELETE', `/api/auth/service-tokens/${String(made.body['id'])}`, { token })).status).toBe(
      204,
    );
    expect((await calls.call('DELETE', `/api/auth/service-tokens/${String(made.body['id'])}`, { token })).status).toBe(
      404,
    );
    expect((await verify(inside)).body).toEqual({ active: false });
  });
});

test('other services learn how to reach an account; nobody else does', async () => {
  const account = await calls.newAccount();
  const ask = (headers: Record<string, string> = {}) =>
    calls.call('GET', `/internal/accounts/${account.userId}`, { headers, token: account.token });
  expect((await ask()).status).toBe(404);
  const inside = { 'x-airside-cluster-secret': clusterSecret };
  expect((await ask(inside)).body).toMatchObject({ username: account.username, email: account.email });
  await calls.call('DELETE', '/api/auth/me', { token: account.token });
  expect((await ask(inside)).status).toBe(404);
});
