import { expect, test } from 'vitest';
import { judgeTransient, parseObject, retryAfterMs } from './rules.ts';

const now = Temporal.Instant.from('2026-01-15T10:30:00Z');

test.each([
  ['7', 7000],
  ['0', 0],
  ['999999999', 86_400_000],
  ['Thu, 15 Jan 2026 10:30:30 GMT', 30_000],
  ['Thu, 15 Jan 2026 10:29:00 GMT', 0],
  ['-1', undefined],
  ['soon', undefined],
  ['', undefined],
])('Retry-After %j', (value, ms) => {
  expect(retryAfterMs({ 'retry-after': value }, now)).toBe(ms);
});

test.each([
  [429, 'unavailable'],
  [500, 'unavailable'],
  [503, 'unavailable'],
  [401, 'unavailable'],
  [408, 'unavailable'],
  [502, 'unknown'],
  [504, 'unknown'],
  [400, undefined],
  [404, undefined],
])('%i means %s', (status, kind) => {
  expect(judgeTransient({ status, headers: {} }, 'why', now)?.kind).toBe(kind);
});

test('what is no JSON object reads as an empty one', () => {
  for (const text of ['', 'null', '[', '12', '"text"', '<html>']) expect(parseObject(text)).toEqual({});
});
