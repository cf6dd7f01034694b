import { expect, test } from 'vitest';
import { routes } from '../routes.ts';
import { cacheControlOf, chooseEncoding, screens, typeOf } from './rules.ts';

const both = ['br', 'gzip'] as const;

test.each([
  ['gzip, deflate, br, zstd', both, 'br'],
  ['gzip, deflate', both, 'gzip'],
  ['br;q=0, gzip', both, 'gzip'],
  ['br;q=0.5, gzip;q=1.0', both, 'br'],
  ['*', both, 'br'],
  ['*;q=0', both, undefined],
  ['identity', both, undefined],
  ['br', ['gzip'] as const, undefined],
  ['', both, undefined],
  [undefined, both, undefined],
])('a client that takes %s, of %s, gets %s', (accepted, available, chosen) => {
  expect(chooseEncoding(accepted, available)).toBe(chosen);
});

test('what has its hash in its name is kept for good, and the page that names it never goes stale', () => {
  expect(cacheControlOf('/assets/index-a1b2c3.js')).toMatch(/immutable/);
  expect(cacheControlOf('/index.html')).toBe('no-cache');
  expect(cacheControlOf('/push-worker.js')).toBe('no-cache');
});

test('a file without a known ending is not taken for a page', () => {
  expect(typeOf('a.html')).toMatch(/^text\/html/);
  expect(typeOf('LICENSE')).toBe('application/octet-stream');
});

test('no screen hides a route of the API', () => {
  for (const screen of screens) {
    expect(routes.filter(({ prefix }) => prefix === screen || prefix.startsWith(`${screen}/`))).toEqual([]);
  }
});
