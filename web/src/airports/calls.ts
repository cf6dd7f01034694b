import type { AirportList, AirportResource } from '@airside/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';

/** Airports change with a release. */
const staleTime = 60 * 60_000;

export function suggestionsQuery(call: Call, text: string) {
  const query = text.trim();
  return queryOptions({
    queryKey: ['airports', 'suggestions', query.toLowerCase()],
    queryFn: async ({ signal }) =>
      (await call<AirportList>('GET', '/api/airports', { query: { query, limit: 8 }, signal })).airports,
    staleTime,
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
}

/** Airports by their IATA codes. */
export function airportsQuery(call: Call, codes: readonly string[]) {
  const wanted = [...new Set(codes)].sort();
  return queryOptions({
    queryKey: ['airports', 'codes', wanted],
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, AirportResource>> => {
      const query = { codes: wanted.join(',') };
      const { airports } = await call<AirportList>('GET', '/api/airports', { query, signal });
      return new Map(airports.map((airport) => [airport.iata, airport]));
    },
    staleTime,
    enabled: wanted.length > 0,
  });
}
