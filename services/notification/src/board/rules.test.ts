import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeFlightEvent } from './events.ts';
import { composePosition, isAfter, parsePosition, type Position } from './position.ts';
import { decideResume } from './rules.ts';

const at = (xid: number, seq: number): Position => ({ xid: BigInt(xid), seq: BigInt(seq) });
const position = fc.tuple(fc.nat(50), fc.nat(50)).map(([xid, seq]) => at(xid, seq));

test('a position is its text, and nothing else is one', () => {
  fc.assert(
    fc.property(position, (one) => {
      expect(parsePosition(composePosition(one))).toEqual(one);
    }),
  );
  for (const text of [undefined, '', '1', '1.', '.1', '-1.2', '1.2.3', 'a.b', `${'9'.repeat(20)}.1`])
    expect(parsePosition(text)).toBeUndefined();
});

describe('a reader that comes back', () => {
  const range = { horizon: at(10, 3), end: at(20, 0) };
  test.each([
    ['without a position', undefined, undefined],
    ['from the last update that was deleted', at(10, 3), at(10, 3)],
    ['from before it', at(10, 2), undefined],
    ['from in between', at(15, 9), at(15, 9)],
    ['from the end', at(20, 0), at(20, 0)],
    ['from what has not happened', at(20, 1), undefined],
  ])('%s', (_name, given, after) => {
    expect(decideResume(given, range)).toEqual(after);
  });

  test('is never told of a gap as if there were none', () => {
    fc.assert(
      fc.property(position, position, position, (given, horizon, end) => {
        const after = decideResume(given, { horizon, end });
        if (after !== undefined) expect(isAfter(horizon, after) || isAfter(after, end)).toBe(false);
      }),
    );
  });
});

test('an update is one event, whatever is written in it', () => {
  const text = composeFlightEvent({
    position: at(7, 1),
    content: { type: 'flight.cancelled', update: 'one\ntwo\r\n\nevent: evil', flight: {} },
    createdAt: Temporal.Instant.from('2026-12-01T07:15:00Z'),
  });
  expect(text.split('\n').length).toBe(5);
  expect(text).toMatch(/^id: 7\.1\nevent: flight\ndata: \{.*\}\n\n$/);
});
