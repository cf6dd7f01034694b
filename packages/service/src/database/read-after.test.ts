import { expect, test } from 'vitest';
import { createReadAfterReader } from './read-after.ts';

const read = createReadAfterReader('a-secret-of-the-test');

test('a value comes back as it was given, and keeps what other clusters gave', () => {
  const first = read('*').with('booking', '0/16B3748');
  const second = read(first).with('users', '1/A0');
  const third = read(second).with('booking', '0/16B3750');
  expect(read(third).positionOf('booking')).toBe('0/16B3750');
  expect(read(third).positionOf('users')).toBe('1/A0');
  expect(read(third).positionOf('warehouse')).toBeUndefined();
});

test('what was not signed by us, or for another cluster, counts for nothing', () => {
  const value = read('*').with('booking', '0/16B3748');
  const foreign = createReadAfterReader('a-secret-of-another').call(undefined, '*').with('booking', '0/16B3748');
  const bad = [
    '',
    '*',
    foreign,
    value.replace('booking', 'users'),
    value.replace('0/16B3748', 'F/0'),
    `${value}x`,
    `${value}, ${'x'.repeat(1000)}`,
    'booking:0/16B3748:äääääääääääääääääääääääää',
  ];
  for (const one of bad) {
    expect([one, read(one).positionOf('booking')]).toEqual([one, undefined]);
    expect([one, read(one).positionOf('users')]).toEqual([one, undefined]);
  }
});
