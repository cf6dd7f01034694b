import type { SeatMapAnswer } from '@airside/contracts';
import { describe, expect, test } from 'vitest';
import { applyChanges, lostSeats, neighbours, seatByKey, seatsIn, toggleSeat } from './seats.ts';

/** Three rows of `AB C`, all free. */
const rows = [1, 2, 3].map((row) => ({
  row,
  isExitRow: false,
  seats: ['A', 'B', 'C'].map((letter) => ({
    name: `${row}${letter}`,
    cabin: 'economy' as const,
    kind: 'window' as const,
    isExitRow: false,
    state: 'free' as const,
  })),
}));
const cabin = {
  cabin: 'economy' as const,
  priceMinor: 1,
  prices: [],
  currency: 'EUR',
  columns: 'AB C',
  seatsLeft: 9,
  rows,
};
const map: SeatMapAnswer = {
  flightId: 'FL001',
  departureId: 1,
  departureDate: '2026-12-01',
  aircraftType: 'A320',
  cabins: [cabin],
  fares: [],
};

test('what others take is taken at once, and counted', () => {
  const after = applyChanges(map, { seats: [{ name: '2B', state: 'held' }] });
  expect(after.cabins[0]?.seatsLeft).toBe(8);
  expect(
    seatsIn(after, 'economy')
      .filter(({ state }) => state === 'held')
      .map(({ name }) => name),
  ).toEqual(['2B']);
  expect(seatsIn(map, 'economy').every(({ state }) => state === 'free')).toBe(true);
});

test('of more seats than are needed the first chosen goes', () => {
  expect(toggleSeat(['1A', '1B'], '1C', 2)).toEqual(['1B', '1C']);
  expect(toggleSeat(['1A'], '1A', 1)).toEqual([]);
});

test('a seat is lost when somebody else has it, not when it is held for us', () => {
  const seats = seatsIn(
    applyChanges(map, {
      seats: [
        { name: '1A', state: 'held' },
        { name: '1B', state: 'taken' },
      ],
    }),
    'economy',
  );
  expect(lostSeats(['1A', '1B', '1C'], seats, ['1A'])).toEqual(['1B']);
});

test('the nearest free seats are offered first', () => {
  const seats = seatsIn(applyChanges(map, { seats: [{ name: '2B', state: 'taken' }] }), 'economy');
  expect(neighbours('2B', seats, 3)).toEqual(['2A', '2C', '1B']);
});

describe('the arrow keys', () => {
  test('step over the aisle and stop at the walls', () => {
    expect(seatByKey(cabin, '2B', 'ArrowRight')).toBe('2C');
    expect(seatByKey(cabin, '2A', 'ArrowLeft')).toBe('2A');
    expect(seatByKey(cabin, '1C', 'ArrowUp')).toBe('1C');
    expect(seatByKey(cabin, '1B', 'PageDown')).toBe('3B');
    expect([seatByKey(cabin, '2B', 'Home'), seatByKey(cabin, '2B', 'End')]).toEqual(['2A', '2C']);
  });

  test('leave all other keys to the browser', () => {
    expect(seatByKey(cabin, '2B', 'Tab')).toBeUndefined();
  });
});
