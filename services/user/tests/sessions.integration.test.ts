import { accessTokenTtlSeconds } from '@airside/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCalls, startUserApp, type UserApp } from './user-app.ts';

let user: UserApp;
let calls: ReturnType<typeof createCalls>;

beforeAll(async () => {
  user = await startUserApp();
  calls = createCalls(user.app);
});
afterAll(() => user.close());

const refresh = (refreshToken: string) => calls.call('POST', '/api/auth/refresh', { body: { refreshToken } });
const me = async (token: string) => (await calls.call('GET', '/api/auth/me', { token })).status;

describe('signing in', () => {
  test('answers as the contract prints it, with a token of fifteen minutes', async () => {
    const account = await calls.newAccount();
    const { status, body } = await calls.call('POST', '/api/auth/login', {
      body: { username: account.username.toUpperCase(), password: account.password },
    });
    expect([status, body]).toEqual([
      200,
      {
        message: 'Login successful',
        userId: account.userId,
        token: expect.any(String),
        refreshToken: expect.any(String),
        expiresIn: 900,
      },
    ]);
    const [header, claims] = String(body['token'])
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
    expect(header).toMatchObject({ alg: 'EdDSA', kid: expect.any(String) });
    expect(Number(claims?.['exp']) - Number(claims?.['iat'])).toBe(accessTokenTtlSeconds);
    expect(claims).toMatchObject({ iss: 'airside', aud: 'airside', sub: String(account.userId), roles: ['passenger'] });
  });

  test('a wrong password and an unknown user get the same answer', async () => {
    const account = await calls.newAccount();
    const wrong = await calls.call('POST', '/api/auth/login', {
      body: { username: account.username, password: 'wrong-password' },
    });
    const unknown = await calls.call('POST', '/api/auth/login', {
      body: { username: 'nobody-at-all', password: 'wrong-password' },
    });
    const { requestId: _one, ...first } = wrong.body;
    const { requestId: _two, ...second } = unknown.body;
    expect([wrong.status, first]).toEqual([
      401,
      { message: 'Invalid username or password', code: 'INVALID_CREDENTIALS' },
    ]);
    expect([unknown.status, second]).toEqual([wrong.status, first]);
  });

  test('logout ends the session here at once', async () => {
    const account = await calls.newAccount();
    expect((await calls.call('POST', '/api/auth/logout', { token: account.token })).status).toBe(204);
    expect(await me(account.token)).toBe(401);
    expect((await refresh(account.refreshToken)).status).toBe(401);
  });
});

describe('refresh tokens', () => {
  test('rotate; the new pair works', async () => {
    const account = await calls.newAccount();
    const { status, body } = await refresh(account.refreshToken);
    expect([status, body]).toEqual([
      200,
      { userId: account.userId, token: expect.any(String), refreshToken: expect.any(String), expiresIn: 900 },
    ]);
    expect(await me(String(body['token']))).toBe(200);
    expect(body['refreshToken']).not.toBe(account.refreshToken);
  });

  test('a reused one ends the whole family', async () => {
    const account = await calls.newAccount();
    const second = await refresh(account.refreshToken);
    expect((await refresh(account.refreshToken)).status).toBe(401);
    expect((await refresh(String(second.body['refreshToken']))).status).toBe(401);
    expect(await me(account.token)).toBe(401);
  });

  test('of twenty uses of one token at once, exactly one gets a pair', async () => {
    const account = await calls.newAccount();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(account.refreshToken)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(19);
  });

  test('an unknown one is refused, and ends nobody else', async () => {
    const account = await calls.newAccount();
    expect((await refresh('unknown')).status).toBe(401);
    expect(await me(account.token)).toBe(200);
  });
});

describe('the login limit', () => {
  const fail = (username: string, address: string) =>
    calls.call('POST', '/api/auth/login', {
      body: { username, password: 'wrong-password' },
      headers: { 'x-airside-client-address': address },
    });

  test('ten failures for one account from one address, then 429 with Retry-After; elsewhere and for others it goes on', async () => {
    const account = await calls.newAccount();
    for (let n = 0; n < 10; n += 1) expect((await fail(account.username, '192.0.2.1')).status).toBe(401);
    const limited = await fail(account.username.toUpperCase(), '192.0.2.1');
    expect(limited.status).toBe(429);
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    expect((await fail(account.username, '192.0.2.2')).status).toBe(401);
    expect((await fail('another-one', '192.0.2.1')).status).toBe(401);
  });

  test('a volley at once gets no more tries than one after the other', async () => {
    const account = await calls.newAccount();
    const answers = await Promise.all(Array.from({ length: 22 }, () => fail(account.username, '192.0.2.3')));
    // Two attempts may be under way at once, so one more than ten can fail.
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(11);
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(11);
  });

  test('counts failures only', async () => {
    const account = await calls.newAccount();
    for (let n = 0; n < 15; n += 1)
      expect((await calls.login(account.username, account.password)).userId).toBe(account.userId);
  });

  test('a wider limit holds for one address over all accounts', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 101; n += 1) statuses.push((await fail(`nobody-${n}`, '192.0.2.4')).status);
    expect(statuses.slice(0, 100).every((status) => status === 401)).toBe(true);
    expect(statuses[100]).toBe(429);
  });

  test('logins go on without Redis, and the limit still holds', async () => {
    const account = await calls.newAccount();
    user.redis.disconnect();
    expect((await calls.login(account.username, account.password)).userId).toBe(account.userId);
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push((await fail(account.username, '192.0.2.5')).status);
    expect(statuses.slice(0, 10).every((status) => status === 401)).toBe(true);
    expect(statuses.slice(10)).toEqual([429, 429]);
  });
});

describe('signing keys', () => {
  test('are published without their private part', async () => {
    const { body, headers } = await calls.call('GET', '/.well-known/jwks.json');
    expect(body['keys']).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: expect.any(String), alg: 'EdDSA', use: 'sig' },
    ]);
    expect(headers['cache-control']).toContain('max-age=60');
  });

  test('rotate while tokens stay valid throughout', async () => {
    const account = await calls.newAccount();
    const kids = () => user.keyRing.jwks().keys.map(({ kid }) => kid);
    const first = user.keyRing.signingKey().kid;
    user.travel({ hours: 24 * 30 - 1, minutes: 50 });
    await Promise.all([user.keyRing.refresh(), user.keyRing.refresh(), user.keyRing.refresh()]);
    // Published ahead by one of the three, not yet signing.
    expect(kids()).toHaveLength(2);
    expect(user.keyRing.signingKey().kid).toBe(first);
    user.travel({ minutes: 16 });
    await user.keyRing.refresh();
    expect(user.keyRing.signingKey().kid).not.toBe(first);
    expect(kids()).toContain(first);
    expect(await me(account.token)).toBe(200);
    user.travel({ minutes: 40 });
    await user.keyRing.refresh();
    expect(kids()).not.toContain(first);
  });

  test('lie encrypted in the table', async () => {
    const [row] = await user.database.cluster.writer.query<{ key: Buffer }>(
      'select encrypted_private_key as key from signing_key limit 1',
    );
    expect(row?.key.includes(Buffer.from('302e020100300506032b6570', 'hex'))).toBe(false);
  });
});
