import type { SeatMap } from '../layout.ts';

export const a321: SeatMap = {
  name: 'Airbus A321',
  cabins: [
    { cabin: 'business', firstRow: 1, lastRow: 4, columns: 'AC DF' },
    { cabin: 'economy', firstRow: 5, lastRow: 35, columns: 'ABC DEF' },
  ],
  exitRows: [10, 11, 24],
  // Doors stand where these would.
  missing: ['10A', '10F', '24A', '24F'],
  // Crew rest.
  blocked: ['35E', '35F'],
};
