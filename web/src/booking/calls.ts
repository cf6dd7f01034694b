import type {
  FlightResource,
  HoldAnswer,
  HoldBody,
  OrderAnswer,
  OrderBody,
  Receipt,
  SandboxTokens,
  SeatMapAnswer,
} from '@airside/contracts';
import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import type { Call } from '../api/call.ts';

/** The seats of a departure (its integer id) as they are now. */
export function seatMapQuery(call: Call, flightId: string) {
  return queryOptions({
    queryKey: ['seats', flightId],
    queryFn: ({ signal }) => call<SeatMapAnswer>('GET', `/flights/${flightId}/seats`, { signal }),
  });
}

/** A flight by its code or the integer id of a departure. */
export function flightQuery(call: Call, flightId: string, departureDate?: string) {
  return queryOptions({
    queryKey: ['flight', flightId, departureDate],
    queryFn: ({ signal }) =>
      call<FlightResource>('GET', `/flights/${encodeURIComponent(flightId)}`, { query: { departureDate }, signal }),
  });
}

/** What the payment sandbox can be paid with; null where another provider is used. */
export function sandboxQuery(call: Call) {
  return queryOptions({
    queryKey: ['sandbox-tokens'],
    async queryFn({ signal }): Promise<SandboxTokens['tokens'] | null> {
      try {
        return (await call<SandboxTokens>('GET', '/api/payments/sandbox-tokens', { signal })).tokens;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: 60 * 60_000,
  });
}

export function receiptQuery(call: Call, bookingId: string) {
  return queryOptions({
    queryKey: ['receipt', bookingId],
    queryFn: ({ signal }) => call<Receipt>('GET', `/bookings/${bookingId}/receipt`, { signal }),
  });
}

export function holdSeats(call: Call, body: HoldBody): Promise<HoldAnswer> {
  return call<HoldAnswer>('POST', '/holds', { body });
}

export function releaseHold(call: Call, holdId: string): Promise<void> {
  return call<void>('DELETE', `/holds/${holdId}`);
}

/** Buys seats that are held. The same key means the same purchase, however often it is asked. */
export function placeOrder(call: Call, body: OrderBody, idempotencyKey: string): Promise<OrderAnswer> {
  return call<OrderAnswer>('POST', '/bookings', { body, idempotencyKey });
}
