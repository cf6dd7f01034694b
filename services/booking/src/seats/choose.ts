import { columnsAt, type SeatMap } from './layout.ts';

/** A seat to choose from. */
export type Place = { name: string; row: number; letter: string; isExitRow: boolean };

/** Where a seat is from left to right, an aisle counting as a place: neighbours are one apart. */
function columnOf(map: SeatMap, { row, letter }: Place): number {
  return Math.max(0, columnsAt(map, row).indexOf(letter));
}

/**
 * The best seats for a party, from the front: side by side in one row; else in one row, across an aisle; else where the party
 * is spread over the least distance. Undefined where there are fewer free seats than people.
 */
export function chooseTogether(free: readonly Place[], count: number, map: SeatMap): Place[] | undefined {
  if (free.length < count) return undefined;
  const seats = free
    .map((seat) => ({ seat, column: columnOf(map, seat) }))
    .toSorted((one, two) => one.seat.row - two.seat.row || one.column - two.column);
  let best: { cost: number; seats: Place[] } | undefined;
  // In the order of rows and columns a party is a window of neighbours.
  for (let start = 0; start + count <= seats.length; start += 1) {
    const party = seats.slice(start, start + count);
    const [first, last] = [party[0], party.at(-1)];
    if (first === undefined || last === undefined) continue;
    const columns = party.map(({ column }) => column);
    const width = Math.max(...columns) - Math.min(...columns) + 1 - count;
    // A row further back is worse than any gap within one; of equal ones the first, further to the front, stays.
    const cost = (last.seat.row - first.seat.row) * 100 + Math.max(0, width);
    if (best === undefined || cost < best.cost) best = { cost, seats: party.map(({ seat }) => seat) };
    if (best.cost === 0) break;
  }
  return best?.seats;
}

/** Free seats nearest to those asked for, nearest first; a row counts as much as two seats beside each other. */
export function nearestSeats(free: readonly Place[], wanted: readonly string[], map: SeatMap, limit: number): string[] {
  const targets = wanted.flatMap((name) => placeOf(name) ?? []);
  const distance = (seat: Place) =>
    Math.min(
      ...targets.map(
        (target) => Math.abs(seat.row - target.row) * 2 + Math.abs(columnOf(map, seat) - columnOf(map, target)),
      ),
    );
  return free
    .map((seat) => ({ seat, distance: distance(seat) }))
    .toSorted(
      (one, two) =>
        one.distance - two.distance || one.seat.row - two.seat.row || (one.seat.letter < two.seat.letter ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ seat }) => seat.name);
}

function placeOf(name: string): Place | undefined {
  const [, row, letter] = /^([0-9]+)([A-Z])$/.exec(name) ?? [];
  return row === undefined || letter === undefined ? undefined : { name, row: Number(row), letter, isExitRow: false };
}
