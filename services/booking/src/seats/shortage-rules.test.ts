import { flightPhases } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRefusal, refusalAfterAll } from './shortage-rules.ts';

describe('why nothing was sold', () => {
  test('a flight that cannot be sold is never tried again, one with a free seat always is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...flightPhases),
        fc.nat(180),
        fc.constantFrom('none' as const, 'unknown' as const, 'free' as const, 'taken' as const),
        fc.integer({ min: 1, max: 9 }),
        (phase, freeSeats, wanted, count) => {
          const refusal = decideRefusal({ phase, areSeatsOpened: true, freeSeats, wanted }, { count, isHeld: false });
          if (phase === 'cancelled') expect(refusal).toBe('FLIGHT_CANCELLED');
          if (refusal === undefined) {
            expect(freeSeats).toBeGreaterThanOrEqual(count);
            expect(['none', 'free']).toContain(wanted);
          }
        },
      ),
    );
  });

  test('says which of full and taken it is', () => {
    expect(
      decideRefusal(
        { phase: 'scheduled', areSeatsOpened: true, freeSeats: 0, wanted: 'none' },
        { count: 1, isHeld: false },
      ),
    ).toBe('FLIGHT_FULL');
    expect(
      decideRefusal(
        { phase: 'scheduled', areSeatsOpened: true, freeSeats: 3, wanted: 'taken' },
        { count: 1, isHeld: false },
      ),
    ).toBe('SEAT_TAKEN');
    expect(
      decideRefusal(
        { phase: 'scheduled', areSeatsOpened: true, freeSeats: 3, wanted: 'unknown' },
        { count: 1, isHeld: false },
      ),
    ).toBe('SEAT_UNKNOWN');
    expect(
      decideRefusal(
        { phase: 'scheduled', areSeatsOpened: true, freeSeats: 3, wanted: 'none' },
        { count: 4, isHeld: false },
      ),
    ).toBe('NOT_ENOUGH_SEATS');
    expect(
      decideRefusal(
        { phase: 'airborne', areSeatsOpened: true, freeSeats: 3, wanted: 'none' },
        { count: 1, isHeld: false },
      ),
    ).toBe('FLIGHT_DEPARTED');
  });
});

test('seats that nobody has made yet are no reason to refuse', () => {
  const unopened = { areSeatsOpened: false, freeSeats: 0, wanted: 'unknown' as const };
  expect(decideRefusal({ ...unopened, phase: 'scheduled' }, { count: 1, isHeld: false })).toBeUndefined();
  expect(decideRefusal({ ...unopened, phase: 'cancelled' }, { count: 1, isHeld: false })).toBe('FLIGHT_CANCELLED');
});

test('what a hold keeps is not missed among the free seats, but a cancelled flight is cancelled for it too', () => {
  const full = { areSeatsOpened: true, freeSeats: 0, wanted: 'none' as const };
  expect(decideRefusal({ ...full, phase: 'scheduled' }, { count: 2, isHeld: true })).toBeUndefined();
  expect(decideRefusal({ ...full, phase: 'cancelled' }, { count: 2, isHeld: true })).toBe('FLIGHT_CANCELLED');
  expect(refusalAfterAll({ count: 2, isHeld: true }, false)).toBe('HOLD_EXPIRED');
});
