import type { Cabin, SeatMapAnswer, SeatsUpdate } from '@airside/contracts';

type CabinMap = SeatMapAnswer['cabins'][number];
export type Seat = CabinMap['rows'][number]['seats'][number];

/** The seat map after seats of it have changed. */
export function applyChanges(map: SeatMapAnswer, { seats }: Pick<SeatsUpdate, 'seats'>): SeatMapAnswer {
  const states = new Map(seats.map(({ name, state }) => [name, state]));
  return {
    ...map,
    cabins: map.cabins.map((cabin) => {
      const rows = cabin.rows.map((row) =>
        row.seats.some(({ name }) => states.has(name))
          ? { ...row, seats: row.seats.map((seat) => ({ ...seat, state: states.get(seat.name) ?? seat.state })) }
          : row,
      );
      return { ...cabin, rows, seatsLeft: seatsOf(rows).filter(({ state }) => state === 'free').length };
    }),
  };
}

const seatsOf = (rows: CabinMap['rows']): Seat[] => rows.flatMap(({ seats }) => seats);

export function seatsIn(map: SeatMapAnswer, cabin: Cabin): Seat[] {
  return map.cabins.filter((each) => each.cabin === cabin).flatMap(({ rows }) => seatsOf(rows));
}

/** The places of a row from left to right; undefined is an aisle, or no seat. */
export function placesOf({ columns }: CabinMap, row: CabinMap['rows'][number]): (Seat | undefined)[] {
  return columns.split('').map((letter) => row.seats.find(({ name }) => name === `${row.row}${letter}`));
}

/** One more seat, or one less; of more than are needed, the first chosen goes. */
export function toggleSeat(chosen: readonly string[], name: string, needed: number): string[] {
  if (chosen.includes(name)) return chosen.filter((each) => each !== name);
  return [...chosen, name].slice(-needed);
}

/** Chosen seats that somebody else has by now. `own` are in a hold of this booking. */
export function lostSeats(chosen: readonly string[], seats: readonly Seat[], own: readonly string[]): string[] {
  const states = new Map(seats.map(({ name, state }) => [name, state]));
  return chosen.filter((name) => !own.includes(name) && states.get(name) !== 'free');
}

const positionOf = (name: string) => ({
  row: Number(name.slice(0, -1)),
  column: (name.codePointAt(name.length - 1) ?? 0) - 65,
});

/** Free seats near one that is lost, the nearest first; a row away counts as three places. */
export function neighbours(name: string, seats: readonly Seat[], most: number): string[] {
  const from = positionOf(name);
  const distance = (other: string) => {
    const { row, column } = positionOf(other);
    return Math.abs(row - from.row) * 3 + Math.abs(column - from.column);
  };
  return seats
    .filter((seat) => seat.state === 'free')
    .map((seat) => seat.name)
    .sort((one, two) => distance(one) - distance(two) || one.localeCompare(two))
    .slice(0, most);
}

const pageRows = 5;

/** The seat that a key leads to from another one; undefined for other keys. Aisles are stepped over. */
export function seatByKey(cabin: CabinMap, from: string, key: string): string | undefined {
  const grid = cabin.rows.map((row) => placesOf(cabin, row));
  const y = grid.findIndex((places) => places.some((seat) => seat?.name === from));
  const places = grid[y];
  if (places === undefined) return undefined;
  const x = places.findIndex((seat) => seat?.name === from);
  const names = places.flatMap((seat) => seat?.name ?? []);
  const inColumn = (wanted: number) => {
    const row = grid[Math.min(grid.length - 1, Math.max(0, wanted))] ?? [];
    return row[x]?.name ?? from;
  };
  switch (key) {
    case 'ArrowLeft':
      return names[Math.max(0, names.indexOf(from) - 1)];
    case 'ArrowRight':
      return names[Math.min(names.length - 1, names.indexOf(from) + 1)];
    case 'ArrowUp':
      return inColumn(y - 1);
    case 'ArrowDown':
      return inColumn(y + 1);
    case 'PageUp':
      return inColumn(y - pageRows);
    case 'PageDown':
      return inColumn(y + pageRows);
    case 'Home':
      return names[0];
    case 'End':
      return names.at(-1);
    default:
      return undefined;
  }
}
