import type { HoldAnswer } from '@airside/contracts';
import { expect, test } from 'vitest';
import { readKeptHolds, writeKeptHolds } from './kept-holds.ts';

const hold = (departureId: number): HoldAnswer => ({
  holdId: `h${departureId}`,
  flightId: 'FL001',
  departureId,
  cabin: 'economy',
  seats: ['1A'],
  expiresAt: '2026-12-01T10:10:00Z',
});
const before = Date.parse('2026-12-01T10:09:59Z');

test('what is held outlives a reload of the same journey, until it ends', () => {
  const text = writeKeptHolds([hold(1), hold(2)], () => false);
  expect(readKeptHolds(text, [1, 2], before)).toEqual([hold(1), hold(2)]);
  expect(readKeptHolds(text, [1, 3], before)).toEqual([hold(1), undefined]);
  expect(readKeptHolds(text, [1, 2], before + 1000)).toEqual([undefined, undefined]);
});

test('what is paid is not taken up again', () => {
  const text = writeKeptHolds([hold(1), hold(2)], (leg) => leg === 0);
  expect(readKeptHolds(text, [1, 2], before)).toEqual([undefined, hold(2)]);
});

test('what is no list of holds is none', () => {
  for (const text of [null, '', '{', '{}', '[1,"x",null]', '[{"departureId":1}]'])
    expect(readKeptHolds(text, [1], before)).toEqual([undefined]);
});
