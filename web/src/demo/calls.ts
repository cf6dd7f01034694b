import type { FlightList } from '@airside/contracts';
import { queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';

/** Whether any flight is on the schedule from now on. */
export function anyFlightQuery(call: Call) {
  return queryOptions({
    queryKey: ['any-flight'],
    queryFn: async ({ signal }) => {
      const query = { departs_from: new Date().toISOString(), limit: 1 };
      return (await call<FlightList>('GET', '/flights', { query, signal })).count > 0;
    },
    staleTime: 60_000,
  });
}

type Done = { message: string };

/** The default flights, for everybody to try. */
export const loadFlights = (call: Call) => call<Done>('GET', '/seed');

/** Flights, passengers and bookings of the scenarios; restores them where they are. */
export const loadSampleData = (call: Call) => call<Done>('POST', '/api/demo/load');

/** A simulated day, at so many minutes of it in a minute. */
export const startDay = (call: Call, speed: number) => call<Done>('POST', '/api/demo/start', { body: { speed } });

export const playScenario = (call: Call, scenario: number) =>
  call<Done>('POST', '/api/demo/start', { body: { scenario } });

export const stopSimulator = (call: Call) => call<Done>('POST', '/api/demo/stop');
