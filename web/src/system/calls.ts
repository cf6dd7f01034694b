import type { SystemView } from '@airside/contracts';
import { queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';

/** How often the system is looked at, in milliseconds. */
const lookEveryMs = 1500;

export function systemQuery(call: Call) {
  return queryOptions({
    queryKey: ['system'],
    queryFn: ({ signal }) => call<SystemView>('GET', '/api/system', { signal }),
    refetchInterval: lookEveryMs,
    // A look that fails is followed by the next one.
    retry: false,
    staleTime: 0,
  });
}

type Done = { message: string };

export const actOnProcess = (call: Call, name: string, action: 'kill' | 'restart') =>
  call<Done>('POST', `/api/system/instances/${name}/${action}`);

export const forceBreaker = (call: Call, instance: string, action: 'open' | 'close' | 'auto') =>
  call<Done>('POST', `/api/system/breakers/${instance}/${action}`);

export const failOver = (call: Call, cluster: string) =>
  call<Done>('POST', `/api/system/databases/${cluster}/failover`);

/** Fails on purpose: the refusal is the demonstration. */
export const simulateFailure = (call: Call, instance: string) =>
  call<Done>('GET', '/api/auth/simulate-failure', { query: { instance } });
