import type { SeatMap } from '../layout.ts';

/** One class, 180 seats. */
export const a320: SeatMap = {
  name: 'Airbus A320',
  cabins: [{ cabin: 'economy', firstRow: 1, lastRow: 30, columns: 'ABC DEF' }],
  exitRows: [11, 12],
  missing: [],
  blocked: [],
};
