import type { Cabin } from '@airside/contracts';

/** Where the seats of an aircraft type are; pure data. */
export type SeatMap = {
  name: string;
  /** From the front to the back. */
  cabins: readonly {
    cabin: Cabin;
    firstRow: number;
    lastRow: number;
    /** Letters from left to right; a space is an aisle. */
    columns: string;
  }[];
  exitRows: readonly number[];
  /** Places of the grid where no seat is. */
  missing: readonly string[];
  /** Seats that are never sold. */
  blocked: readonly string[];
};

export type SeatKind = 'window' | 'middle' | 'aisle';

/** One seat of a map. */
export type MapSeat = {
  name: string;
  row: number;
  letter: string;
  cabin: Cabin;
  kind: SeatKind;
  isExitRow: boolean;
  isBlocked: boolean;
};

/** Every seat of a map, by row and letter. */
export function listSeats(map: SeatMap): MapSeat[] {
  const seats: MapSeat[] = [];
  for (const { cabin, firstRow, lastRow, columns } of map.cabins) {
    for (let row = firstRow; row <= lastRow; row += 1) {
      for (const letter of columns.replaceAll(' ', '')) {
        const name = `${row}${letter}`;
        if (map.missing.includes(name)) continue;
        const isExitRow = map.exitRows.includes(row);
        const isBlocked = map.blocked.includes(name);
        seats.push({ name, row, letter, cabin, kind: kindOf(columns, letter), isExitRow, isBlocked });
      }
    }
  }
  return seats;
}

/** How many can be sold in each cabin. */
export function countPlaces(map: SeatMap): Record<Cabin, number> {
  const places = listSeats(map).filter(({ isBlocked }) => !isBlocked);
  const business = places.filter(({ cabin }) => cabin === 'business').length;
  return { economy: places.length - business, business };
}

/** By the columns of the cabin: at a wall, at an aisle, or neither. */
function kindOf(columns: string, letter: string): SeatKind {
  const at = columns.indexOf(letter);
  if (at === 0 || at === columns.length - 1) return 'window';
  return columns[at - 1] === ' ' || columns[at + 1] === ' ' ? 'aisle' : 'middle';
}

/** Seats for sale by cabin. */
export function capacityOf(map: SeatMap): Partial<Record<Cabin, number>> {
  const sold = listSeats(map).filter(({ isBlocked }) => !isBlocked);
  const byCabin = Map.groupBy(sold, ({ cabin }) => cabin);
  return Object.fromEntries(Array.from(byCabin, ([cabin, seats]) => [cabin, seats.length]));
}

/** Letters of the cabin in which the seat is, aisles included: how far apart seats are follows from it. */
export function columnsAt(map: SeatMap, row: number): string {
  return map.cabins.find(({ firstRow, lastRow }) => firstRow <= row && row <= lastRow)?.columns ?? '';
}
