import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Breaker, createBreaker } from './breaker.ts';

describe('the breaker', () => {
  let breaker: Breaker<[], string>;
  let answer: () => Promise<string>;
  let calls: number;

  beforeEach(() => {
    vi.useFakeTimers();
    calls = 0;
    answer = () => Promise.reject(new Error('down'));
    breaker = createBreaker(
      () => {
        calls += 1;
        return answer();
      },
      { fewestCalls: 3, windowMs: 60_000, openMs: 30_000 },
    );
  });
  afterEach(() => {
    breaker.close();
    vi.useRealTimers();
  });
  const outcome = () =>
    breaker.call().catch((error: unknown) => (error as { reason?: string }).reason ?? (error as Error).message);
  const outcomes = async (count: number) => {
    const seen: string[] = [];
    for (let turn = 0; turn < count; turn += 1) seen.push(await outcome());
    return seen;
  };

  test('opens when most of the calls failed, and calls nobody then', async () => {
    expect(await outcomes(4)).toEqual(['down', 'down', 'down', 'breaker_open']);
    expect([calls, breaker.isAdmitting()]).toEqual([3, false]);
  });

  test('stays closed while half of the calls are good', async () => {
    let turn = 0;
    answer = () => ((turn += 1) % 2 === 0 ? Promise.reject(new Error('down')) : Promise.resolve('good'));
    await outcomes(20);
    expect([calls, breaker.isAdmitting()]).toEqual([20, true]);
  });

  test('lets one call try later: a bad one opens it again, a good one closes it', async () => {
    await outcomes(3);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(breaker.isAdmitting()).toBe(true);
    expect(await Promise.all([outcome(), outcome(), outcome()])).toEqual(['down', 'breaker_open', 'breaker_open']);
    expect([calls, breaker.isAdmitting()]).toEqual([4, false]);
    await vi.advanceTimersByTimeAsync(30_000);
    answer = () => Promise.resolve('good');
    expect(await outcomes(2)).toEqual(['good', 'good']);
    expect(breaker.isAdmitting()).toBe(true);
  });
});
