import { aircraftTypes } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacityOf, listSeats } from './layout.ts';
import { seatMaps } from './seat-maps.ts';
import { planSwap, type Seated } from './swap-rules.ts';

const person = (bookingId: number, seat: string | null, more: Partial<Seated> = {}): Seated => ({
  bookingId,
  orderId: bookingId,
  seat,
  cabin: 'economy',
  isCheckedIn: false,
  mayUseExits: true,
  ...more,
});
const onto = (
  after: (typeof aircraftTypes)[number],
  people: Seated[],
  { before = 'A320' as (typeof aircraftTypes)[number], held = [] as string[] } = {},
) => planSwap(people, { before: seatMaps[before], after: seatMaps[after], held: new Set(held) });

describe('on another aircraft', () => {
  test('everybody keeps a seat that is there, others get one of the same kind near it', () => {
    const plan = onto('E190', [person(1, '12A'), person(2, '12B'), person(3, '12C'), person(4, '30F')]);
    expect([plan.get(1), plan.get(3), plan.get(4)]).toEqual(['12A', '12C', '25A']);
    // No E190 has a middle seat: the best near it.
    expect(plan.get(2)).toBe('12D');
  });

  test('nobody who could not open it sits at an exit', () => {
    const plan = onto('E190', [person(1, '11A', { mayUseExits: false }), person(2, '11C')]);
    expect(plan.get(1)).not.toMatch(/^11/);
    expect(plan.get(2)).toBe('11C');
  });

  test('business is kept where there is one, and nobody moves up while economy has a seat', () => {
    const business = { cabin: 'business' as const };
    expect(onto('B738', [person(1, '2A', business), person(2, '5A')], { before: 'A321' })).toEqual(
      new Map([
        [1, '2A'],
        [2, '5A'],
      ]),
    );
    expect(onto('A320', [person(1, '2A', business)], { before: 'A321' }).get(1)).toMatch(/^[1-9]/);
  });

  test('with too few seats those who checked in have theirs, and those without are told so', () => {
    const all = listSeats(seatMaps.A320).map(({ name }, index) => person(index + 1, name));
    const last = all.at(-1);
    if (last === undefined) throw new Error('the A320 is empty');
    last.isCheckedIn = true;
    const plan = onto('E190', all);
    const seated = [...plan.values()].filter((name) => name !== null);
    expect(seated).toHaveLength(9 + 86);
    expect(plan.get(last.bookingId)).not.toBeNull();
  });

  test('what others hold is given away last', () => {
    expect(onto('E190', [person(1, '30F')], { held: ['25F', '25A'] }).get(1)).toBe('24A');
  });

  test('each seat has one person, each person at most one seat, and none stands while a seat is free', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...aircraftTypes),
        fc.constantFrom(...aircraftTypes),
        fc.infiniteStream(fc.record({ isThere: fc.boolean(), isCheckedIn: fc.boolean() })),
        (before, after, stream) => {
          const people = listSeats(seatMaps[before]).flatMap(({ name, cabin, isBlocked }, index) => {
            const { isThere, isCheckedIn } = stream.next().value ?? { isThere: false, isCheckedIn: false };
            return isThere && !isBlocked ? [person(index + 1, name, { cabin, isCheckedIn })] : [];
          });
          const plan = onto(after, people, { before });
          const seats = [...plan.values()].filter((name) => name !== null);
          const sellable = listSeats(seatMaps[after]).filter(({ isBlocked }) => !isBlocked);
          expect(plan.size).toBe(people.length);
          expect(new Set(seats).size).toBe(seats.length);
          for (const name of seats) expect(sellable.some((seat) => seat.name === name)).toBe(true);
          const capacity = Object.values(capacityOf(seatMaps[after])).reduce((sum, count) => sum + count, 0);
          expect(seats).toHaveLength(Math.min(capacity, people.length));
        },
      ),
      { numRuns: 30 },
    );
  });
});
