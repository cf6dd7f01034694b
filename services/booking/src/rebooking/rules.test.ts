import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { soldBooking, soldFlight, soldOrder } from '../../tests/sold-facts.ts';
import { type Candidate, decideParty, needsRebooking, rankAlternatives, seatsOf } from './rules.ts';

const original = soldFlight({ id: 1, phase: 'cancelled' });
const now = Temporal.Instant.from('2026-02-28T12:00Z');
const none = { economy: 0, business: 0 };
const alternative = (id: number, minutesLater: number, free: Candidate['free'] = { economy: 9, business: 0 }) => ({
  flight: soldFlight({
    id,
    scheduledDeparture: original.scheduledDeparture.add({ minutes: minutesLater }),
    scheduledArrival: original.scheduledArrival.add({ minutes: minutesLater }),
  }),
  free,
});
const rank = (candidates: readonly Candidate[], more: Partial<Parameters<typeof rankAlternatives>[1]> = {}) =>
  rankAlternatives(candidates, {
    original,
    needed: { economy: 1, business: 0 },
    ahead: none,
    now,
    zone: 'UTC',
    ...more,
  });
const ids = (options: ReturnType<typeof rank>) => options.map(({ flight }) => flight.id);

describe('alternatives', () => {
  test('are ranked by how close they arrive, of equal ones the earliest departure first', () => {
    const options = rank([alternative(2, 120), alternative(3, -60), alternative(4, 60), alternative(5, 30)]);
    expect(ids(options)).toEqual([5, 3, 4, 2]);
    expect(options.map(({ rank: place }) => place)).toEqual([1, 2, 3, 4]);
    expect(options[1]).toMatchObject({
      arrivalDifferenceMinutes: -60,
      reasons: ['arrives 1 h earlier', 'same day', 'same airports', 'same airline', 'has a seat'],
    });
  });

  test('leave from now on, within three days, on sale, with seats for all; what they cost is no matter', () => {
    const gone = alternative(2, -20 * 60);
    const tooLate = alternative(3, 73 * 60);
    const flown = { ...alternative(4, 10), flight: soldFlight({ id: 4, phase: 'airborne' }) };
    const dollars = alternative(5, 10);
    dollars.flight = { ...dollars.flight, currency: 'USD', priceMinor: 99_999_999 };
    const small = alternative(6, 10, { economy: 1, business: 9 });
    const unopened = alternative(7, 3 * 24 * 60, undefined);
    const candidates = [gone, tooLate, flown, dollars, small, unopened, alternative(1, 0)];
    expect(ids(rank(candidates, { needed: { economy: 2, business: 0 } }))).toEqual([5, 7]);
  });

  test('a late flight counts with the times that are expected', () => {
    const late = { ...alternative(2, -24 * 60), flight: { ...alternative(2, -24 * 60).flight, delayMinutes: 23 * 60 } };
    expect(rank([alternative(3, 90), late]).map(({ arrivalDifferenceMinutes }) => arrivalDifferenceMinutes)).toEqual([
      -60, 90,
    ]);
  });

  test('whoever goes first takes the best; what is left is for the others', () => {
    const candidates = [
      alternative(2, 10, { economy: 3, business: 0 }),
      alternative(3, 60, { economy: 4, business: 0 }),
    ];
    const needed = { economy: 2, business: 0 };
    const withAhead = (economy: number) => ids(rank(candidates, { needed, ahead: { economy, business: 0 } }));
    expect([withAhead(0), withAhead(1), withAhead(2), withAhead(5), withAhead(6)]).toEqual([
      [2, 3],
      [2, 3],
      [3],
      [3],
      [],
    ]);
  });

  test('whatever is there, all that is offered can be taken, and is in order', () => {
    const candidate = fc
      .tuple(fc.integer({ min: 2, max: 500 }), fc.integer({ min: -6000, max: 6000 }), fc.nat(9), fc.nat(9))
      .map(([id, minutes, economy, business]) => alternative(id, minutes, { economy, business }));
    const seats = fc.record({ economy: fc.nat(9), business: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(candidate), seats, seats, (candidates, needed, ahead) => {
        const options = rank(candidates, { needed, ahead });
        for (const [index, { flight, arrivalDifferenceMinutes }] of options.entries()) {
          expect(Temporal.Instant.compare(flight.scheduledDeparture, now)).toBe(1);
          const before = options[index - 1]?.arrivalDifferenceMinutes ?? 0;
          expect(Math.abs(arrivalDifferenceMinutes)).toBeGreaterThanOrEqual(Math.abs(before));
        }
        const unhindered = new Set(ids(rank(candidates, { needed })));
        expect(ids(options).every((id) => unhindered.has(id))).toBe(true);
      }),
    );
  });
});

describe('a party', () => {
  const flight = soldFlight({ id: 1, phase: 'cancelled' });
  const stranded = (id: number, more: Parameters<typeof soldBooking>[0] = {}) =>
    soldBooking({ id, flight, status: 'NEEDS_REBOOKING', ...more });
  const [adult, infant, friend] = [stranded(1), stranded(2, { type: 'INF', infantOf: 1 }), stranded(3)];
  const elsewhere = soldBooking({ id: 4, flight: soldFlight({ id: 9 }) });
  const order = soldOrder({ bookings: [adult, infant, friend, elsewhere] });
  const decide = (booking: typeof adult, bookingIds?: number[], isBuyer = true) =>
    decideParty(order, booking, { bookingIds, isBuyer });

  test('is everybody of the order on that flight, or those named with the infants on their laps', () => {
    expect(decide(friend)).toEqual({ kind: 'party', bookings: [adult, infant, friend] });
    expect(decide(adult, [1])).toEqual({ kind: 'party', bookings: [adult, infant] });
    expect(decide(friend, undefined, false)).toEqual({ kind: 'party', bookings: [friend] });
  });

  test('has no strangers, no infant alone, and nobody who has a flight', () => {
    expect(decide(adult, [1, 4])).toEqual({ kind: 'refuse', code: 'BOOKING_NOT_FOUND' });
    expect(decide(friend, [1], false)).toEqual({ kind: 'refuse', code: 'BOOKING_NOT_FOUND' });
    expect(decide(adult, [2])).toEqual({ kind: 'refuse', code: 'INFANT_ALONE' });
    expect(decide(elsewhere)).toEqual({ kind: 'refuse', code: 'REBOOKING_NOT_NEEDED' });
  });

  test('needs seats by cabin, infants none', () => {
    expect(seatsOf([adult, infant, stranded(5, { cabin: 'business' })])).toEqual({ economy: 1, business: 1 });
  });

  test('needs rebooking once the flight is cancelled, marked or not', () => {
    expect(needsRebooking(stranded(1))).toBe(true);
    expect(needsRebooking(stranded(1, { status: 'CHECKED_IN' }))).toBe(true);
    expect(needsRebooking(stranded(1, { status: 'CANCELLED' }))).toBe(false);
    expect(needsRebooking(elsewhere)).toBe(false);
  });
});
