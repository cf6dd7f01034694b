import { flightPhases } from '@airside/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { soldBooking, soldFlight, soldOrder } from '../../../tests/sold-facts.ts';
import { bookingStatuses } from '../../orders/states.ts';
import { composeQuote, decideCancellation, isCurrent, mayConfirm } from './rules.ts';

const buyer = { userId: 1, isStaff: false };
const traveller = { userId: 2, isStaff: false };

test('a booking is cancelled, or was, or the refusal says why', () => {
  fc.assert(
    fc.property(fc.constantFrom(...bookingStatuses), fc.constantFrom(...flightPhases), (status, phase) => {
      const booking = soldBooking({ status, flight: soldFlight({ phase }) });
      const decision = decideCancellation(soldOrder({ bookings: [booking] }), booking, {
        scope: 'booking',
        asker: buyer,
      });
      if (status === 'CANCELLED') expect(decision.kind).toBe('alreadyCancelled');
      else if (status === 'HELD' || status === 'PAYMENT_PENDING')
        expect(decision).toEqual({ kind: 'refuse', code: 'PAYMENT_PENDING' });
      else if (['departed', 'airborne', 'landed', 'arrived', 'diverted'].includes(phase))
        expect(decision).toEqual({ kind: 'refuse', code: 'FLIGHT_DEPARTED' });
      else expect(decision.kind).toBe('cancel');
    }),
  );
});

test('all of an order is for its buyer, and not once a part of it has flown', () => {
  const [one, two] = [soldBooking({ id: 1 }), soldBooking({ id: 2, status: 'CANCELLED' })];
  const order = soldOrder({ bookings: [one, two] });
  expect(decideCancellation(order, one, { scope: 'order', asker: buyer })).toEqual({ kind: 'cancel', bookings: [one] });
  expect(decideCancellation(order, one, { scope: 'order', asker: traveller })).toEqual({
    kind: 'refuse',
    code: 'FORBIDDEN',
  });
  const flown = soldOrder({ bookings: [one, soldBooking({ id: 2, flight: soldFlight({ phase: 'landed' }) })] });
  expect(decideCancellation(flown, one, { scope: 'order', asker: buyer })).toEqual({
    kind: 'refuse',
    code: 'FLIGHT_DEPARTED',
  });
});

test('a quote adds up, within what is left of the money', () => {
  const bookings = [soldBooking({ id: 1 }), soldBooking({ id: 2 }), soldBooking({ id: 3 })];
  fc.assert(
    fc.property(fc.nat(80_000), (refundableMinor) => {
      const quote = composeQuote(soldOrder({ bookings }), bookings, {
        isDomestic: () => false,
        refundableMinor,
        now: Temporal.Instant.from('2026-02-27T00:00Z'),
      });
      expect(quote.covers.reduce((sum, { refundMinor }) => sum + refundMinor, 0)).toBe(quote.refundMinor);
      // Half of the fares of 160 each, and the taxes.
      expect([quote.refundMinor, quote.feeMinor]).toEqual([Math.min(36_000, refundableMinor), 24_000]);
    }),
  );
});

test('a quote is good while each booking lives, on its flight, at its price', () => {
  const covers = [{ bookingId: 1, flightId: 1, paidMinor: 20_000 }];
  const isGood = (booking: Parameters<typeof soldBooking>[0]) =>
    isCurrent(covers, soldOrder({ bookings: [soldBooking(booking)] }));
  expect([
    isGood({}),
    isGood({ status: 'NEEDS_REBOOKING' }),
    isGood({ status: 'CANCELLED' }),
    isGood({ amountMinor: 1 }),
    isGood({ flight: soldFlight({ id: 2 }) }),
  ]).toEqual([true, true, false, false, false]);
});

test('a traveller confirms quotes over the own seat and lap only', () => {
  const booking = soldBooking({ id: 1, passengerAccountId: 2 });
  const order = soldOrder({
    bookings: [booking, soldBooking({ id: 2, type: 'INF', infantOf: 1 }), soldBooking({ id: 3 })],
  });
  const may = (ids: number[], asker: typeof buyer) =>
    mayConfirm(
      { order, booking },
      ids.map((bookingId) => ({ bookingId })),
      asker,
    );
  expect([may([1, 2], traveller), may([1, 3], traveller), may([1, 3], buyer)]).toEqual([true, false, true]);
});
