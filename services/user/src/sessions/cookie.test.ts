import { describe, expect, test } from 'vitest';
import { isOwnPage, isSecurePage, readRefreshCookie, refreshCookie } from './cookie.ts';

describe('the cookie of a session', () => {
  test('is out of reach of scripts, other sites and other paths', () => {
    expect(refreshCookie('abc', false)).toBe(
      'airside_refresh=abc; Path=/api/auth/session; Max-Age=2592000; HttpOnly; SameSite=Strict',
    );
  });

  test('never leaves by http once it came by https', () => {
    expect(refreshCookie('abc', true)).toMatch(/; Secure$/);
    expect(isSecurePage('https://fly.example', 'http')).toBe(true);
    expect(isSecurePage(undefined, 'https')).toBe(true);
    expect(isSecurePage('http://localhost:4000', 'http')).toBe(false);
  });

  test('is taken away with the path it was set with', () => {
    expect(refreshCookie(undefined, false)).toMatch(/^airside_refresh=; Path=\/api\/auth\/session; Max-Age=0;/);
  });

  test.each([
    ['airside_refresh=abc', 'abc'],
    ['theme=dark; airside_refresh=abc; x=1', 'abc'],
    ['airside_refresh=', undefined],
    ['not_airside_refresh=abc', undefined],
    ['airside_refresh', undefined],
    [undefined, undefined],
  ])('is found in %s', (header, token) => {
    expect(readRefreshCookie(header)).toBe(token);
  });
});

describe('the page that asks', () => {
  const host = 'fly.example:4000';

  test.each([
    ['our own page', { origin: 'http://fly.example:4000', fetchSite: 'same-origin', host }],
    ['our own page of a browser that does not say where it is', { origin: undefined, fetchSite: undefined, host }],
    ['an address that somebody typed', { origin: undefined, fetchSite: 'none', host }],
  ])('%s is ours', (_name, page) => {
    expect(isOwnPage(page)).toBe(true);
  });

  test.each([
    ['another site', { origin: 'https://evil.example', fetchSite: 'cross-site', host }],
    ['another port of our host', { origin: 'http://fly.example:5000', fetchSite: 'same-site', host }],
    ['another port, by an old browser', { origin: 'http://fly.example:5000', fetchSite: undefined, host }],
    ['a page without an origin of its own', { origin: 'null', fetchSite: undefined, host }],
    ['a link of another site', { origin: undefined, fetchSite: 'cross-site', host }],
    ['a call whose host is not known', { origin: 'http://fly.example:4000', fetchSite: undefined, host: undefined }],
  ])('%s is not', (_name, page) => {
    expect(isOwnPage(page)).toBe(false);
  });
});
