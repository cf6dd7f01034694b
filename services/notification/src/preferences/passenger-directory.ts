import { AccountPassenger, Problem } from '@airside/contracts';
import type { InternalClient } from '@airside/service';
import { LRUCache } from 'lru-cache';
import { Value } from 'typebox/value';

/** Which passenger an account is, as booking knows it. */
export type PassengerDirectory = {
  /** Undefined where it is none yet; throws SERVICE_UNAVAILABLE where booking cannot be asked. */
  passengerOf(accountId: number): Promise<string | undefined>;
};

/** An account that is a passenger stays it; one that is none is asked for each time. */
export function createPassengerDirectory(callInternal: InternalClient): PassengerDirectory {
  const known = new LRUCache<number, string>({ max: 20_000 });
  return {
    async passengerOf(accountId) {
      const cached = known.get(accountId);
      if (cached !== undefined) return cached;
      const { status, body } = await callInternal({
        service: 'booking_service',
        method: 'GET',
        path: `/internal/accounts/${accountId}/passenger`,
      });
      if (status === 404) return undefined;
      if (status !== 200 || !Value.Check(AccountPassenger, body))
        throw new Problem('SERVICE_UNAVAILABLE', { params: { service: 'booking_service' }, retryAfterSeconds: 1 });
      known.set(accountId, body.passenger_id);
      return body.passenger_id;
    },
  };
}
