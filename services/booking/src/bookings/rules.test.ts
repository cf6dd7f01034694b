import { flightPhases } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Booked, decideReplay, hashBody, type Outcome } from './idempotency.ts';
import {
  bookingAnswer,
  bookingStatuses,
  bookingWord,
  composeLocator,
  decideAfterTry,
  decideRefusal,
  parseBookingId,
} from './rules.ts';

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
  const nothing = { isOpen: true, prior: undefined, booked: undefined };

  test('a sale is the answer', () => {
    expect(decideAfterTry({ ...nothing, booked }, 'h')).toEqual({ kind: 'answer', outcome: booked });
  });

  test('a used key repeats its outcome, unless the request was another', () => {
    const prior = { bodyHash: 'h', outcome: booked as Outcome };
    expect(decideAfterTry({ ...nothing, prior }, 'h')).toEqual({ kind: 'answer', outcome: booked });
    expect(decideAfterTry({ ...nothing, prior }, 'other')).toEqual({ kind: 'refuse', code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('a key at work is waited for, and no row at all is no proof of anything', () => {
    expect(decideAfterTry({ ...nothing, isOpen: false }, 'h')).toEqual({ kind: 'wait' });
    expect(decideAfterTry(nothing, 'h')).toEqual({ kind: 'recheck' });
  });
});

describe('why nothing was sold', () => {
  test('a flight that cannot be sold is never tried again, one with a free seat always is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...flightPhases),
        fc.nat(180),
        fc.constantFrom('none' as const, 'unknown' as const, 'free' as const, 'taken' as const),
        (phase, freeSeats, wanted) => {
          const refusal = decideRefusal({ phase, freeSeats, wanted });
          if (phase === 'cancelled') expect(refusal).toBe('FLIGHT_CANCELLED');
          if (refusal === undefined) {
            expect(freeSeats).toBeGreaterThan(0);
            expect(['none', 'free']).toContain(wanted);
          }
        },
      ),
    );
  });

  test('says which of full and taken it is', () => {
    expect(decideRefusal({ phase: 'scheduled', freeSeats: 0, wanted: 'none' })).toBe('FLIGHT_FULL');
    expect(decideRefusal({ phase: 'scheduled', freeSeats: 3, wanted: 'taken' })).toBe('SEAT_TAKEN');
    expect(decideRefusal({ phase: 'scheduled', freeSeats: 3, wanted: 'unknown' })).toBe('SEAT_UNKNOWN');
    expect(decideRefusal({ phase: 'airborne', freeSeats: 3, wanted: 'none' })).toBe('FLIGHT_DEPARTED');
  });
});

describe('bodies of requests with a key', () => {
  test('are the same in any order of members', () => {
    expect(hashBody({ flightId: 'FL001', seat: '1A' })).toBe(hashBody({ seat: '1A', flightId: 'FL001' }));
    expect(hashBody({ flightId: 'FL001', seat: undefined })).toBe(hashBody({ flightId: 'FL001' }));
  });

  test('differ when a value does, in kind or in text', () => {
    expect(hashBody({ flightId: 1 })).not.toBe(hashBody({ flightId: '1' }));
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
