import type { HoldAnswer } from '@airside/contracts';
import { expect, test } from 'vitest';
import { readKeptLegs, writeKeptLegs } from './kept-legs.ts';

const hold = (departureId: number): HoldAnswer => ({
  holdId: `h${departureId}`,
  flightId: 'FL001',
  departureId,
  cabin: 'economy',
  seats: ['1A'],
  expiresAt: '2026-12-01T10:10:00Z',
});
const paid = { departureId: 1, pnr: 'ABC234', bookingId: 'B016', isPending: false };
const before = Date.parse('2026-12-01T10:09:59Z');
const after = before + 1000;

test('what is held outlives a reload of the same journey, until it ends', () => {
  const text = writeKeptLegs({ holds: [hold(1), hold(2)], paid: [] });
  expect(readKeptLegs(text, [1, 2], before).holds).toEqual([hold(1), hold(2)]);
  expect(readKeptLegs(text, [1, 3], before).holds).toEqual([hold(1), undefined]);
  expect(readKeptLegs(text, [1, 2], after).holds).toEqual([undefined, undefined]);
});

test('what is paid stays paid, however long ago, and is not held again', () => {
  const text = writeKeptLegs({ holds: [hold(1), hold(2)], paid: [paid] });
  expect(readKeptLegs(text, [1, 2], before)).toEqual({ holds: [undefined, hold(2)], paid: [paid, undefined] });
  expect(readKeptLegs(text, [1, 2], after)).toEqual({ holds: [undefined, undefined], paid: [paid, undefined] });
  expect(readKeptLegs(text, [7, 2], before).paid).toEqual([undefined, undefined]);
});

test('what is no list of legs is none', () => {
  for (const text of [null, '', '{', '{}', '[1]', '["x"]', '[null]', '[{"hold":null}]', '[{"paid":{"departureId":1}}]'])
    expect(readKeptLegs(text, [1], before)).toEqual({ holds: [undefined], paid: [undefined] });
});
