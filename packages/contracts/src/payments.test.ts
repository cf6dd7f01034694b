import fc from 'fast-check';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { PaymentToken } from './payments.ts';

test('a card number is no payment token, however it is written', () => {
  const digits = fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 13, maxLength: 19 })
    .map((list) => list.join(''));
  fc.assert(
    fc.property(digits, fc.constantFrom('', ' ', '-'), (number, separator) => {
      const written = number.replaceAll(/(.{4})(?=.)/g, `$1${separator}`);
      for (const text of [number, written, `card:${number}`, `${number}x`])
        expect(Value.Check(PaymentToken, text)).toBe(false);
    }),
  );
});

test.each([
  'approve',
  'decline:insufficient_funds',
  'late_approve:30',
  'tok_1MzvQ2eZvKYlo2C',
  '550e8400-e29b-41d4-a716-446655440000',
])('%s is one', (token) => {
  expect(Value.Check(PaymentToken, token)).toBe(true);
});
