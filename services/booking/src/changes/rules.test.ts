import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FareFamily, fareOf, standardFare } from '../fares/fares.ts';
import { soldBooking, soldFlight, soldOrder } from '../../tests/sold-facts.ts';
import {
  capAmounts,
  decideChangeFee,
  decideRefund,
  disruptionOf,
  findOwn,
  refuseChange,
  withExitRights,
  withInfants,
} from './rules.ts';

const bookedAt = Temporal.Instant.from('2026-01-01T00:00Z');
const hours = (count: number) => bookedAt.add({ seconds: Math.round(count * 3600) });
const price = fc.record({
  fareMinor: fc.nat(10_000_000),
  taxes: fc.array(fc.record({ code: fc.constant('XT'), name: fc.constant('Tax'), amountMinor: fc.nat(1_000_000) }), {
    maxLength: 4,
  }),
});
const standard = fareOf(standardFare);
const fare: fc.Arbitrary<FareFamily> = fc.array(fc.tuple(fc.nat(2000), fc.nat(100)), { maxLength: 5 }).map((steps) => {
  const descending = (all: number[]) => all.toSorted((one, two) => two - one);
  const before = descending(steps.map(([atLeastHoursBefore]) => atLeastHoursBefore));
  const percents = descending(steps.map(([, percent]) => percent));
  const refunds = before.map((atLeastHoursBefore, index) => ({ atLeastHoursBefore, percent: percents[index] ?? 0 }));
  return { ...standard, refunds };
});
const disruption = fc.constantFrom('none' as const, 'cancelled' as const, 'delayed' as const);
const paidOf = ({ fareMinor, taxes }: { fareMinor: number; taxes: readonly { amountMinor: number }[] }) =>
  fareMinor + taxes.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

describe('what comes back', () => {
  const given = { price, fare, disruption, departure: fc.nat(2000).map(hours), now: fc.nat(2100).map(hours) };

  test('is never below the taxes nor above what was paid, and with the fee sums to it', () => {
    fc.assert(
      fc.property(fc.record(given), (refund) => {
        const { refundMinor, feeMinor } = decideRefund({ ...refund, bookedAt });
        const paid = paidOf(refund.price);
        expect(refundMinor).toBeGreaterThanOrEqual(paid - refund.price.fareMinor);
        expect(refundMinor).toBeLessThanOrEqual(paid);
        expect(refundMinor + feeMinor).toBe(paid);
      }),
    );
  });

  test('never grows while one waits', () => {
    fc.assert(
      fc.property(fc.record(given), fc.nat(2000), (refund, wait) => {
        const later = refund.now.add({ hours: wait });
        const [soon, late] = [refund.now, later].map((now) => decideRefund({ ...refund, bookedAt, now }).refundMinor);
        expect(late).toBeLessThanOrEqual(soon ?? 0);
      }),
    );
  });

  test('is all of it after a disruption, whenever', () => {
    fc.assert(
      fc.property(fc.record(given), (refund) => {
        fc.pre(refund.disruption !== 'none');
        expect(decideRefund({ ...refund, bookedAt })).toMatchObject({ refundMinor: paidOf(refund.price), feeMinor: 0 });
      }),
    );
  });

  test.each([
    ['24 hours after booking, a week ahead', 168, 24, 100],
    ['a second later', 168, 24.0003, 50],
    ['at once, but less than a week ahead', 167.9, 0, 50],
    ['a week ahead to the hour', 1000, 832, 75],
    ['at the last step', 100, 76, 50],
    ['just after it', 100, 76.001, 0],
    ['after the scheduled departure', 100, 101, 0],
  ])('%s', (_name, departure, now, percent) => {
    const refund = decideRefund({
      price: { fareMinor: 10_000, taxes: [{ code: 'XT', name: 'Tax', amountMinor: 500 }] },
      fare: standard,
      disruption: 'none',
      bookedAt,
      departure: hours(departure),
      now: hours(now),
    });
    expect(refund).toMatchObject({ farePercent: percent, refundMinor: percent * 100 + 500 });
  });

  test('of an order is at most what is left of its money, in proportion', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1 }), fc.nat(3_000_000), (amounts, most) => {
        const capped = capAmounts(amounts, most);
        const sum = amounts.reduce((total, amount) => total + amount, 0);
        expect(capped.reduce((total, amount) => total + amount, 0)).toBe(Math.min(sum, most));
        for (const [index, amount] of capped.entries()) expect(amount).toBeLessThanOrEqual(amounts[index] ?? 0);
      }),
    );
  });
});

test('a change costs nothing where a cancellation would, and else what the fare says', () => {
  const sold = { price: { fareMinor: 10_000, taxes: [] }, fare: standard, bookedAt };
  const fee = (now: number, disrupted: 'none' | 'cancelled' = 'none') =>
    decideChangeFee({ ...sold, disruption: disrupted, departure: hours(500), now: hours(now) }).feeMinor;
  expect([fee(1), fee(300), fee(490), fee(490, 'cancelled')]).toEqual([0, 1500, 1500, 0]);
});

test.each([
  [{ phase: 'cancelled' }, false, 'cancelled'],
  [{ delayMinutes: 299 }, false, 'none'],
  [{ delayMinutes: 300 }, false, 'delayed'],
  [{ delayMinutes: 180 }, true, 'delayed'],
  [{ delayMinutes: 10, arrivalDelayMinutes: 300 }, false, 'delayed'],
] as const)('a flight with %j (domestic: %s) is %s', (flight, isDomestic, expected) => {
  expect(disruptionOf(soldBooking({ flight: soldFlight(flight) }), { isDomestic })).toBe(expected);
});

test('at an exit sits who can open it, and has no infant on the lap', () => {
  const people = [
    soldBooking({ id: 1 }),
    soldBooking({ id: 2, specialRequests: ['VGML'] }),
    soldBooking({ id: 3, specialRequests: ['WCHR'] }),
    soldBooking({ id: 4, type: 'CHD' }),
    soldBooking({ id: 5, type: 'INF', infantOf: 1 }),
  ];
  expect(withExitRights(people).map(({ mayUseExits }) => mayUseExits)).toEqual([false, true, false, false, false]);
});

describe('an order', () => {
  const order = soldOrder({
    accountId: 1,
    bookings: [
      soldBooking({ id: 1 }),
      soldBooking({ id: 2, type: 'INF', infantOf: 1 }),
      soldBooking({ id: 3, passengerAccountId: 3 }),
      soldBooking({ id: 4, type: 'INF', infantOf: 1, status: 'CANCELLED' }),
    ],
  });

  test('is its buyer’s and staff’s, a booking also its traveller’s, and nobody else’s', () => {
    expect(findOwn(order, 3, { userId: 1, isStaff: false })?.id).toBe(3);
    expect(findOwn(order, 3, { userId: 3, isStaff: false })?.id).toBe(3);
    expect(findOwn(order, 1, { userId: 3, isStaff: false })).toBeUndefined();
    expect(findOwn(order, 1, { userId: 9, isStaff: true })?.id).toBe(1);
    expect(findOwn(order, 9, { userId: 9, isStaff: true })).toBeUndefined();
  });

  test('an adult goes with the infants on the lap', () => {
    const idsWith = (index: number) => withInfants(order, order.bookings[index] ?? soldBooking({})).map(({ id }) => id);
    expect([idsWith(0), idsWith(2)]).toEqual([[1, 2], [3]]);
  });

  test.each([
    [{ status: 'CANCELLED' as const }, 'BOOKING_CANCELLED'],
    [{ status: 'PAYMENT_PENDING' as const }, 'PAYMENT_PENDING'],
    [{ flight: soldFlight({ phase: 'airborne' }) }, 'FLIGHT_DEPARTED'],
    [{ flight: soldFlight({ phase: 'cancelled' }), status: 'NEEDS_REBOOKING' as const }, undefined],
  ])('a booking with %j is refused with %s', (booking, expected) => {
    expect(refuseChange(order, soldBooking(booking))).toBe(expected);
  });
});
