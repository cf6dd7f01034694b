import { expect, test } from 'vitest';
import { judgeFcm } from './rules.ts';

const now = Temporal.Instant.from('2026-01-15T10:30:00Z');

function answer(status: number, error: object, headers: Record<string, string> = {}) {
  return { status, headers, body: JSON.stringify({ error }) };
}
const withCode = (errorCode: string) => ({ message: 'no', details: [{ '@type': 'FcmError', errorCode }] });

test.each([
  [
    { status: 200, headers: {}, body: '{"name":"projects/p/messages/1"}' },
    { kind: 'accepted', providerId: 'projects/p/messages/1' },
  ],
  [answer(404, withCode('UNREGISTERED')), { kind: 'refused', isAddressDead: true }],
  [answer(403, withCode('SENDER_ID_MISMATCH')), { kind: 'refused', isAddressDead: true }],
  [
    answer(400, {
      ...withCode('INVALID_ARGUMENT'),
      message: 'The registration token is not a valid FCM registration token',
    }),
    { kind: 'refused', isAddressDead: true },
  ],
  [answer(400, withCode('INVALID_ARGUMENT')), { kind: 'refused', isAddressDead: false }],
  [answer(401, withCode('THIRD_PARTY_AUTH_ERROR')), { kind: 'unavailable' }],
  [answer(403, { status: 'PERMISSION_DENIED' }), { kind: 'unavailable' }],
  [answer(429, withCode('QUOTA_EXCEEDED'), { 'retry-after': '60' }), { kind: 'unavailable', retryAfterMs: 60_000 }],
  [answer(503, withCode('UNAVAILABLE'), { 'retry-after': '2' }), { kind: 'unavailable', retryAfterMs: 2000 }],
  [answer(500, withCode('INTERNAL')), { kind: 'unavailable' }],
  [
    { status: 404, headers: {}, body: '<html>' },
    { kind: 'refused', isAddressDead: false },
  ],
])('FCM answers %j', (given, outcome) => {
  expect(judgeFcm(given, now)).toMatchObject(outcome);
});
