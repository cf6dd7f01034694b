import { expect, test } from 'vitest';
import { decideSeating } from './waiting-rules.ts';

const waiting = (bookingId: number, more: object = {}) => ({
  bookingId,
  orderId: bookingId,
  cabin: 'economy' as const,
  mayUseExits: true,
  hasExtra: true,
  ...more,
});
const place = (name: string, isExitRow = false) => ({ name, cabin: 'economy' as const, isExitRow });

test('a freed place goes to whoever has not even an extra, then to who booked first', () => {
  const queue = [waiting(7), waiting(5), waiting(9, { hasExtra: false })];
  expect(decideSeating(queue, [place('1A'), place('1B')])).toEqual([
    { bookingId: 9, orderId: 9, name: '1A' },
    { bookingId: 5, orderId: 5, name: '1B' },
  ]);
  expect(decideSeating([], [place('1A')])).toEqual([]);
});

test('a place at an exit is for those who may sit there', () => {
  const queue = [waiting(5, { mayUseExits: false }), waiting(6)];
  expect(decideSeating(queue, [place('11A', true)])).toEqual([{ bookingId: 6, orderId: 6, name: '11A' }]);
  expect(decideSeating(queue, [place('11A', true), place('12A')]).map(({ name }) => name)).toEqual(['12A', '11A']);
});

test('nobody is moved up to a cabin that others pay for', () => {
  expect(decideSeating([waiting(5)], [{ ...place('1A'), cabin: 'business' }])).toEqual([]);
});
