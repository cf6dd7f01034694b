import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCalls, type Method, startUserApp, type UserApp } from './user-app.ts';

let user: UserApp;
let calls: ReturnType<typeof createCalls>;

beforeAll(async () => {
  user = await startUserApp();
  calls = createCalls(user.app);
});
afterAll(() => user.close());

const path = '/api/auth/session';
const ownPage = { origin: 'http://fly.example', 'x-forwarded-host': 'fly.example', 'sec-fetch-site': 'same-origin' };

async function send(method: Method, to: string, { body, cookie }: { body?: unknown; cookie?: string } = {}) {
  const answer = await calls.call(method, to, {
    ...(body === undefined ? {} : { body }),
    headers: { ...ownPage, ...(cookie === undefined ? {} : { cookie }) },
  });
  const set = String(answer.headers['set-cookie'] ?? '');
  return { ...answer, set, cookie: set.split(';')[0] ?? '' };
}

async function signIn() {
  const account = await calls.newAccount();
  const { username, password } = account;
  return { account, answer: await send('POST', path, { body: { username, password } }) };
}
const refresh = (cookie?: string) =>
  send('POST', `${path}/refresh`, cookie === undefined ? {} : { cookie: `theme=dark; ${cookie}` });
const me = async (token: unknown) => (await calls.call('GET', '/api/auth/me', { token: String(token) })).status;

describe('a session of the web app', () => {
  test('keeps its refresh token in a cookie out of reach of scripts, and nowhere in the answer', async () => {
    const { account, answer } = await signIn();
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        userId: account.userId,
        username: account.username,
        roles: ['passenger'],
        token: expect.any(String),
        expiresIn: 900,
      },
    ]);
    expect(answer.set).toMatch(
      /^airside_refresh=[\w-]{43}; Path=\/api\/auth\/session; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(await me(answer.body['token'])).toBe(200);
  });

  test('refuses a wrong password like the login does, and sets no cookie', async () => {
    const { username } = await calls.newAccount();
    const { status, body, set } = await send('POST', path, { body: { username, password: 'wrong-password' } });
    expect([status, body['message'], set]).toEqual([401, 'Invalid username or password', '']);
  });

  test('is refreshed with a rotated cookie', async () => {
    const { account, answer } = await signIn();
    const next = await refresh(answer.cookie);
    expect([next.status, next.body]).toEqual([
      200,
      {
        userId: account.userId,
        username: account.username,
        roles: ['passenger'],
        token: expect.any(String),
        expiresIn: 900,
      },
    ]);
    expect(next.cookie).not.toBe(answer.cookie);
    expect(await me(next.body['token'])).toBe(200);
    expect((await refresh(next.cookie)).status).toBe(200);
  });

  test.each([
    ['no cookie', undefined],
    ['a cookie that nobody gave', 'airside_refresh=made-up'],
  ])('%s is refused, and whatever was there is cleared', async (_name, cookie) => {
    const { status, body, set } = await refresh(cookie);
    expect([status, body['code']]).toEqual([401, 'INVALID_REFRESH_TOKEN']);
    expect(set).toMatch(/^airside_refresh=; .*Max-Age=0/);
  });

  test('ends when an old cookie is used again', async () => {
    const { answer } = await signIn();
    const next = await refresh(answer.cookie);
    expect((await refresh(answer.cookie)).status).toBe(401);
    expect((await refresh(next.cookie)).status).toBe(401);
    expect(await me(next.body['token'])).toBe(401);
  });

  test('ends with signing out, also where the cookie is older than the last refresh; the cookie is cleared', async () => {
    const { answer } = await signIn();
    const next = await refresh(answer.cookie);
    const out = await send('DELETE', path, { cookie: answer.cookie });
    expect(out.status).toBe(204);
    expect(out.set).toMatch(/Max-Age=0/);
    expect(await me(next.body['token'])).toBe(401);
    expect((await refresh(next.cookie)).status).toBe(401);
    expect((await send('DELETE', path)).status).toBe(204);
  });

  test('counts failed tries together with those of the login', async () => {
    const { username } = await calls.newAccount();
    const body = { username, password: 'wrong-password' };
    const headers = { 'x-airside-client-address': '192.0.2.9' };
    for (let n = 0; n < 10; n += 1) await calls.call('POST', n % 2 ? path : '/api/auth/login', { body, headers });
    expect((await calls.call('POST', path, { body, headers })).status).toBe(429);
  });
});

describe('a page of another origin', () => {
  test.each([
    ['POST', path],
    ['POST', `${path}/refresh`],
    ['DELETE', path],
  ] as const)('%s %s is refused, and ends nothing', async (method, to) => {
    const { account, answer } = await signIn();
    const { username, password } = account;
    for (const page of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'http://fly.example:5000', 'sec-fetch-site': 'same-site' },
    ]) {
      const refused = await calls.call(method, to, {
        headers: { ...ownPage, ...page, cookie: answer.cookie },
        ...(to === path && method === 'POST' ? { body: { username, password } } : {}),
      });
      expect([refused.status, refused.headers['set-cookie']]).toEqual([403, undefined]);
    }
    expect((await refresh(answer.cookie)).status).toBe(200);
  });

  test('by https the cookie is for https alone', async () => {
    const { account } = await signIn();
    const { username, password } = account;
    const answer = await calls.call('POST', path, {
      body: { username, password },
      headers: { ...ownPage, origin: 'https://fly.example' },
    });
    expect(String(answer.headers['set-cookie'])).toMatch(/; Secure$/);
  });
});
