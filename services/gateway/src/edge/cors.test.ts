import { expect, test } from 'vitest';
import { corsHeaders, isPreflight } from './cors.ts';

const origins = new Set(['https://app.example']);
const preflight = { method: 'OPTIONS', origin: 'https://app.example', requestedMethod: 'POST' };

test('a listed origin may read answers, another may not, and caches keep them apart', () => {
  const listed = { method: 'GET', origin: 'https://app.example', requestedMethod: undefined };
  expect(corsHeaders(listed, origins)).toEqual(
    expect.arrayContaining(['vary', 'Origin', 'access-control-allow-origin', 'https://app.example']),
  );
  expect(corsHeaders({ ...listed, origin: 'https://evil.example' }, origins)).toEqual(['vary', 'Origin']);
  expect(corsHeaders({ ...listed, origin: undefined }, origins)).toEqual(['vary', 'Origin']);
  expect(corsHeaders(listed, new Set())).toEqual([]);
});

test('a preflight is told methods and headers; credentials are never allowed', () => {
  expect(isPreflight(preflight)).toBe(true);
  expect(isPreflight({ ...preflight, requestedMethod: undefined })).toBe(false);
  const told = corsHeaders(preflight, origins);
  expect(told.join()).toContain('Idempotency-Key');
  expect(told.join()).not.toContain('credentials');
});
