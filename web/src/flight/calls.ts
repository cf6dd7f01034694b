import type { FlightChanges, UserSubscriptions } from '@airside/contracts';
import { queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';

export function changesQuery(call: Call, departureId: number) {
  return queryOptions({
    queryKey: ['flight-changes', departureId],
    queryFn: ({ signal }) => call<FlightChanges>('GET', `/flights/${departureId}/changes`, { signal }),
  });
}

/** Codes of the flights that an account is told about. */
export function subscriptionsQuery(call: Call, userId: number) {
  return queryOptions({
    queryKey: ['subscriptions', userId],
    queryFn: async ({ signal }) =>
      (await call<UserSubscriptions>('GET', `/api/auth/user-subscriptions/${userId}`, { signal })).flights,
  });
}
