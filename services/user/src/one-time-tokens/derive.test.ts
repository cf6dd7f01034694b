import { expect, test } from 'vitest';
import { createTokenOf } from './derive.ts';

const id = '0190b3f0-0000-4000-8000-000000000001';

test('every instance with the secret finds the same token for an id', () => {
  expect(createTokenOf('a secret')(id)).toBe(createTokenOf('a secret')(id));
  expect(createTokenOf('a secret')(id)).toMatch(/^[\w-]{43}$/);
});

test('another id or another secret makes another token', () => {
  const tokens = [
    createTokenOf('a secret')(id),
    createTokenOf('a secret')(id.replace('001', '002')),
    createTokenOf('b')(id),
  ];
  expect(new Set(tokens).size).toBe(3);
});
