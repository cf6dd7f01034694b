import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Breaker, createBreaker } from './breaker.ts';
import { addFailure, isTripped, tripRule } from './failure-window.ts';
import { judge } from './outcome.ts';

describe('the failure window', () => {
  const after = (...times: number[]) => times.reduce<number[]>((failures, at) => addFailure(failures, at), []);

  test('trips at the third failure within 17.5 s', () => {
    expect(isTripped(after(0, 1))).toBe(false);
    expect(isTripped(after(0, 1, 17_499))).toBe(true);
  });

  test('forgets failures that are older', () => {
    expect(isTripped(after(0, 1, tripRule.windowMs))).toBe(false);
    expect(isTripped(after(0, 17_000, 18_000, 35_000))).toBe(false);
    expect(isTripped(after(0, 17_000, 18_000, 34_000))).toBe(true);
  });
});

test.each([
  [{ kind: 'answered', status: 200 }, 'good'],
  [{ kind: 'answered', status: 404 }, 'good'],
  [{ kind: 'answered', status: 500 }, 'bad'],
  [{ kind: 'answered', status: 502 }, 'bad'],
  [{ kind: 'answered', status: 503 }, 'neutral'],
  [{ kind: 'answered', status: 504 }, 'bad'],
  [{ kind: 'unreachable' }, 'bad'],
  [{ kind: 'broken' }, 'bad'],
  [{ kind: 'timedOut' }, 'bad'],
  [{ kind: 'abandoned' }, 'neutral'],
] as const)('%j speaks %s of the instance', (outcome, verdict) => {
  expect(judge(outcome)).toBe(verdict);
});

describe('a breaker', () => {
  let breaker: Breaker;
  beforeEach(() => {
    vi.useFakeTimers();
    breaker = createBreaker('user_service_1');
  });
  afterEach(() => {
    breaker.close();
    vi.useRealTimers();
  });
  const call = (verdict: 'good' | 'bad' | 'neutral', now: number) => breaker.settle(breaker.admit(), verdict, now);
  const trip = () => [1, 2, 3].forEach((now) => call('bad', now));
  const settled = () => vi.advanceTimersByTimeAsync(0);

  test('opens at the third failure, and says how long', () => {
    call('bad', 1);
    call('good', 2);
    call('bad', 3);
    expect([breaker.state, breaker.isAdmitting]).toEqual(['closed', true]);
    call('bad', 4);
    expect([breaker.state, breaker.isAdmitting]).toEqual(['open', false]);
    expect([breaker.retryAfterSeconds(4), breaker.retryAfterSeconds(9_500), breaker.retryAfterSeconds(20_000)]).toEqual(
      [10, 1, 1],
    );
  });

  test('lets one call try after 10 s, and closes when it succeeds', async () => {
    trip();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(breaker.state).toBe('open');
    await vi.advanceTimersByTimeAsync(1);
    expect([breaker.state, breaker.isAdmitting]).toEqual(['halfOpen', true]);
    const trial = breaker.admit();
    expect(breaker.isAdmitting).toBe(false);
    breaker.settle(trial, 'good', 10_001);
    await settled();
    expect(breaker.state).toBe('closed');
    call('bad', 10_002);
    expect(breaker.state).toBe('closed');
  });

  test('opens again for 10 s when the trial fails', async () => {
    trip();
    await vi.advanceTimersByTimeAsync(10_000);
    call('bad', 10_001);
    await settled();
    expect([breaker.state, breaker.retryAfterSeconds(10_001)]).toEqual(['open', 10]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(breaker.state).toBe('halfOpen');
  });

  test('waits for the next trial when the client of the first one left', async () => {
    trip();
    await vi.advanceTimersByTimeAsync(10_000);
    call('neutral', 10_001);
    await settled();
    expect([breaker.state, breaker.isAdmitting]).toEqual(['halfOpen', true]);
  });

  test('is not moved by calls that began before it opened, or went past it', async () => {
    const early = breaker.admit();
    trip();
    const past = breaker.admit();
    await vi.advanceTimersByTimeAsync(10_000);
    breaker.settle(early, 'good', 10_001);
    breaker.settle(past, 'bad', 10_002);
    await settled();
    expect(breaker.state).toBe('halfOpen');
  });

  test('stays as it is forced, until it may decide again', async () => {
    breaker.force('closed');
    trip();
    expect([breaker.state, breaker.isAdmitting, breaker.forced]).toEqual(['closed', true, 'closed']);
    breaker.force('open');
    await vi.advanceTimersByTimeAsync(60_000);
    call('good', 60_000);
    await settled();
    expect([breaker.state, breaker.isAdmitting]).toEqual(['open', false]);
    breaker.force('auto');
    expect([breaker.state, breaker.isAdmitting, breaker.forced]).toEqual(['closed', true, undefined]);
  });
});
