import { expect, test } from 'vitest';
import { emailFault, passwordFault, phoneFault, usernameFault } from './rules.ts';

test('what the API would refuse is told before it is sent', () => {
  expect(['ab', 'a b', 'ană', 'x'.repeat(65)].map(usernameFault)).toEqual(Array(4).fill('username'));
  expect(['ana.p_1-x', 'ANA'].map(usernameFault)).toEqual([undefined, undefined]);
  expect([passwordFault('1234567'), passwordFault('12345678')]).toEqual(['password', undefined]);
  expect([emailFault('ana'), emailFault('a@b'), emailFault('ana@example.org')]).toEqual(['email', 'email', undefined]);
  expect([phoneFault('022123456'), phoneFault(''), phoneFault('+37322123456')]).toEqual([
    'phone',
    undefined,
    undefined,
  ]);
});
