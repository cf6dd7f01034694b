import { lsnToBigInt } from '@airside/postgres';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeGeneration, packAnswer, positionOf, unpackAnswer } from './generation.ts';

describe('generations', () => {
  const lsn = fc
    .tuple(fc.nat(0xffff_ffff), fc.nat(0xffff_ffff))
    .map(([high, low]) => `${high.toString(16)}/${low.toString(16)}`.toUpperCase());

  test('carry the position, and compare as text the way positions do', () => {
    fc.assert(
      fc.property(lsn, lsn, (one, two) => {
        expect(positionOf(composeGeneration(one, 'u'))).toBe(one);
        const isLess = composeGeneration(one, '') < composeGeneration(two, '');
        expect(isLess).toBe(lsnToBigInt(one) < lsnToBigInt(two));
      }),
    );
  });

  test('an answer of another generation is no answer', () => {
    const [now, before] = [composeGeneration('1/2', 'a'), composeGeneration('1/2', 'b')];
    expect(unpackAnswer(packAnswer(now, '{"a":1}'), now)).toBe('{"a":1}');
    expect(unpackAnswer(packAnswer(before, '{}'), now)).toBeUndefined();
    expect(unpackAnswer(null, now)).toBeUndefined();
    expect(unpackAnswer(packAnswer(now, '{}'), null)).toBeUndefined();
  });
});
