import { useQuery } from '@tanstack/react-query';
import { useCall } from '../app/deps.ts';
import { localAt } from '../time/local-time.ts';
import { airportsQuery } from './calls.ts';

export type AirportBook = {
  /** `Chisinau`; the code until it is known. */
  city(iata: string): string;
  /** An instant at the airport, `2024-10-01 10:00`; in UTC until its zone is known. */
  local(instant: string, iata: string): string;
  isLoaded: boolean;
};

/** Names and times of airports. */
export function useAirports(codes: readonly string[]): AirportBook {
  const { data } = useQuery(airportsQuery(useCall(), codes));
  return {
    city: (iata) => data?.get(iata)?.city ?? iata,
    local: (instant, iata) => localAt(instant, data?.get(iata)?.timeZone ?? 'UTC'),
    isLoaded: data !== undefined || codes.length === 0,
  };
}
