import type { FlightList } from '@airside/contracts';
import { queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';
import { listFrom, type Side } from './rules.ts';

/** Flights that a board may have to show; what changes meanwhile comes by its stream. */
export function boardQuery(call: Call, { airport, side }: { airport: string | undefined; side: Side }) {
  return queryOptions({
    queryKey: ['board', airport ?? '', side],
    queryFn: ({ signal }) =>
      call<FlightList>('GET', '/flights', {
        query: { airport, departs_from: listFrom(Date.now(), side), limit: 500 },
        signal,
      }),
    staleTime: 60_000,
    refetchInterval: 10 * 60_000,
  });
}
