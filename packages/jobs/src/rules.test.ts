import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deadlinesOf, doublingPause, idFrom } from './rules.ts';

test('pauses double up to a minute', () => {
  expect([1, 2, 3, 7, 8, 50].map(doublingPause)).toEqual([1, 2, 4, 60, 60, 60]);
});

test('a short job is missed when its time is over, a long one at its heartbeat', () => {
  expect(deadlinesOf(5)).toEqual({ expireInSeconds: 6, heartbeatSeconds: null });
  expect(deadlinesOf(60)).toEqual({ expireInSeconds: 61, heartbeatSeconds: 10 });
});

test('an id is a uuid that depends on its parts and on nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
      expect(idFrom(...one)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(idFrom(...one) === idFrom(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
  expect(idFrom('a', 'b')).not.toBe(idFrom('ab'));
});
