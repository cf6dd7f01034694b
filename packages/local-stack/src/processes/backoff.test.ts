import { expect, test } from 'vitest';
import { decideRestart } from './backoff.ts';

test('the wait before a restart doubles from 0.2 s and never passes 10 s', () => {
  const waits: number[] = [];
  let crashesInARow = 0;
  for (let crash = 0; crash < 9; crash++) {
    const decision = decideRestart({ crashesInARow, livedMs: 50 });
    crashesInARow = decision.crashesInARow;
    waits.push(decision.delayMs);
  }
  expect(waits).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
});

test('thirty seconds of life make the next crash the first one again', () => {
  expect(decideRestart({ crashesInARow: 8, livedMs: 30_000 })).toEqual({ crashesInARow: 1, delayMs: 200 });
  expect(decideRestart({ crashesInARow: 8, livedMs: 29_999 })).toEqual({ crashesInARow: 9, delayMs: 10_000 });
});

test('a thousand crashes in a row still give a finite wait', () => {
  expect(decideRestart({ crashesInARow: 1000, livedMs: 1 }).delayMs).toBe(10_000);
});
