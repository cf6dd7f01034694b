import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeFlightEvent, decideResume } from './rules.ts';

describe('a reader that comes back', () => {
  test.each([
    ['without a number', undefined, undefined],
    ['with what is no number', 'abc', undefined],
    ['with the last number', '20', 20],
    ['with a number within what is kept', '12', 12],
    ['with the number before the first that is kept', '9', 9],
    ['with one that is gone', '8', undefined],
    ['with one that has not been given out', '21', undefined],
  ])('%s', (_name, given, after) => {
    expect(decideResume(given, { first: 10, last: 20 })).toBe(after);
  });

  test('to a board that nothing has happened on yet', () => {
    expect(decideResume('0', { first: 1, last: 0 })).toBe(0);
    expect(decideResume('3', { first: 1, last: 0 })).toBeUndefined();
  });

  test('is never told of a gap as if there were none', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(20_000), fc.nat(30_000), (first, kept, given) => {
        const range = { first: first + 1, last: first + kept };
        const after = decideResume(String(given), range);
        if (after !== undefined) expect(after + 1 >= range.first && after <= range.last).toBe(true);
      }),
    );
  });
});

test('an update is one event, whatever is written in it', () => {
  const text = composeFlightEvent({
    sequence: 7,
    content: { type: 'flight.cancelled', update: 'one\ntwo\r\n\nevent: evil', flight: {} },
    createdAt: Temporal.Instant.from('2026-12-01T07:15:00Z'),
  });
  expect(text.split('\n').length).toBe(5);
  expect(text).toMatch(/^id: 7\nevent: flight\ndata: \{.*\}\n\n$/);
});
