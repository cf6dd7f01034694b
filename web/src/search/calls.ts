import type { ItineraryAnswer, ItineraryQuery, SearchAnswer } from '@airside/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import type { Call } from '../api/call.ts';

/** Ways to fly; none where the API finds none. */
export function itinerariesQuery(call: Call, query: ItineraryQuery | undefined) {
  return queryOptions({
    queryKey: ['itineraries', query],
    async queryFn({ signal }): Promise<ItineraryAnswer> {
      if (query === undefined) throw new Error('nothing is searched');
      const none = { itineraries: [], page: query.page, pageSize: query.pageSize, total: 0 };
      return noneWhere404(call<ItineraryAnswer>('GET', '/itineraries', { query, signal }), none);
    },
    enabled: query !== undefined,
    placeholderData: keepPreviousData,
  });
}

/** The next departures from one place to another, whatever the day. */
export function nextFlightsQuery(call: Call, { from, to }: { from: string; to: string }) {
  return queryOptions({
    queryKey: ['next-flights', from, to],
    async queryFn({ signal }): Promise<SearchAnswer> {
      const query = { from, to, sort: 'departure', pageSize: 10 };
      const none = { flights: [], page: 1, pageSize: 10, total: 0 };
      return noneWhere404(call<SearchAnswer>('GET', '/api/flight/search-flights', { query, signal }), none);
    },
  });
}

/** The API says 404 where a list is empty. */
async function noneWhere404<Answer>(answer: Promise<Answer>, none: Answer): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return none;
    throw error;
  }
}
