import { describe, expect, test } from 'vitest';
import { callers } from './callers.ts';
import type { Operation } from './operations.ts';
import {
  apartPercent,
  decisionFor,
  isRight,
  median,
  secretsIn,
  textsIn,
  trustedForgeries,
  wrongRights,
} from './rules.ts';

const operation = (given: Partial<Operation>): Operation => ({
  method: 'GET',
  path: '/x',
  access: 'signedIn',
  parameters: [],
  body: undefined,
  ...given,
});
const decisions = (given: Partial<Operation>) => callers.map((caller) => decisionFor(operation(given), caller));

describe('who may call', () => {
  test.each([
    ['public', { access: 'public' }, ['pass', 'pass', 'pass', 'pass', 'pass', 'pass']],
    ['any account', {}, [401, 'pass', 'pass', 'pass', 'pass', 'pass']],
    ['oneself and staff', { access: 'selfOrStaff' }, [401, 403, 'pass', 'pass', 'pass', 'pass']],
    ['ops', { access: ['ops', 'admin'] }, [401, 403, 403, 403, 'pass', 'pass']],
    ['admin', { access: ['admin'] }, [401, 403, 403, 403, 403, 'pass']],
    ["somebody's booking", { path: '/bookings/{bookingId}' }, [401, 'hidden', 'pass', 'pass', 'pass', 'pass']],
    [
      "a change of somebody's booking",
      { method: 'DELETE', path: '/holds/{holdId}' },
      [401, 'hidden', 'pass', 'known', 'known', 'known'],
    ],
    ['the holder of a cookie', { access: 'public', path: '/api/auth/session/refresh' }, [401, 401, 401, 401, 401, 401]],
  ] as const)('%s', (_name, given, expected) => {
    expect(decisions(given)).toEqual(expected);
  });

  test('a wrong answer is told from a right one', () => {
    expect(isRight('pass', 404)).toBe(true);
    expect(isRight('hidden', 404)).toBe(true);
    // Planted faults.
    expect(isRight('pass', 403)).toBe(false);
    expect(isRight('pass', 500)).toBe(false);
    expect(isRight('hidden', 200)).toBe(false);
    expect(isRight('hidden', 401)).toBe(false);
    expect(isRight(401, 403)).toBe(false);
    expect(isRight(403, 200)).toBe(false);
    expect(isRight('known', 401)).toBe(false);
  });
});

test('a planted secret is found in a log, and a redacted one is not', () => {
  const lines = ['{"msg":"request","path":"/x"}', '{"email":"a@example.org"}', '{"password":"[redacted]"}'];
  expect(secretsIn(lines, ['a@example.org', 'hunter2'])).toEqual(['a@example.org']);
  expect(textsIn({ one: 'a', deep: { two: ['b'] }, three: 3, none: null })).toEqual(['a', 'b']);
});

test('a right on the schema of another is wrong, and so is any but reading for the ETL', () => {
  const right = (role: string, schema: string, of = 'SELECT') => ({ role, schema, table: 't', right: of });
  expect(
    wrongRights([right('booking', 'booking', 'DELETE'), right('booking', 'booking_jobs'), right('etl', 'booking')]),
  ).toEqual([]);
  const planted = [right('user', 'booking'), right('user', 'booking_jobs'), right('etl', 'booking', 'UPDATE')];
  expect(wrongRights(planted)).toEqual(planted);
});

test('a forged header that arrives is found, whatever its case; the gateway’s own value of it is none', () => {
  const forged = { 'x-real-ip': '6.6.6.6', 'x-forwarded-for': '6.6.6.6' };
  expect(trustedForgeries(['X-Forwarded-For', '127.0.0.1'], forged)).toEqual([]);
  expect(trustedForgeries(['X-Real-IP', '6.6.6.6', 'x-forwarded-for', '127.0.0.1, 6.6.6.6'], forged)).toEqual([
    'x-real-ip',
    'x-forwarded-for',
  ]);
});

test('medians', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(apartPercent([100, 100, 900], [95, 95, 95])).toBe(5);
});
