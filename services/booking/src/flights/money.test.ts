import fc from 'fast-check';
import { expect, test } from 'vitest';
import { majorUnits, minorDigits } from './money.ts';

test('whole amounts are printed whole, in the digits of the currency', () => {
  expect(majorUnits(20_000, 'EUR')).toBe(200);
  expect(majorUnits(19_950, 'EUR')).toBe(199.5);
  expect(majorUnits(60_000, 'JPY')).toBe(60_000);
  expect(majorUnits(1_500, 'KWD')).toBe(1.5);
});

test('no minor unit is lost', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2_147_483_647 }),
      fc.constantFrom('EUR', 'JPY', 'KWD'),
      (amount, currency) => {
        expect(Math.round(majorUnits(amount, currency) * 10 ** minorDigits(currency))).toBe(amount);
      },
    ),
  );
});
