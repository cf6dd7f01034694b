import { expect, test } from 'vitest';
import { createUnsubscribeTokens } from './unsubscribe-token.ts';

const key = '0190b3f0-0000-4000-8000-000000000001';
const tokens = createUnsubscribeTokens('a secret');

test('a link names its own delivery', () => {
  expect(tokens.read(tokens.create(key))).toBe(key);
});

test.each([
  ['another secret', createUnsubscribeTokens('another').create(key)],
  ['another delivery', tokens.create(key).replace('001.', '002.')],
  ['no signature', key],
  ['nothing', ''],
  ['no key', `.${tokens.create(key).split('.')[1]}`],
  ['a cut signature', tokens.create(key).slice(0, -4)],
])('a link with %s is refused', (_what, token) => {
  expect(tokens.read(token)).toBeUndefined();
});
