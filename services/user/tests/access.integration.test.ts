import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterSecret, createCalls, type Method, startUserApp, type UserApp } from './user-app.ts';

let user: UserApp;
let calls: ReturnType<typeof createCalls>;

beforeAll(async () => {
  user = await startUserApp();
  calls = createCalls(user.app);
});
afterAll(() => user.close());

/** `cookieHolder`: a token is worth nothing there. */
type Allowed = 'everybody' | 'cookieHolder' | 'signedIn' | 'admin';
const table: [Method, string, Allowed][] = [
  ['POST', '/api/auth/register', 'everybody'],
  ['POST', '/api/auth/login', 'everybody'],
  ['POST', '/api/auth/refresh', 'everybody'],
  ['POST', '/api/auth/session', 'everybody'],
  ['DELETE', '/api/auth/session', 'everybody'],
  ['POST', '/api/auth/session/refresh', 'cookieHolder'],
  ['POST', '/api/auth/password-reset', 'everybody'],
  ['POST', '/api/auth/password-reset/confirm', 'everybody'],
  ['POST', '/api/auth/verify-email', 'everybody'],
  ['GET', '/.well-known/jwks.json', 'everybody'],
  ['GET', '/api/auth/simulate-failure', 'everybody'],
  ['POST', '/api/auth/logout', 'signedIn'],
  ['GET', '/api/auth/me', 'signedIn'],
  ['PATCH', '/api/auth/me', 'signedIn'],
  ['DELETE', '/api/auth/me', 'signedIn'],
  ['POST', '/api/auth/me/password', 'signedIn'],
  ['GET', '/api/auth/users', 'admin'],
  ['PUT', '/api/auth/users/{id}/roles', 'admin'],
  ['GET', '/api/auth/service-tokens', 'admin'],
  ['POST', '/api/auth/service-tokens', 'admin'],
  ['DELETE', '/api/auth/service-tokens/{id}', 'admin'],
];

const callers = {
  nobody: async () => undefined,
  'somebody with a bad token': async () => 'x.y.z',
  'a machine with a service token': async () => 'ast_unknown',
  'somebody whose session ended': async () => {
    const { token } = await calls.newAccount();
    await calls.call('POST', '/api/auth/logout', { token });
    return token;
  },
  'a passenger': async () => (await calls.newAccount()).token,
  'an agent': async () => (await calls.newStaff('agent')).token,
  'an operator': async () => (await calls.newStaff('ops')).token,
  'an admin': async () => (await calls.newStaff('admin')).token,
};
type CallerName = keyof typeof callers;
const signedIn: readonly CallerName[] = ['a passenger', 'an agent', 'an operator', 'an admin'];

/** 401, 403, or undefined where the caller gets past the door. */
function refusal(allowed: Allowed, caller: CallerName): 401 | 403 | undefined {
  if (allowed === 'everybody') return undefined;
  if (allowed === 'cookieHolder') return 401;
  if (!signedIn.includes(caller)) return 401;
  return allowed === 'admin' && caller !== 'an admin' ? 403 : undefined;
}

describe.each(Object.keys(callers) as CallerName[])('%s', (caller) => {
  test.each(table)('%s %s', async (method, path, allowed) => {
    const token = await callers[caller]();
    const options = token === undefined ? {} : { token };
    const { status, body } = await calls.call(method, path.replace('{id}', '2147483647'), options);
    const expected = refusal(allowed, caller);
    if (expected === undefined) {
      expect([401, 403]).not.toContain(status);
      if (!path.endsWith('simulate-failure')) expect(status).toBeLessThan(500);
    } else {
      expect(status).toBe(expected);
      const text = allowed === 'cookieHolder' ? 'Invalid refresh token' : 'Authentication required';
      expect(body['message']).toBe(expected === 401 ? text : 'Forbidden');
    }
  });
});

test('the table above has every public route', async () => {
  const { body } = await calls.call('GET', '/openapi.json');
  const described = Object.entries(body['paths'] as Record<string, object>)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .filter((route) => !route.includes('/internal/'));
  expect(described.sort()).toEqual(table.map(([method, path]) => `${method} ${path}`).sort());
});

test('an internal route does not exist for anybody without the cluster secret, an admin included', async () => {
  const { token } = await calls.loginAdmin();
  const verify = (headers: Record<string, string>) =>
    calls.call('POST', '/internal/service-tokens/verify', { token, body: { token: 'ast_x' }, headers });
  expect((await verify({})).status).toBe(404);
  expect((await verify({ 'x-airside-cluster-secret': `${clusterSecret}x` })).status).toBe(404);
  expect((await verify({ 'x-airside-cluster-secret': clusterSecret })).status).toBe(200);
});

test('who loses a role is signed out at once; who gains one is not', async () => {
  const { userId, token } = await calls.newStaff('admin');
  const { token: admin } = await calls.loginAdmin();
  const setRoles = (roles: string[]) =>
    calls.call('PUT', `/api/auth/users/${userId}/roles`, { token: admin, body: { roles } });
  await setRoles(['passenger', 'admin', 'ops']);
  expect((await calls.call('GET', '/api/auth/users', { token })).status).toBe(200);
  await setRoles(['passenger', 'ops']);
  expect((await calls.call('GET', '/api/auth/users', { token })).status).toBe(401);
});

test('one account never touches another', async () => {
  const [one, two] = [await calls.newAccount(), await calls.newAccount()];
  const before = (await calls.call('GET', '/api/auth/me', { token: two.token })).body;
  await calls.call('PATCH', '/api/auth/me', { token: one.token, body: { firstName: 'Ana', userId: two.userId } });
  await calls.call('PATCH', '/api/auth/me', { token: one.token, body: { firstName: 'Ana' } });
  await calls.call('DELETE', '/api/auth/me', { token: one.token });
  expect((await calls.call('GET', '/api/auth/me', { token: two.token })).body).toEqual(before);
});

test('without CHAOS_ENDPOINTS there is no route that fails on purpose', async () => {
  const calm = await startUserApp({ hasChaosEndpoints: false });
  expect((await createCalls(calm.app).call('GET', '/api/auth/simulate-failure')).status).toBe(404);
  await calm.close();
});

test('with CHAOS_ENDPOINTS it fails with the text of the contract', async () => {
  const { status, body } = await calls.call('GET', '/api/auth/simulate-failure');
  expect([status, body['message']]).toEqual([500, 'An error occurred. Please try again later.']);
});
