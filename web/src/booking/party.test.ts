import { expect, test } from 'vitest';
import { nobody, partyFaults, partyPrice, passengersOf, seatsNeeded } from './party.ts';

const ana = { ...nobody, firstName: 'Ana', lastName: 'Popescu' };
const baby = { ...ana, firstName: 'Ion', type: 'INF' as const };
const child = { ...ana, firstName: 'Mia', type: 'CHD' as const };

test('everybody has a name, each infant an adult of its own, each child company', () => {
  expect(partyFaults([nobody]).get(0)).toEqual(['firstName', 'lastName']);
  expect(partyFaults([ana, baby]).size).toBe(0);
  expect(partyFaults([ana, baby, baby]).get(2)).toEqual(['infant']);
  expect(partyFaults([child]).get(0)).toEqual(['child']);
  expect(partyFaults([{ ...child, specialRequests: ['UMNR'] }]).size).toBe(0);
});

test('infants need no seat', () => {
  expect(seatsNeeded([ana, baby, child])).toBe(2);
});

test('what is not given is not sent', () => {
  expect(passengersOf([{ ...ana, firstName: ' Ana ' }])).toEqual([
    { firstName: 'Ana', lastName: 'Popescu', type: 'ADT' },
  ]);
});

test('an adult who books is said to be so', () => {
  expect(passengersOf([{ ...ana, isMe: true }, ana, { ...child, isMe: true }]).map(({ self }) => self)).toEqual([
    true,
    undefined,
    undefined,
  ]);
});

test('each pays the price of the own age, in the chosen cabin', () => {
  const prices = [
    { type: 'ADT' as const, totalMinor: 10_000 },
    { type: 'CHD' as const, totalMinor: 7_500 },
    { type: 'INF' as const, totalMinor: 1_000 },
  ];
  const cabin = {
    cabin: 'economy' as const,
    priceMinor: 10_000,
    prices,
    currency: 'EUR',
    columns: 'A',
    seatsLeft: 1,
    rows: [],
  };
  expect(partyPrice({ cabins: [cabin] }, [ana, child, baby], 'economy')).toEqual({
    totalMinor: 18_500,
    currency: 'EUR',
  });
  expect(partyPrice({ cabins: [cabin] }, [ana], 'business')).toBeUndefined();
});
