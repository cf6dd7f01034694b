import type { DeadLetter } from '@airside/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCursor, mergeNewestFirst, type OriginDigit, parseCursor, parsePublicId, publicId } from './rules.ts';

function letter(id: number, second: number): DeadLetter {
  const receivedAt = Temporal.Instant.fromEpochMilliseconds(second * 1000).toString();
  return { id, eventId: null, source: 'http', reason: 'because', receivedAt, event: {} };
}

test('a public id names its origin and the id there', () => {
  expect(publicId(3, 17)).toBe(173);
  expect(parsePublicId(173)).toEqual({ digit: 3, id: 17 });
});

test('a cursor is what the origins have shown', () => {
  const cursor = new Map([
    [0, 15],
    [2, 7],
  ]);
  expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
  expect(parseCursor(undefined).size).toBe(0);
});

test('the newest of all origins come first', () => {
  const pages = [
    { digit: 0 as const, letters: [letter(2, 30), letter(1, 10)] },
    { digit: 2 as const, letters: [letter(9, 20)] },
  ];
  const { letters, cursor } = mergeNewestFirst(pages, 10, new Map());
  expect(letters.map(({ id }) => id)).toEqual([20, 92, 10]);
  expect(cursor).toBeUndefined();
});

test('read in pages of any size, every letter is shown once, whatever the times of the origins say', () => {
  const origin = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 12 });
  fc.assert(
    fc.property(fc.array(origin, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 7 }), (origins, limit) => {
      // Newest first by id; the times need not agree.
      const all = origins.map((seconds) => seconds.map((second, index) => letter(seconds.length - index, second)));
      const seen: number[] = [];
      let text: string | undefined;
      for (let page = 0; page < 60; page += 1) {
        const before = parseCursor(text);
        const pages = all.map((letters, digit) => ({
          digit: digit as OriginDigit,
          letters: letters.filter(({ id }) => id < (before.get(digit) ?? Infinity)).slice(0, limit),
        }));
        const { letters, cursor } = mergeNewestFirst(pages, limit, before);
        seen.push(...letters.map(({ id }) => id));
        text = cursor;
        if (text === undefined) break;
      }
      const expected = all.flatMap((letters, digit) => letters.map(({ id }) => publicId(digit as OriginDigit, id)));
      expect(seen.toSorted((one, other) => one - other)).toEqual(expected.toSorted((one, other) => one - other));
    }),
  );
});
