import { expect, test } from 'vitest';
import { keyBytes, toggleKind } from './rules.ts';

test('kinds stay in one order, whatever was chosen first', () => {
  expect(toggleKind(['gate_change'], 'delay', true)).toEqual(['delay', 'gate_change']);
  expect(toggleKind(['delay', 'gate_change'], 'delay', false)).toEqual(['gate_change']);
});

test('a key of the server is read as unpadded base64url', () => {
  expect([...keyBytes('-_8B')]).toEqual([251, 255, 1]);
});
