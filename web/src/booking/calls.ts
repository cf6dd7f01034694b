import type { SeatMapAnswer } from '@airside/contracts';
import { queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';

/** The seats of a departure (its integer id) as they are now. */
export function seatMapQuery(call: Call, flightId: string) {
  return queryOptions({
    queryKey: ['seats', flightId],
    queryFn: ({ signal }) => call<SeatMapAnswer>('GET', `/flights/${flightId}/seats`, { signal }),
  });
}
