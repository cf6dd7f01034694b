import type { OrderPassenger } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allotSeats, decideParty, faultsOfAges, isOwnName, needsSeat, type PartyMember } from './party-rules.ts';

const named = (type: OrderPassenger['type'], more: Partial<OrderPassenger> = {}): OrderPassenger => ({
  firstName: 'Ana',
  lastName: 'Rusu',
  ...(type === undefined ? {} : { type }),
  ...more,
});
const decide = (...passengers: OrderPassenger[]) => decideParty(passengers, { isStaff: false });
const membersOf = (...passengers: OrderPassenger[]): PartyMember[] => {
  const decision = decide(...passengers);
  if (decision.kind === 'invalid') throw new Error(JSON.stringify(decision.faults));
  return decision.members;
};
const faultsOf = (...passengers: OrderPassenger[]) => {
  const decision = decide(...passengers);
  return decision.kind === 'invalid' ? decision.faults.map(({ field }) => field) : [];
};

describe('a party', () => {
  test('has at most one infant on each lap, and none without an adult', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('ADT' as const, 'CHD' as const, 'INF' as const), { minLength: 1, maxLength: 9 }),
        (types) => {
          const decision = decide(...types.map((type) => named(type)));
          const count = (type: string) => types.filter((each) => each === type).length;
          const mayFly = count('INF') <= count('ADT') && (count('CHD') === 0 || count('ADT') > 0);
          expect(decision.kind).toBe(mayFly ? 'party' : 'invalid');
          if (decision.kind === 'invalid') return;
          const laps = decision.members.flatMap(({ infantOf }) => infantOf ?? []);
          expect(new Set(laps).size).toBe(count('INF'));
          for (const lap of laps) expect(decision.members[lap]?.type).toBe('ADT');
          expect(decision.members.filter(needsSeat)).toHaveLength(types.length - count('INF'));
        },
      ),
    );
  });

  test('of a child alone needs the special request for it, which is for children only', () => {
    expect(faultsOf(named('CHD'))).toEqual(['passengers.0.type']);
    expect(faultsOf(named('CHD', { specialRequests: ['UMNR'] }))).toEqual([]);
    expect(faultsOf(named('ADT', { specialRequests: ['UMNR'] }))).toEqual(['passengers.0.specialRequests']);
  });

  test('has names, but for the first adult, who then is the account’s own passenger', () => {
    expect(membersOf({}, named('ADT'))[0]?.names).toBeUndefined();
    expect(faultsOf(named('ADT'), {})).toEqual(['passengers.1.firstName']);
    expect(faultsOf({ firstName: 'Ana' })).toEqual(['passengers.0.lastName']);
    expect(faultsOf({ type: 'CHD' }, named('ADT'))).toEqual(['passengers.0.firstName']);
  });

  test('has at most one who is said to be whoever books, an adult', () => {
    expect(membersOf(named('ADT'), named('ADT', { self: true })).map(({ isSelf }) => isSelf)).toEqual([false, true]);
    expect(faultsOf(named('ADT', { self: true }), named('ADT', { self: true }))).toEqual(['passengers.1.self']);
    expect(faultsOf(named('ADT'), named('CHD', { self: true }))).toEqual(['passengers.1.self']);
    expect(faultsOf(named('ADT', { self: false }), named('CHD', { self: false }))).toEqual([]);
  });

  test('gets a tier from staff only', () => {
    expect(faultsOf(named('ADT', { tier: 'A-LIST' }))).toEqual(['passengers.0.tier']);
    expect(decideParty([named('ADT', { tier: 'A-LIST' })], { isStaff: true }).kind).toBe('party');
  });
});

describe('ages', () => {
  const departure = Temporal.PlainDate.from('2026-12-01');
  const faults = (type: OrderPassenger['type'], dateOfBirth: string) =>
    faultsOfAges(membersOf(named('ADT'), named(type, { dateOfBirth })), departure);

  test('are counted on the day of departure: 2 years make a child, 12 an adult', () => {
    expect(faults('INF', '2024-12-02')).toEqual([]);
    expect(faults('CHD', '2024-12-01')).toEqual([]);
    expect(faults('CHD', '2014-12-02')).toEqual([]);
    expect(faults('ADT', '2014-12-01')).toEqual([]);
    expect(faults('INF', '2024-12-01')).toMatchObject([{ field: 'passengers.1.dateOfBirth' }]);
    expect(faults('ADT', '2014-12-02')).toMatchObject([{ field: 'passengers.1.dateOfBirth' }]);
  });

  test('nobody is born after the flight, nor 131 years before it', () => {
    expect(faults('INF', '2026-12-02')).toHaveLength(1);
    expect(faults('ADT', '1895-11-30')).toHaveLength(1);
  });
});

test('the account’s own passenger is known by the names, accents and case aside', () => {
  const own = { firstName: 'Jürgen', lastName: 'Müller' };
  expect(isOwnName({ firstName: 'JURGEN', lastName: 'muller' }, own)).toBe(true);
  expect(isOwnName({ firstName: 'Jürgen', lastName: 'Meyer' }, own)).toBe(false);
  expect(isOwnName({ firstName: 'Jürgen', lastName: 'Müller' }, { ...own, lastName: null })).toBe(false);
  expect(isOwnName(undefined, own)).toBe(true);
});

describe('seats', () => {
  const seat = (name: string, isExitRow = false) => ({ name, isExitRow });

  test('at an exit go to whoever may sit there', () => {
    const members = membersOf(named('CHD'), named('ADT'), named('INF'), named('ADT'));
    const allotted = allotSeats(members, [seat('12A', true), seat('13A'), seat('13B')], { isFixed: false });
    expect(allotted?.map((each) => each?.name)).toEqual(['13A', '13B', undefined, '12A']);
    expect(
      allotSeats(members, [seat('12A', true), seat('12B', true), seat('13B')], { isFixed: false }),
    ).toBeUndefined();
  });

  test('that were chosen are given in the order of the party', () => {
    const members = membersOf(named('ADT'), named('CHD'));
    expect(allotSeats(members, [seat('12A', true), seat('13A')], { isFixed: true })?.map((each) => each?.name)).toEqual(
      ['12A', '13A'],
    );
    expect(allotSeats(members, [seat('13A'), seat('12A', true)], { isFixed: true })).toBeUndefined();
  });
});
