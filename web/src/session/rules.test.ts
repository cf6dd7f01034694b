import { expect, test } from 'vitest';
import { isFresh, isSomebodyElse, safeNext, signedInOf } from './rules.ts';

const answer = { userId: 7, username: 'ana', roles: ['passenger' as const], token: 't', expiresIn: 900 };
const ana = signedInOf(answer, 1_000);

test('a token is renewed before it ends', () => {
  expect(isFresh(ana, 1_000 + 869_000)).toBe(true);
  expect(isFresh(ana, 1_000 + 870_000)).toBe(false);
  expect(isFresh({ kind: 'anonymous' }, 0)).toBe(false);
});

test('signing out, and signing in as another, make it somebody else; a new token does not', () => {
  expect(isSomebodyElse(ana, { kind: 'anonymous' })).toBe(true);
  expect(isSomebodyElse(ana, { ...ana, userId: 8 })).toBe(true);
  expect(isSomebodyElse(ana, { ...ana, token: 'u' })).toBe(false);
  expect(isSomebodyElse({ kind: 'anonymous' }, ana)).toBe(false);
});

test('after signing in nobody is led to another site', () => {
  expect(safeNext('/trips?x=1')).toBe('/trips?x=1');
  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', 'trips', '/a\nb', '', 5, undefined])
    expect(safeNext(next)).toBe('/');
});
