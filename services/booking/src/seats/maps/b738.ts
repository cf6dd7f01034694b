import type { SeatMap } from '../layout.ts';

export const b738: SeatMap = {
  name: 'Boeing 737-800',
  cabins: [
    { cabin: 'business', firstRow: 1, lastRow: 3, columns: 'AC DF' },
    { cabin: 'economy', firstRow: 4, lastRow: 29, columns: 'ABC DEF' },
  ],
  exitRows: [14, 15],
  // The emergency slide is in the wall.
  missing: ['15A', '15F'],
  blocked: ['29D', '29E', '29F'],
};
