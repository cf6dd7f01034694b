import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterSecret, createCalls, type Method, startUserApp, type UserApp } from './user-app.ts';

let user: UserApp;
let calls: ReturnType<typeof createCalls>;
let token: string;

beforeAll(async () => {
  user = await startUserApp();
  calls = createCalls(user.app);
  ({ token } = await calls.loginAdmin());
});
afterAll(() => user.close());

/** Each route that reads a body, a body it would accept, and the members that must be there. */
const routes: [Method, string, Record<string, unknown>, string[]][] = [
  [
    'POST',
    '/api/auth/register',
    { username: 'somebody', password: 'long-enough', email: 'somebody@example.org' },
    ['username', 'password', 'email'],
  ],
  ['POST', '/api/auth/login', { username: 'somebody', password: 'long-enough' }, ['username', 'password']],
  ['POST', '/api/auth/refresh', { refreshToken: 'x' }, ['refreshToken']],
  ['POST', '/api/auth/password-reset', { email: 'somebody@example.org' }, ['email']],
  ['POST', '/api/auth/password-reset/confirm', { token: 'x', newPassword: 'long-enough' }, ['token', 'newPassword']],
  ['POST', '/api/auth/verify-email', { token: 'x' }, ['token']],
  ['PATCH', '/api/auth/me', { firstName: 'Ana', lastName: 'Rusu' }, []],
  [
    'POST',
    '/api/auth/me/password',
    { currentPassword: 'x', newPassword: 'long-enough' },
    ['currentPassword', 'newPassword'],
  ],
  ['PUT', '/api/auth/users/1/roles', { roles: ['passenger'] }, ['roles']],
  ['POST', '/api/auth/service-tokens', { name: 'feed', scopes: ['events:write'] }, ['name', 'scopes']],
  ['POST', '/internal/service-tokens/verify', { token: 'ast_x' }, ['token']],
];

describe.each(routes)('%s %s', (method, path, good, required) => {
  const send = (body: unknown, headers: Record<string, string> = {}) =>
    calls.call(method, path, { token, body, headers: { 'x-airside-cluster-secret': clusterSecret, ...headers } });
  const members = Object.keys(good);
  const refused = async (body: unknown, field: string) => {
    const answer = await send(body);
    expect([field, answer.status]).toEqual([field, 400]);
    expect(answer.body['message']).toContain(field);
  };

  test.each(required)('without %s', async (member) => {
    const { [member]: _left, ...rest } = good;
    await refused(rest, member);
  });

  test.each(members)('with a wrong type, or a text that cannot be stored, for %s', async (member) => {
    for (const wrong of [7, true, {}, [7], Number.MAX_SAFE_INTEGER, 'nul\0byte-and-more'])
      await refused({ ...good, [member]: wrong }, member);
  });

  test('with an extra member, no object, or broken JSON', async () => {
    await refused({ ...good, isAdmin: true }, 'isAdmin');
    for (const body of ['[]', '"x"', '7', 'null', '{"broken"', '']) await refused(body, 'body');
  });

  test('too large, or not JSON at all', async () => {
    expect((await send({ ...good, [members[0] ?? '']: 'x'.repeat(2_000_000) })).status).toBe(413);
    expect((await send('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  });
});

test.each(['0', '-1', '1.5', 'abc', '2147483648', '99999999999999999999', '%00'])(
  'an id in the path that is none (%s) is refused with its name',
  async (id) => {
    const answer = await calls.call('PUT', `/api/auth/users/${id}/roles`, { token, body: { roles: ['passenger'] } });
    expect(answer.status).toBe(400);
    expect(answer.body['message']).toContain('id');
  },
);

test('a query that is too long, unknown or no number is refused with its name', async () => {
  for (const [query, field] of [
    [`query=${'x'.repeat(101)}`, 'query'],
    ['limit=many', 'limit'],
    ['limit=501', 'limit'],
    ['order=name', 'order'],
    ['query=%00', 'query'],
  ] as const) {
    const answer = await calls.call('GET', `/api/auth/users?${query}`, { token });
    expect([query, answer.status]).toEqual([query, 400]);
    expect(answer.body['message']).toContain(field);
  }
});

test('SQL in a text is only text', async () => {
  const text = `'; drop table account; --`;
  const found = await calls.call('GET', `/api/auth/users?query=${encodeURIComponent(text)}`, { token });
  expect(found.body).toEqual({ users: [], count: 0 });
  const account = await calls.newAccount();
  const patch = { firstName: text, lastName: '%_\\' };
  expect((await calls.call('PATCH', '/api/auth/me', { token: account.token, body: patch })).body).toMatchObject(patch);
});
