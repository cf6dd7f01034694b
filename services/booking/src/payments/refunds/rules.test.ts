import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRefund, mostAttempts, refundKey, spread } from './rules.ts';

describe('a refund over several payments', () => {
  test('takes the oldest first', () => {
    const payments = [
      { paymentId: 1, leftMinor: 500 },
      { paymentId: 2, leftMinor: 300 },
    ];
    expect(spread(600, payments)).toEqual([
      { paymentId: 1, amountMinor: 500 },
      { paymentId: 2, amountMinor: 100 },
    ]);
    expect(spread(0, payments)).toEqual([]);
    expect(spread(-5, payments)).toEqual([]);
  });

  test('is never more than was wished, nor than is left of any', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.array(fc.nat(1000), { maxLength: 6 }), (wished, lefts) => {
        const payments = lefts.map((leftMinor, index) => ({ paymentId: index, leftMinor }));
        const parts = spread(wished, payments);
        const total = parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        expect(total).toBe(
          Math.min(
            wished,
            lefts.reduce((sum, left) => sum + left, 0),
          ),
        );
        for (const { paymentId, amountMinor } of parts) {
          expect(amountMinor).toBeGreaterThan(0);
          expect(amountMinor).toBeLessThanOrEqual(lefts[paymentId] ?? 0);
        }
      }),
    );
  });
});

describe('what becomes of a refund', () => {
  test('done, or dead at once where the provider refuses it for good', () => {
    expect(decideRefund({ kind: 'done', reference: 'c1' }, 1, 0)).toEqual({ kind: 'done', reference: 'c1' });
    expect(decideRefund({ kind: 'refused', reason: 'too_much' }, 1, 0)).toEqual({ kind: 'dead', reason: 'too_much' });
  });

  test('again after a growing pause, at most an hour, until its attempts are used up', () => {
    const at = (attempts: number) => decideRefund({ kind: 'unknown', reason: 'x' }, attempts, 0);
    expect([1, 2, 5, 13].map(at)).toEqual(
      [1, 2, 16, 3600].map((inSeconds) => ({ kind: 'again', inSeconds, reason: 'x' })),
    );
    expect(at(mostAttempts)).toEqual({ kind: 'dead', reason: 'x' });
  });
});

test('its key is unique per payment and cause', () => {
  expect(refundKey('order-17-0a1b2c3d', 'cancellation/5')).toBe('order-17-0a1b2c3d/refund/cancellation/5');
});
