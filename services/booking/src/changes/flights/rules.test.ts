import fc from 'fast-check';
import { expect, test } from 'vitest';
import { soldBooking, soldFlight, soldOrder } from '../../../tests/sold-facts.ts';
import { composeChange, decideMovers, dueOf, refuseFlight } from './rules.ts';

test('what is due is paid or given back, never both, and is the difference with the fee', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.nat(1e6), (differenceMinor, feeMinor) => {
      const { toPayMinor, refundMinor } = dueOf({ differenceMinor, feeMinor });
      expect(toPayMinor - refundMinor).toBe(differenceMinor + feeMinor);
      expect(Math.min(toPayMinor, refundMinor)).toBe(0);
    }),
  );
});

test('everybody moves at the price of the new flight, for the fee of the old fare', () => {
  const bookings = [soldBooking({ id: 1 }), soldBooking({ id: 2, type: 'INF', infantOf: 1, amountMinor: 2000 })];
  const change = composeChange(soldOrder({ bookings }), bookings, {
    priceOf: ({ type }) => ({
      fareMinor: type === 'INF' ? 2000 : 21_000,
      taxes: [{ code: 'XT', name: 'Tax', amountMinor: 500 }],
      totalMinor: type === 'INF' ? 2500 : 21_500,
      currency: 'EUR',
    }),
    disruptionOf: () => 'none',
    now: Temporal.Instant.from('2026-02-27T00:00Z'),
  });
  expect(change).toMatchObject({
    covers: [
      { bookingId: 1, flightId: 1, paidMinor: 20_000, newMinor: 21_500 },
      { bookingId: 2, flightId: 1, paidMinor: 2000, newMinor: 2500 },
    ],
    differenceMinor: 2000,
    feeMinor: 4800,
    conditions: [
      'By the conditions of the fare, the change costs 15 % of the fare, and the difference of the prices counts.',
    ],
  });
});

test('an infant does not move without the lap, nor who has flown', () => {
  const [adult, infant] = [soldBooking({ id: 1 }), soldBooking({ id: 2, type: 'INF', infantOf: 1 })];
  const order = soldOrder({ bookings: [adult, infant] });
  expect(decideMovers(order, adult)).toEqual({ kind: 'move', bookings: [adult, infant] });
  expect(decideMovers(order, infant)).toEqual({ kind: 'refuse', code: 'INFANT_ALONE' });
  const gone = soldBooking({ flight: soldFlight({ phase: 'departed' }) });
  expect(decideMovers(soldOrder({ bookings: [gone] }), gone)).toEqual({ kind: 'refuse', code: 'FLIGHT_DEPARTED' });
});

test.each([
  [{ phase: 'cancelled' }, 'FLIGHT_CANCELLED'],
  [{ phase: 'arrived' }, 'FLIGHT_DEPARTED'],
  [{ currency: 'USD' }, 'CURRENCY_DIFFERS'],
  [{}, undefined],
] as const)('a flight with %j is refused with %s', (flight, expected) => {
  expect(refuseFlight({ currency: 'EUR' }, soldFlight(flight))).toBe(expected);
});
