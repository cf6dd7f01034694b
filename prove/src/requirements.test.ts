import { expect, test } from 'vitest';
import { rowOf } from './requirements.ts';

test('a row of the table says which requirements its experiment proves', () => {
  expect(rowOf('holds', 'held seats under buyers (R8)')).toBe('R8 holds');
  expect(rowOf('last-seats', 'exactly 50 sold; one booking, paid once (R7, R9)')).toBe('R7, R9 last-seats');
  expect(rowOf('security', 'from outside (a test), and from inside (S1–S12)')).toBe('S1–S12 security');
  expect(rowOf('backbone', 'each in its room, once, in order')).toBe('backbone');
});
