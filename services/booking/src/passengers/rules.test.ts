import { expect, test } from 'vitest';
import { decideClaim } from './rules.ts';

const traveller = { passengerId: 1, reference: 'P001', lastName: 'Müller', accountId: null };
const claim = { lastName: 'MULLER', accountId: 7 };

test('a traveller without an account is claimed by last name in any case, with or without accents', () => {
  expect(decideClaim([traveller], claim)).toEqual({ kind: 'link', passenger: traveller });
  expect(decideClaim([{ ...traveller, accountId: 7 }], claim).kind).toBe('alreadyLinked');
});

test('a wrong name and a wrong locator look the same', () => {
  const unknown = { kind: 'refuse', code: 'PASSENGER_NOT_FOUND' };
  expect(decideClaim([], claim)).toEqual(unknown);
  expect(decideClaim([traveller], { ...claim, lastName: 'Meyer' })).toEqual(unknown);
  expect(decideClaim([{ ...traveller, lastName: null }], claim)).toEqual(unknown);
});

test("another account's traveller stays theirs", () => {
  expect(decideClaim([{ ...traveller, accountId: 8 }], claim)).toEqual({ kind: 'refuse', code: 'PASSENGER_CLAIMED' });
});
