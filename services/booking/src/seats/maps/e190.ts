import type { SeatMap } from '../layout.ts';

export const e190: SeatMap = {
  name: 'Embraer E190',
  cabins: [
    { cabin: 'business', firstRow: 1, lastRow: 3, columns: 'A DF' },
    { cabin: 'economy', firstRow: 4, lastRow: 25, columns: 'AC DF' },
  ],
  exitRows: [11],
  missing: [],
  // Weight and balance.
  blocked: ['25C', '25D'],
};
