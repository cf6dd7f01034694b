import { expect, test } from 'vitest';
import { isOversold, judgeKeys, judgeSale, type SoldSeat, type Told } from './rules.ts';

const told = (key: string, id: number, seat = '1A'): Told => ({ key, status: 201, bookings: [{ id, seat }] });
const refused = (key: string, status = 409): Told => ({ key, status, bookings: [] });
const row = (key: string | null, id: number, more: Partial<SoldSeat> = {}): SoldSeat => ({
  id,
  key,
  seat: '1A',
  isSeatIts: true,
  captured: 1,
  soldAtMs: 0,
  ...more,
});
const noFaults = { seatsSoldTwice: 0, lost: 0, soldUnasked: 0, withoutSeat: 0, notPaidOnce: 0, otherAnswers: 0 };

test('what was told and is there once, and who was refused, are no faults', () => {
  const sold = [row('a', 1), row('b', 2, { seat: '1B' })];
  expect(judgeSale([told('a', 1), told('b', 2, '1B'), refused('c')], sold)).toEqual(noFaults);
});

test.each([
  ['a seat with two bookings', [told('a', 1), told('b', 2)], [row('a', 1), row('b', 2)], { seatsSoldTwice: 1 }],
  ['an acknowledged booking that is not there', [told('a', 1)], [], { lost: 1 }],
  ['an acknowledgement that names no booking', [{ ...told('a', 1), bookings: [] }], [], { lost: 1 }],
  ['another seat than was told', [told('a', 1, '9F')], [row('a', 1)], { lost: 1 }],
  ['the booking of another wish', [told('a', 1)], [row('b', 1)], { lost: 1, soldUnasked: 1 }],
  ['a booking of somebody who was refused', [refused('a')], [row('a', 1)], { soldUnasked: 1 }],
  ['a booking without a seat', [], [row('a', 1, { seat: null })], { soldUnasked: 1, withoutSeat: 1 }],
  ['a seat that is another booking’s', [told('a', 1)], [row('a', 1, { isSeatIts: false })], { withoutSeat: 1 }],
  ['a booking that was paid twice', [told('a', 1)], [row('a', 1, { captured: 2 })], { notPaidOnce: 1 }],
  ['a booking that was not paid', [told('a', 1)], [row('a', 1, { captured: 0 })], { notPaidOnce: 1 }],
  ['an answer that is no refusal of a late buyer', [refused('a', 400)], [], { otherAnswers: 1 }],
])('%s is a fault', (_what, answers, sold, faults) => {
  expect(judgeSale(answers, sold)).toEqual({ ...noFaults, ...faults });
});

test('a key is one booking, and all who used it are told of that one', () => {
  const one = { bookingsBeyondOneOfAKey: 0, keysWithoutBooking: 0, answersThatDiffer: 0 };
  expect(judgeKeys([told('a', 1), told('a', 1)], [row('a', 1)])).toEqual(one);
  expect(judgeKeys([told('a', 1)], [row('a', 1), row('a', 2)])).toEqual({ ...one, bookingsBeyondOneOfAKey: 1 });
  expect(judgeKeys([told('a', 1), refused('a')], [row('a', 1)])).toEqual({ ...one, answersThatDiffer: 1 });
  expect(judgeKeys([told('a', 1)], [])).toEqual({ ...one, keysWithoutBooking: 1, answersThatDiffer: 1 });
});

test('more sold and held than there is, is too much', () => {
  expect(isOversold({ sold: 3, held: 2, capacity: 5 })).toBe(false);
  expect(isOversold({ sold: 4, held: 2, capacity: 5 })).toBe(true);
});
