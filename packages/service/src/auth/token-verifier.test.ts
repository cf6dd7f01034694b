import { createTestTokens } from '@airside/testing';
import { describe, expect, test } from 'vitest';
import { createTokenVerifier } from './token-verifier.ts';

const tokens = createTestTokens();
const account = { userId: 7 };
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('an access token', () => {
  test('of ours is accepted, with its claims', async () => {
    expect(await tokens.verifyToken(tokens.sign(account))).toMatchObject({ sub: '7', roles: ['passenger'] });
  });

  test.each([
    ['without a signature (alg none)', (good: string) => `${part({ alg: 'none', typ: 'JWT' })}.${good.split('.')[1]}.`],
    [
      'with alg none under our kid',
      (good: string) => `${part({ alg: 'none', kid: tokens.jwks.keys[0]?.kid })}.${good.split('.')[1]}.`,
    ],
    [
      'with HS256 under our kid',
      (good: string) => `${part({ alg: 'HS256', kid: tokens.jwks.keys[0]?.kid })}.${good.split('.')[1]}.AAAA`,
    ],
    [
      'with other claims under the same signature',
      (good: string) => good.replace(/\.[^.]+\./, `.${part({ sub: '1', roles: ['admin'] })}.`),
    ],
    ['that is not a token', () => 'x.y.z'],
    ['that is empty', () => ''],
    ['that is endless', () => 'a'.repeat(100_000)],
  ])('%s is refused', async (_name, forge) => {
    expect(await tokens.verifyToken(forge(tokens.sign(account)))).toBeUndefined();
  });

  test.each([
    ['another issuer', { iss: 'elsewhere' as 'airside' }],
    ['another audience', { aud: 'elsewhere' as 'airside' }],
    ['an end in the past', { exp: 1 }],
    ['an account id that is no number', { sub: 'me' }],
    ['a role that does not exist', { roles: ['root' as 'admin'] }],
  ])('with %s is refused', async (_name, claims) => {
    expect(await tokens.verifyToken(tokens.sign(account, claims))).toBeUndefined();
  });

  test('of another key with an unknown kid is refused, and a flood of such tokens fetches keys once per interval', async () => {
    let fetches = 0;
    let now = 0;
    const verify = createTokenVerifier({
      fetchJwks: () => {
        fetches += 1;
        return Promise.resolve(tokens.jwks);
      },
      unknownKeyFetchMs: 2000,
      now: () => now,
    });
    for (let n = 0; n < 20; n += 1) expect(await verify(createTestTokens().sign(account))).toBeUndefined();
    expect(fetches).toBe(1);
    now = 3000;
    await verify(createTestTokens().sign(account));
    expect(fetches).toBe(2);
  });

  test('is still checked by the keys known so far while the user service is away', async () => {
    let now = 0;
    let isAway = false;
    const verify = createTokenVerifier({
      fetchJwks: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(tokens.jwks)),
      now: () => now,
    });
    expect(await verify(tokens.sign(account))).toBeDefined();
    isAway = true;
    now = 10 * 60_000;
    expect(await verify(tokens.sign(account))).toBeDefined();
  });
});
