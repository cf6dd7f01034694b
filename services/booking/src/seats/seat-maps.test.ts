import { aircraftTypes, SeatName } from '@airside/contracts';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { capacityOf, listSeats } from './layout.ts';
import { cabinOfSeat, seatMapOf, seatMaps } from './seat-maps.ts';

describe.each(aircraftTypes)('the seat map of %s', (type) => {
  const map = seatMaps[type];
  const seats = listSeats(map);
  const names = seats.map(({ name }) => name);

  test('has every seat once, by names that callers may use', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !Value.Check(SeatName, name))).toEqual([]);
  });

  test('goes from the front to the back and from left to right, and no row is in two cabins', () => {
    for (const [index, seat] of seats.entries()) {
      const next = seats[index + 1];
      if (next === undefined) continue;
      const isAhead = seat.row < next.row || (seat.row === next.row && seat.letter < next.letter);
      expect([seat.name, next.name, isAhead]).toEqual([seat.name, next.name, true]);
    }
    for (const [one, two] of map.cabins.slice(1).map((cabin, index) => [map.cabins[index], cabin] as const))
      expect(one?.lastRow).toBeLessThan(two.firstRow);
  });

  test('names no exit, gap or blocked seat that is not there', () => {
    for (const row of map.exitRows) expect(seats.some((seat) => seat.row === row && seat.isExitRow)).toBe(true);
    for (const name of map.blocked) expect(names).toContain(name);
    for (const name of map.missing) expect(names).not.toContain(name);
    expect(seats.filter(({ isBlocked }) => isBlocked)).toHaveLength(map.blocked.length);
  });

  test('says of every seat which cabin it is in, and counts those for sale', () => {
    for (const { name, cabin } of seats) expect(cabinOfSeat(type, name)).toBe(cabin);
    const counted = Object.values(capacityOf(map)).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(seats.length - map.blocked.length);
  });

  test('has windows at the walls and an aisle beside every seat on an aisle', () => {
    for (const { columns, firstRow } of map.cabins) {
      const row = seats.filter((seat) => seat.row === firstRow);
      const kinds = new Map(row.map(({ letter, kind }) => [letter, kind]));
      expect([kinds.get(columns.at(0) ?? ''), kinds.get(columns.at(-1) ?? '')]).toEqual(['window', 'window']);
      const beside = columns.split('').filter((_letter, at) => columns[at - 1] === ' ' || columns[at + 1] === ' ');
      for (const letter of beside) if (kinds.get(letter) !== 'window') expect(kinds.get(letter)).toBe('aisle');
    }
  });
});

test('an A320 has the 180 economy seats it always had', () => {
  const seats = listSeats(seatMapOf('A320'));
  expect(capacityOf(seatMapOf('A320'))).toEqual({ economy: 180 });
  expect(seats.map(({ name }) => name)).toEqual(
    Array.from({ length: 30 }, (_, row) =>
      ['A', 'B', 'C', 'D', 'E', 'F'].map((letter) => `${row + 1}${letter}`),
    ).flat(),
  );
});

test('an aircraft without a map is an error of ours', () => {
  expect(() => seatMapOf('ZEPPELIN')).toThrow('ZEPPELIN');
});
