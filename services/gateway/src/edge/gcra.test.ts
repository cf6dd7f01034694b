import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey, clientAddress, isLoopback } from './client-address.ts';
import { decideRate } from './gcra.ts';
import { createLocalLimiter } from './local-limiter.ts';

describe('the rate limit', () => {
  const rate = { intervalMs: 10, burst: 20 };

  test('allows a burst at once, then one per interval, and says when to come again', () => {
    const limiter = createLocalLimiter(rate);
    const allowed = Array.from({ length: 30 }, () => limiter.decide('a', 0).isAllowed).filter(Boolean).length;
    expect(allowed).toBe(20);
    expect(limiter.decide('a', 0)).toEqual({ isAllowed: false, retryAfterMs: 10 });
    expect([limiter.decide('a', 10).isAllowed, limiter.decide('a', 10).isAllowed]).toEqual([true, false]);
    expect(limiter.decide('b', 0).isAllowed).toBe(true);
  });

  test('never lets more through in any span of time than burst plus rate, whatever the pattern', () => {
    const pattern = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 300 });
    const rates = fc.record({ intervalMs: fc.integer({ min: 1, max: 40 }), burst: fc.integer({ min: 1, max: 30 }) });
    fc.assert(
      fc.property(pattern, rates, (gaps, given) => {
        let now = 0;
        let arrivalMs: number | undefined;
        const passed: number[] = [];
        for (const gap of gaps) {
          now += gap;
          const decision = decideRate(arrivalMs, now, given);
          if (!decision.isAllowed) continue;
          arrivalMs = decision.arrivalMs;
          passed.push(now);
        }
        for (const [index, from] of passed.entries()) {
          for (const [later, to] of passed.entries()) {
            if (later >= index)
              expect(later - index + 1).toBeLessThanOrEqual(given.burst + Math.floor((to - from) / given.intervalMs));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('lets whoever waits as long as told through, and not a moment earlier', () => {
    const waits = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(waits, (gaps) => {
        let now = 0;
        let arrivalMs: number | undefined;
        for (const gap of gaps) {
          now += gap;
          const decision = decideRate(arrivalMs, now, rate);
          if (decision.isAllowed) {
            arrivalMs = decision.arrivalMs;
            continue;
          }
          expect(decideRate(arrivalMs, now + decision.retryAfterMs - 0.001, rate).isAllowed).toBe(false);
          expect(decideRate(arrivalMs, now + decision.retryAfterMs, rate).isAllowed).toBe(true);
        }
      }),
    );
  });
});

test('an address has one spelling, and an IPv6 customer one key', () => {
  expect([clientAddress('::ffff:192.0.2.1'), clientAddress('2001:db8::1'), clientAddress(undefined)]).toEqual([
    '192.0.2.1',
    '2001:db8::1',
    'unknown',
  ]);
  expect([isLoopback('127.0.0.1'), isLoopback('::1'), isLoopback('192.0.2.127')]).toEqual([true, true, false]);
  expect(addressKey('192.0.2.1')).toBe('a:192.0.2.1');
  expect(addressKey('2001:db8::1')).toBe(addressKey('2001:db8:0:0:ffff::2'));
  expect(addressKey('2001:db8::1')).not.toBe(addressKey('2001:db8:0:1::1'));
});
