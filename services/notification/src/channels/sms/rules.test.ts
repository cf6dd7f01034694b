import { expect, test } from 'vitest';
import { isListed, judgeTwilio, parseListed, receiptOf } from './rules.ts';

const now = Temporal.Instant.from('2026-01-15T10:30:00Z');
const answer = (status: number, body: object | string) => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

test.each([
  [answer(201, { sid: 'SM1' }), { kind: 'accepted', providerId: 'SM1' }],
  [answer(201, 'not JSON'), { kind: 'accepted', providerId: undefined }],
  [answer(400, { code: 21_211, message: 'invalid' }), { kind: 'refused', isAddressDead: true }],
  [answer(400, { code: 21_610, message: 'stopped' }), { kind: 'refused', isAddressDead: true }],
  [answer(400, { code: 21_602, message: 'no body' }), { kind: 'refused', isAddressDead: false }],
  [answer(401, { code: 20_003, message: 'Authenticate' }), { kind: 'unavailable' }],
  [answer(403, { code: 20_005, message: 'suspended' }), { kind: 'unavailable' }],
  [answer(429, { code: 20_429, message: 'slow down' }), { kind: 'unavailable', retryAfterMs: 1000 }],
  [answer(504, 'gateway'), { kind: 'unknown' }],
])('Twilio answers %j', (given, outcome) => {
  expect(judgeTwilio(given, now)).toMatchObject(outcome);
});

test('only the same text to the same number within the hour was sent before', () => {
  const at = (time: string) => `Thu, 15 Jan 2026 ${time} +0000`;
  const listed = parseListed(
    JSON.stringify({
      messages: [
        { sid: 'SM1', to: '+1', body: 'late', date_created: at('10:29:58') },
        { sid: 'SM2', to: '+2', body: 'old', date_created: at('09:00:00') },
        { sid: 'SM3', to: '+3', body: 'no time', date_created: null },
      ],
    }),
  );
  expect(listed.map(({ sid }) => sid)).toEqual(['SM1', 'SM2']);
  expect(isListed(listed, { phone: '+1', text: 'late' }, now)).toBe(true);
  expect(isListed(listed, { phone: '+1', text: 'later' }, now)).toBe(false);
  expect(isListed(listed, { phone: '+9', text: 'late' }, now)).toBe(false);
  expect(isListed(listed, { phone: '+2', text: 'old' }, now)).toBe(false);
});

test('a status says how a message ended, or that it has not', () => {
  expect(['queued', 'sending', 'sent', 'accepted'].map(receiptOf)).toEqual(Array.from({ length: 4 }, () => undefined));
  expect(['delivered', 'undelivered', 'failed'].map(receiptOf)).toEqual(['delivered', 'failed', 'failed']);
});
