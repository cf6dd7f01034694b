import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composePrice, splitByLargestRemainder, sumPrices } from './price.ts';

const amount = fc.integer({ min: 0, max: 100_000_000 });
const passenger = fc.record({
  type: fc.constantFrom('ADT' as const, 'CHD' as const, 'INF' as const),
  cabin: fc.constantFrom('economy' as const, 'business' as const),
});
const partsOf = ({ fareMinor, taxes }: { fareMinor: number; taxes: { amountMinor: number }[] }) =>
  taxes.reduce((sum, { amountMinor }) => sum + amountMinor, fareMinor);

describe('a split by largest remainder', () => {
  test('sums to the amount, and no part is further than one from its exact share', () => {
    fc.assert(
      fc.property(
        amount,
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 9 }),
        (whole, weights) => {
          const parts = splitByLargestRemainder(whole, weights);
          const sum = weights.reduce((total, weight) => total + weight, 0);
          expect(parts.reduce((total, part) => total + part, 0)).toBe(whole);
          for (const [index, part] of parts.entries())
            expect(Math.abs(part - (whole * (weights[index] ?? 0)) / sum)).toBeLessThan(1);
        },
      ),
    );
  });

  test('gives what is left to the largest remainder', () => {
    expect(splitByLargestRemainder(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(splitByLargestRemainder(10, [1, 1, 2, 2])).toEqual([2, 2, 3, 3]);
  });
});

describe('a price', () => {
  test('of an adult in economy is what the flight is printed with', () => {
    fc.assert(
      fc.property(amount, (priceMinor) => {
        const price = composePrice({ priceMinor, currency: 'EUR' }, { type: 'ADT', cabin: 'economy' });
        expect(price.totalMinor).toBe(priceMinor);
      }),
    );
  });

  test('is the sum of its fare and taxes, whoever flies wherever, and none of them is below zero', () => {
    fc.assert(
      fc.property(amount, passenger, (priceMinor, who) => {
        const price = composePrice({ priceMinor, currency: 'JPY' }, who);
        expect(partsOf(price)).toBe(price.totalMinor);
        expect(Math.min(price.fareMinor, ...price.taxes.map(({ amountMinor }) => amountMinor))).toBeGreaterThanOrEqual(
          0,
        );
        expect(Number.isInteger(price.totalMinor)).toBe(true);
      }),
    );
  });

  test('is three quarters for a child, a tenth for an infant, and two and a half times as much in business', () => {
    const total = (type: 'ADT' | 'CHD' | 'INF', cabin: 'economy' | 'business') =>
      composePrice({ priceMinor: 20_000, currency: 'EUR' }, { type, cabin }).totalMinor;
    expect([total('CHD', 'economy'), total('INF', 'economy')]).toEqual([15_000, 2000]);
    expect([total('ADT', 'business'), total('CHD', 'business')]).toEqual([50_000, 37_500]);
  });

  test('of a party is the sum of its prices, tax by tax', () => {
    fc.assert(
      fc.property(amount, fc.array(passenger, { minLength: 1, maxLength: 9 }), (priceMinor, party) => {
        const prices = party.map((who) => composePrice({ priceMinor, currency: 'EUR' }, who));
        const sum = sumPrices(prices);
        expect(sum.totalMinor).toBe(prices.reduce((total, price) => total + price.totalMinor, 0));
        expect(partsOf(sum)).toBe(sum.totalMinor);
      }),
    );
  });
});
