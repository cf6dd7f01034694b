import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSecret, secretBytes, secretFrom, signatureHeaders } from './signature.ts';

test('the known example of Standard Webhooks is signed as its libraries sign it', () => {
  const headers = signatureHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    sentAt: Temporal.Instant.fromEpochMilliseconds(1_614_265_330_000),
    body: '{"test": 2432232314}',
  });
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('secrets of 24 to 64 bytes are taken, ours among them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 80 }), (length) => {
      expect(isSecret(secretFrom(Buffer.alloc(length, 7)))).toBe(length >= 24 && length <= 64);
    }),
  );
  expect(isSecret(secretFrom(Buffer.alloc(secretBytes)))).toBe(true);
  expect(isSecret('whsec_not base64, but long enough for a key')).toBe(false);
});

test('any other text is the key as it is', () => {
  expect(isSecret('a plain secret')).toBe(true);
  const message = { id: 'msg', sentAt: Temporal.Instant.fromEpochMilliseconds(1_614_265_330_000), body: '{}' };
  const expected = createHmac('sha256', 'a plain secret').update('msg.1614265330.{}').digest('base64');
  expect(signatureHeaders('a plain secret', message)['webhook-signature']).toBe(`v1,${expected}`);
});
