import type {
  DeadLetterList,
  EventAccepted,
  ExecutionDetails,
  ExecutionList,
  FlightImpact,
  FlightList,
  FlightResource,
  NewFlight,
  NewRule,
  NoticeLedger,
  OperationEvent,
  Rule,
  RuleList,
  RuleTestAnswer,
} from '@airside/contracts';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';

/** What goes on at the desk is looked at so often, in milliseconds. */
const lookEveryMs = 2000;

/** Flights from a moment on, page after page. */
export function flightsQuery(call: Call, from: string) {
  return infiniteQueryOptions({
    queryKey: ['desk', 'flights', from],
    queryFn: ({ pageParam, signal }) =>
      call<FlightList>('GET', '/flights', { query: { departs_from: from, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: 10_000,
  });
}

/** The next departure of a code. */
export function flightQuery(call: Call, code: string | undefined) {
  return queryOptions({
    queryKey: ['desk', 'flight', code],
    queryFn: ({ signal }) => call<FlightResource>('GET', `/flights/${code ?? ''}`, { signal }),
    enabled: code !== undefined,
    // A change is on its way for a moment before it shows.
    refetchInterval: lookEveryMs,
  });
}

export function impactQuery(call: Call, flight: FlightResource, aircraft: string | undefined) {
  return queryOptions({
    queryKey: ['desk', 'impact', flight.departure_id, aircraft],
    queryFn: ({ signal }) =>
      call<FlightImpact>('GET', `/flights/${flight.departure_id}/impact`, {
        query: { aircraft_type: aircraft },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export function executionsQuery(call: Call, flight: string | undefined) {
  return queryOptions({
    queryKey: ['desk', 'executions', flight],
    queryFn: ({ signal }) =>
      call<ExecutionList>('GET', '/api/ops/executions', { query: { flight, limit: 50 }, signal }),
    refetchInterval: lookEveryMs,
    placeholderData: keepPreviousData,
  });
}

export function executionQuery(call: Call, id: number | undefined) {
  return queryOptions({
    queryKey: ['desk', 'execution', id],
    queryFn: ({ signal }) => call<ExecutionDetails>('GET', `/api/ops/executions/${id ?? 0}`, { signal }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data?.status === 'RUNNING' ? 1000 : false),
  });
}

export type LedgerFilter = { flight?: string | undefined; channel?: string | undefined; state?: string | undefined };

export function ledgerQuery(call: Call, filter: LedgerFilter) {
  return queryOptions({
    queryKey: ['desk', 'ledger', filter],
    queryFn: ({ signal }) =>
      call<NoticeLedger>('GET', '/api/ops/notifications', { query: { ...filter, limit: 100 }, signal }),
    refetchInterval: lookEveryMs,
    placeholderData: keepPreviousData,
  });
}

export function rulesQuery(call: Call) {
  return queryOptions({
    queryKey: ['desk', 'rules'],
    queryFn: ({ signal }) => call<RuleList>('GET', '/api/ops/rules', { signal }),
  });
}

export function deadLettersQuery(call: Call) {
  return queryOptions({
    queryKey: ['desk', 'dead-letters'],
    queryFn: ({ signal }) => call<DeadLetterList>('GET', '/api/ops/dead-letters', { query: { limit: 100 }, signal }),
    refetchInterval: 5000,
  });
}

export const sendEvent = (call: Call, event: OperationEvent) =>
  call<EventAccepted>('POST', '/api/ops/events', { body: event });

export const setPhase = (call: Call, flight: FlightResource, phase: string) =>
  call<FlightResource>('PATCH', `/flights/${flight.departure_id}`, { body: { phase, version: flight.version } });

export const scheduleFlight = (call: Call, flight: NewFlight) =>
  call<FlightResource>('POST', '/flights', { body: flight });

export const retryExecution = (call: Call, id: number) => call('POST', `/api/ops/executions/${id}/retry`);
export const redriveNotice = (call: Call, id: number) => call('POST', `/api/ops/notifications/${id}/redrive`);
export const replayDeadLetter = (call: Call, id: number) => call('POST', `/api/ops/dead-letters/${id}/replay`);

export const createRule = (call: Call, rule: NewRule) => call<Rule>('POST', '/api/ops/rules', { body: rule });
export const patchRule = (call: Call, { id, version }: Rule, changes: Partial<NewRule>) =>
  call<Rule>('PATCH', `/api/ops/rules/${id}`, { body: { ...changes, version } });
export const deleteRule = (call: Call, id: number) => call('DELETE', `/api/ops/rules/${id}`);
/** Which of the latest events a rule would have caught, and what would have come of it. */
export const tryRule = (call: Call, rule: NewRule) =>
  call<RuleTestAnswer>('POST', '/api/ops/rules/test', { body: { rule } });
