import { expect, test } from 'vitest';
import { patienceOf } from './patience.ts';
import { createReadSession } from './session.ts';

test('work waits so long for a primary, and less for a standby', () => {
  expect(patienceOf(undefined, 1000, 5000)).toEqual({ primaryMs: 6000, standbyMs: 2500 });
  expect(patienceOf(undefined, 1000, 300)).toEqual({ primaryMs: 1300, standbyMs: 1300 });
});

test('a session that has not waited yet has all its patience, whenever its work begins', () => {
  expect(patienceOf(createReadSession().patience, 9000, 5000)).toEqual({ primaryMs: 14_000, standbyMs: 10_500 });
});

test('what a session waits for later ends when its first wait does', () => {
  const patience = patienceOf(undefined, 1000, 5000);
  expect(patienceOf(patience, 5900, 5000)).toBe(patience);
});
