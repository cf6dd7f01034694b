import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type bookingStatuses,
  type BookingStep,
  bookingSteps,
  type OrderState,
  type OrderStep,
  stepBooking,
  stepOrder,
} from './states.ts';

const steps = Object.keys(bookingSteps) as BookingStep[];

describe('a booking', () => {
  test('that was cancelled stays so, whatever happens', () => {
    for (const step of steps) expect(stepBooking('CANCELLED', step)).toBeUndefined();
  });

  test('is never confirmed twice without having lost its flight or its check-in in between', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 30 }), (walk) => {
        let status: (typeof bookingStatuses)[number] = 'PAYMENT_PENDING';
        let confirmed = 0;
        let lost = 0;
        for (const step of walk) {
          const next = stepBooking(status, step);
          if (next === undefined) continue;
          expect(next).not.toBe(status);
          if (next === 'CONFIRMED') confirmed += 1;
          if (status === 'NEEDS_REBOOKING' || status === 'CHECKED_IN') lost += 1;
          status = next;
        }
        expect(confirmed).toBeLessThanOrEqual(lost + 1);
      }),
    );
  });

  test('can be cancelled from wherever it has been paid', () => {
    for (const status of ['CONFIRMED', 'CHECKED_IN', 'NEEDS_REBOOKING'] as const)
      expect(stepBooking(status, 'cancel')).toBe('CANCELLED');
    for (const status of ['HELD', 'PAYMENT_PENDING'] as const) expect(stepBooking(status, 'cancel')).toBeUndefined();
  });
});

test('an order is confirmed or released, never both, and only the first of them counts', () => {
  const orderSteps: OrderStep[] = ['confirm', 'release', 'empty'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...orderSteps), { maxLength: 20 }), (walk) => {
      let order: OrderState = { state: 'PAYMENT_PENDING', dueAt: Temporal.Instant.from('2026-12-01T00:00Z') };
      const taken = walk.filter((step) => {
        const next = stepOrder(order, step);
        if (next !== undefined) order = next;
        return next !== undefined;
      });
      expect(taken.filter((step) => step !== 'empty').length).toBeLessThanOrEqual(1);
      if (taken.includes('empty')) expect(taken).toEqual(['confirm', 'empty']);
    }),
  );
});
