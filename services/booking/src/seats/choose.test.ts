import { aircraftTypes } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseTogether, nearestSeats } from './choose.ts';
import { listSeats } from './layout.ts';
import { seatMaps } from './seat-maps.ts';

const map = seatMaps.A320;
const seats = listSeats(map);
const free = (...names: string[]) => seats.filter(({ name }) => names.includes(name));
const names = (chosen: readonly { name: string }[] | undefined) => chosen?.map(({ name }) => name);

describe('the best seats for a party', () => {
  test('are side by side from the front', () => {
    expect(names(chooseTogether(seats, 3, map))).toEqual(['1A', '1B', '1C']);
    expect(names(chooseTogether(free('1A', '1F', '9D', '9E', '20A', '20B'), 2, map))).toEqual(['9D', '9E']);
  });

  test('are across an aisle rather than in two rows, and in neighbouring rows rather than far apart', () => {
    expect(names(chooseTogether(free('2F', '3A', '7C', '7D'), 2, map))).toEqual(['7C', '7D']);
    expect(names(chooseTogether(free('1A', '5C', '6C', '30F'), 2, map))).toEqual(['5C', '6C']);
  });

  test('are as many as the party, each once and each free; none where there are too few', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...aircraftTypes),
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.boolean()),
        (type, count, stream) => {
          const left = listSeats(seatMaps[type]).filter(() => stream.next().value === true);
          const chosen = chooseTogether(left, count, seatMaps[type]);
          if (left.length < count) expect(chosen).toBeUndefined();
          else {
            expect(new Set(names(chosen)).size).toBe(count);
            for (const seat of chosen ?? []) expect(left).toContain(seat);
          }
        },
      ),
    );
  });

  test('sit in one row wherever a row has room for all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.infiniteStream(fc.boolean()), (count, stream) => {
        const left = seats.filter(() => stream.next().value === true);
        const hasRow = [...Map.groupBy(left, ({ row }) => row).values()].some((row) => row.length >= count);
        const rows = new Set(chooseTogether(left, count, map)?.map(({ row }) => row));
        if (hasRow) expect(rows.size).toBe(1);
      }),
    );
  });
});

test('alternatives are the free seats nearest to the one asked for, nearest first', () => {
  expect(nearestSeats(free('11B', '12A', '12C', '14B', '30F'), ['12B'], map, 3)).toEqual(['12A', '12C', '11B']);
  expect(nearestSeats([], ['12B'], map, 3)).toEqual([]);
});
