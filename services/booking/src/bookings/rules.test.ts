import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookingStatuses } from '../orders/states.ts';
import { type Booked, decideReplay, hashBody, type Outcome } from './idempotency.ts';
import { bookingAnswer, bookingWord, composeLocator, decideAfterTry, parseBookingId } from './rules.ts';

const booked: Booked = {
  kind: 'booked',
  bookingId: 16,
  flightCode: 'FL001',
  amountMinor: 20_000,
  currency: 'EUR',
  locator: 'BCD234',
  seat: '1A',
};

describe('after a try to sell', () => {
  const nothing = { isOpen: true, prior: undefined, sold: undefined };
  const sold = { orderId: 16, amountMinor: 20_000, currency: 'EUR', outcome: booked };

  test('a sale is paid', () => {
    expect(decideAfterTry({ ...nothing, sold }, 'h')).toEqual({ kind: 'pay', sold });
  });

  test('a used key repeats its outcome, unless the request was another', () => {
    const prior = { bodyHash: 'h', outcome: booked as Outcome };
    expect(decideAfterTry({ ...nothing, prior }, 'h')).toEqual({ kind: 'answer', outcome: booked });
    expect(decideAfterTry({ ...nothing, prior }, 'other')).toEqual({ kind: 'refuse', code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('a key whose order is not settled yet is pending', () => {
    const declined = { kind: 'refused' as const, status: 402, body: { message: 'Payment declined' } };
    const outcome = { kind: 'pending' as const, orderId: 16, confirmed: booked, declined };
    expect(decideAfterTry({ ...nothing, prior: { bodyHash: 'h', outcome } }, 'h')).toEqual({
      kind: 'pending',
      outcome,
    });
    expect(decideAfterTry({ ...nothing, prior: { bodyHash: 'h', outcome } }, 'i').kind).toBe('refuse');
  });

  test('a key at work is waited for, and no row at all is no proof of anything', () => {
    expect(decideAfterTry({ ...nothing, isOpen: false }, 'h')).toEqual({ kind: 'wait' });
    expect(decideAfterTry(nothing, 'h')).toEqual({ kind: 'recheck' });
  });
});

describe('bodies of requests with a key', () => {
  test('are the same in any order of members', () => {
    expect(hashBody({ flightId: 'FL001', seat: '1A' })).toBe(hashBody({ seat: '1A', flightId: 'FL001' }));
    expect(hashBody({ flightId: 'FL001', seat: undefined })).toBe(hashBody({ flightId: 'FL001' }));
    expect(hashBody({ passengers: [{ a: 1, b: 2 }] })).toBe(hashBody({ passengers: [{ b: 2, a: 1 }] }));
  });

  test('differ when a value does, in kind or in text', () => {
    expect(hashBody({ flightId: 1 })).not.toBe(hashBody({ flightId: '1' }));
    expect(hashBody({ passengers: [1, 2] })).not.toBe(hashBody({ passengers: [2, 1] }));
    expect(hashBody({ a: [] })).not.toBe(hashBody({ a: {} }));
    expect(hashBody({ a: 'b,c' })).not.toBe(hashBody({ a: 'b', c: '' }));
  });

  test('replay only what they were sent with', () => {
    const prior = { bodyHash: hashBody({ flightId: 'FL001' }), outcome: booked as Outcome };
    expect(decideReplay(prior, hashBody({ flightId: 'FL001' })).kind).toBe('replay');
    expect(decideReplay(prior, hashBody({ flightId: 'FL002' })).kind).toBe('refuse');
  });
});

test('the answer prints the price that was sold, in whole major units', () => {
  expect(bookingAnswer(booked)).toEqual({
    message: 'Flight booked successfully',
    bookingId: 16,
    flightId: 'FL001',
    price: 200,
    currency: 'EUR',
    pnr: 'BCD234',
    seat: '1A',
    status: 'Confirmed',
  });
});

test('record locators have six characters, none of which is mistaken for another', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (stream) => {
      const locator = composeLocator((below) => Math.floor((stream.next().value ?? 0) * below));
      expect(locator).toMatch(/^[B-DF-HJ-NP-TV-Z2-9]{6}$/);
    }),
  );
});

test('every status has a word in the first API', () => {
  expect(bookingStatuses.map(bookingWord)).toEqual([
    'Pending',
    'Pending',
    'Confirmed',
    'Checked In',
    'Needs Rebooking',
    'Canceled',
  ]);
});

test('a booking is found by its key and by its text form', () => {
  expect([parseBookingId('16'), parseBookingId('B016'), parseBookingId('b1016')]).toEqual([16, 16, 1016]);
  for (const none of ['0', 'B000', '2147483648', 'x', '', 'C016']) expect(parseBookingId(none)).toBeUndefined();
});
