import { expect, test } from 'vitest';
import { seal, unseal } from './sealing.ts';

const plain = Buffer.from('a private key');
const sealed = seal(plain, 'the secret', 'kid-1');

test('a sealed key opens with the secret and for the id it was sealed with', () => {
  expect(unseal(sealed, 'the secret', 'kid-1')).toEqual(plain);
});

test('it shows nothing of the key, and never looks the same twice', () => {
  expect(sealed.includes(plain)).toBe(false);
  expect(seal(plain, 'the secret', 'kid-1').equals(sealed)).toBe(false);
});

test.each([
  ['another secret', sealed, 'another secret', 'kid-1'],
  ['another id', sealed, 'the secret', 'kid-2'],
  ['a changed byte', Buffer.from(sealed.map((byte, index) => (index === 30 ? byte ^ 1 : byte))), 'the secret', 'kid-1'],
])('%s opens nothing, and the message says where to look', (_name, bytes, secret, kid) => {
  expect(() => unseal(bytes, secret, kid)).toThrow('SIGNING_KEY_SECRET');
});
