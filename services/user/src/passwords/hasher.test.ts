import { beforeAll, expect, test } from 'vitest';
import { createPasswordHasher, type PasswordHasher } from './hasher.ts';

let passwords: PasswordHasher;
beforeAll(async () => {
  passwords = await createPasswordHasher({ pepper: 'pepper-of-the-test', cost: 4 });
});

test('a password matches its own hash only, and two hashes of it differ', async () => {
  const [one, two] = await Promise.all([passwords.hash('open sesame'), passwords.hash('open sesame')]);
  expect(one).not.toBe(two);
  expect(await passwords.matches('open sesame', one)).toBe(true);
  expect(await passwords.matches('open sesamE', one)).toBe(false);
});

test('every character counts: beyond the 72 bytes that bcrypt reads, and after a NUL', async () => {
  const long = 'x'.repeat(100);
  expect(await passwords.matches(`${long}b`, await passwords.hash(`${long}a`))).toBe(false);
  expect(await passwords.matches('before\0b', await passwords.hash('before\0a'))).toBe(false);
});

test('a hash is worthless without the pepper', async () => {
  const elsewhere = await createPasswordHasher({ pepper: 'another-pepper', cost: 4 });
  expect(await elsewhere.matches('open sesame', await passwords.hash('open sesame'))).toBe(false);
});

test('where there is no account nothing matches, not even what the dummy hash was made of', async () => {
  for (const password of ['', 'open sesame']) expect(await passwords.matches(password, undefined)).toBe(false);
});
