import { Problem } from '@airside/contracts';
import type { InternalClient } from '@airside/service';
import { LRUCache } from 'lru-cache';

/** Which flight codes exist, as booking knows them. */
export type FlightDirectory = {
  /** Throws FLIGHT_NOT_FOUND, or SERVICE_UNAVAILABLE where booking cannot be asked. */
  ensureKnown(flightCode: string): Promise<void>;
};

/** A code that existed goes on existing: flights are never deleted. Unknown ones are asked for each time. */
export function createFlightDirectory(callInternal: InternalClient): FlightDirectory {
  const known = new LRUCache<string, true>({ max: 20_000 });
  return {
    async ensureKnown(flightCode) {
      if (known.has(flightCode)) return;
      const { status } = await callInternal({
        service: 'booking_service',
        method: 'GET',
        path: `/flights/${flightCode}`,
      });
      if (status === 404) throw new Problem('FLIGHT_NOT_FOUND');
      if (status !== 200)
        throw new Problem('SERVICE_UNAVAILABLE', { params: { service: 'booking_service' }, retryAfterSeconds: 1 });
      known.set(flightCode, true);
    },
  };
}
