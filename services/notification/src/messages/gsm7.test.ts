import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstThatFits, smsSeptets, toGsm7 } from './gsm7.ts';

test.each([
  ['Ștefan și Țăranu în â', 'Stefan si Taranu in a'],
  ['Ştefan Ţ', 'Stefan T'],
  ['Müller, Gänse, Größe', 'Müller, Gänse, Größe'],
  ['Señor Núñez está aquí', 'Señor Nuñez esta aqui'],
  ['“A5” → D15…', '"A5" - D15...'],
  ['Ana 🎉 Maria', 'Ana Maria'],
  ['Łukasz {x} [y]', 'Lukasz x y'],
  ['a\n\tb', 'a b'],
  ['Анна', ''],
  ['Cafe\u0301', 'Café'],
])('%s is sent as %s', (text, sent) => {
  expect(toGsm7(text)).toBe(sent);
});

test('the first text that makes one message is taken, counted after it has been written in GSM-7', () => {
  expect(firstThatFits(['x'.repeat(smsSeptets), 'ș'.repeat(smsSeptets - 1), 'short'])).toBe('s'.repeat(159));
  expect(firstThatFits(['…'.repeat(54), 'short'])).toBe('short');
  expect(firstThatFits(['x'.repeat(200)])).toBeUndefined();
});

test('whatever comes in, what goes out is in the alphabet and stays as it is when it is sent again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sent = toGsm7(text);
      expect(toGsm7(sent)).toBe(sent);
      expect(sent).not.toMatch(/[\n\r\f^{}\\[\]~|€]/);
    }),
  );
});
