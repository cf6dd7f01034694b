import type {
  BookingList,
  BookingResource,
  CancellationAnswer,
  CancellationQuote,
  ChangeAnswer,
  ChangeQuote,
  ChangeQuoteBody,
  PnrAnswer,
  RebookingAnswer,
  RebookingOptions,
  Timeline,
} from '@airside/contracts';
import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import type { Call } from '../api/call.ts';

/** What an account has booked or flies on; none where the API finds none. */
export function bookingsQuery(call: Call, userId: number) {
  return queryOptions({
    queryKey: ['trips', userId],
    async queryFn({ signal }): Promise<BookingList['bookings']> {
      try {
        return (await call<BookingList>('GET', `/api/flight/bookings/${userId}`, { signal })).bookings;
      } catch (error) {
        if (error instanceof ApiError && error.code === 'NO_BOOKINGS_FOUND') return [];
        throw error;
      }
    },
  });
}

export function bookingQuery(call: Call, bookingId: string) {
  return queryOptions({
    queryKey: ['booking', bookingId],
    queryFn: ({ signal }) => call<BookingResource>('GET', `/bookings/${encodeURIComponent(bookingId)}`, { signal }),
  });
}

export function timelineQuery(call: Call, bookingId: string) {
  return queryOptions({
    queryKey: ['booking', bookingId, 'timeline'],
    queryFn: ({ signal }) => call<Timeline>('GET', `/bookings/${encodeURIComponent(bookingId)}/timeline`, { signal }),
  });
}

export function rebookingQuery(call: Call, bookingId: string) {
  return queryOptions({
    queryKey: ['rebooking', bookingId],
    queryFn: ({ signal }) => call<RebookingOptions>('GET', `/bookings/${bookingId}/rebooking-options`, { signal }),
  });
}

export function findByLocator(call: Call, locator: string, lastName: string): Promise<PnrAnswer> {
  return call<PnrAnswer>('GET', `/pnr/${encodeURIComponent(locator.toUpperCase())}`, { query: { lastName } });
}

/** Of one booking, or of all that was bought together. */
export type Scope = 'booking' | 'order';

export function quoteCancellation(call: Call, bookingId: string, scope: Scope): Promise<CancellationQuote> {
  return call<CancellationQuote>('POST', `/bookings/${bookingId}/cancellation-quotes`, { body: { scope } });
}

export function cancel(call: Call, bookingId: string, quoteId: string): Promise<CancellationAnswer> {
  return call<CancellationAnswer>('POST', `/bookings/${bookingId}/cancellations`, { body: { quoteId } });
}

export function quoteChange(call: Call, bookingId: string, body: ChangeQuoteBody): Promise<ChangeQuote> {
  return call<ChangeQuote>('POST', `/bookings/${bookingId}/changes/quotes`, { body });
}

/** Pending where the provider has not answered: asking again with the same quote tells how it went. */
export function change(
  call: Call,
  bookingId: string,
  body: { quoteId: string; paymentToken?: string },
): Promise<ChangeAnswer | { status: string; flight?: undefined }> {
  return call('POST', `/bookings/${bookingId}/changes`, { body });
}

export function rebook(call: Call, bookingId: string, departureId: number, key: string): Promise<RebookingAnswer> {
  return call<RebookingAnswer>('POST', `/bookings/${bookingId}/rebooking`, {
    body: { departureId },
    idempotencyKey: key,
  });
}
