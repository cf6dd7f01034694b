import { expect, test } from 'vitest';
import { askUnlessPaused, createPause } from './pause.ts';

function pausedAt(failedMs: number) {
  const clock = { nowMs: failedMs };
  const pause = createPause(() => clock.nowMs, 1000);
  pause.failed();
  return { clock, pause };
}

test('while a server is gone one request in a while waits for it, all others go on at once', () => {
  const { clock, pause } = pausedAt(0);
  clock.nowMs = 999;
  expect(pause.mayAsk()).toBe(false);
  clock.nowMs = 1000;
  expect([pause.mayAsk(), pause.mayAsk(), pause.mayAsk()]).toEqual([true, false, false]);
  // It waits for 250 ms in vain.
  clock.nowMs = 1250;
  pause.failed();
  clock.nowMs = 2249;
  expect(pause.mayAsk()).toBe(false);
});

test('one answer lets everybody ask again', () => {
  const { clock, pause } = pausedAt(0);
  clock.nowMs = 1000;
  pause.mayAsk();
  pause.answered();
  expect([pause.mayAsk(), pause.mayAsk(), pause.isOn()]).toEqual([true, true, false]);
});

test('a request that asks alone and is never heard of again does not end the asking for good', () => {
  const { clock, pause } = pausedAt(0);
  clock.nowMs = 1000;
  pause.mayAsk();
  clock.nowMs = 2000;
  expect(pause.mayAsk()).toBe(true);
});

test('a failure is answered with nothing, told once to whoever listens, and nobody is asked then', async () => {
  const pause = createPause(() => 0);
  const failures: unknown[] = [];
  let asked = 0;
  const ask = async () => {
    asked += 1;
    throw new Error('gone');
  };
  const answers = [
    await askUnlessPaused(pause, ask, (error) => failures.push(error)),
    await askUnlessPaused(pause, ask, (error) => failures.push(error)),
  ];
  expect({ answers, asked, failures: failures.length }).toEqual({
    answers: [undefined, undefined],
    asked: 1,
    failures: 1,
  });
});
