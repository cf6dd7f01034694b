import type { SeatMap } from '../layout.ts';

export const b789: SeatMap = {
  name: 'Boeing 787-9',
  cabins: [
    { cabin: 'business', firstRow: 1, lastRow: 8, columns: 'A DG K' },
    { cabin: 'economy', firstRow: 20, lastRow: 45, columns: 'ABC DEF HJK' },
  ],
  exitRows: [29],
  missing: ['29A', '29K', '45A', '45K'],
  // Crew rest.
  blocked: ['45D', '45E', '45F'],
};
