import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import webPush from 'web-push';
import { subscriptionOf } from '../../receivers/subscription.ts';
import { deriveKeys, encryptPush, mostPayloadBytes } from './encrypt.ts';

const base64 = (text: string) => Buffer.from(text, 'base64url');

test('keys are derived as in RFC 8291, appendix A', () => {
  const { key, nonce } = deriveKeys(base64('kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs'), {
    auth: base64('BTBZMqHH6r4Tts7J_aSIgg'),
    receiver: base64('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
    sender: base64('BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8'),
    salt: base64('DGv6ra1nlYgDCS1FRnbzlw'),
  });
  expect(key.toString('base64url')).toBe('oIhVW04MRdy2XN9CiKLxTg');
  expect(nonce.toString('base64url')).toBe('4h_95klXJ5E_qnoN');
});

test('a message made by web-push is read by our receiver', () => {
  const browser = subscriptionOf('a secret', 'zoe');
  const payload = JSON.stringify({ title: 'Late 🕒' });
  const { cipherText } = webPush.encrypt(browser.keys.p256dh, browser.keys.auth, payload, 'aes128gcm');
  expect(browser.decrypt(cipherText).toString()).toBe(payload);
});

test('what is encrypted for a browser comes out the same, and for nobody else', async () => {
  const browser = subscriptionOf('a secret', 'zoe');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: mostPayloadBytes }), async (bytes) => {
      const sealed = await encryptPush(Buffer.from(bytes), browser.keys, randomBytes(16));
      expect(sealed.length).toBeLessThanOrEqual(4096);
      expect(browser.decrypt(sealed).equals(Buffer.from(bytes))).toBe(true);
      expect(() => subscriptionOf('a secret', 'other').decrypt(sealed)).toThrow();
    }),
    { numRuns: 50 },
  );
});

test('keys that are none, and payloads that are too long, are refused', async () => {
  const { keys } = subscriptionOf('a secret', 'zoe');
  const salt = randomBytes(16);
  await expect(encryptPush(Buffer.alloc(mostPayloadBytes + 1), keys, salt)).rejects.toThrow(/longer/);
  await expect(encryptPush(Buffer.from('x'), { ...keys, auth: 'AAAA' }, salt)).rejects.toThrow(/16 bytes/);
  await expect(encryptPush(Buffer.from('x'), { ...keys, p256dh: 'AAAA' }, salt)).rejects.toThrow(/P-256/);
  const offCurve = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString('base64url');
  await expect(encryptPush(Buffer.from('x'), { ...keys, p256dh: offCurve }, salt)).rejects.toThrow();
});
