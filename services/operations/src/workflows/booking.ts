import {
  FlightResource,
  largestBatch,
  NoticeFlight,
  type PassengerDetails,
  PassengerDetailsList,
  type RebookingMark,
  RebookingMarked,
  Travellers,
} from '@airside/contracts';
import type { InternalClient } from '@airside/service';
import { ask } from './ask.ts';

export type Traveller = Travellers['travellers'][number];

/** Pages of one flight; no aircraft takes so many travellers. */
const mostPages = 200;
const timeoutMs = 2000;

/** What operations asks the booking service. `requestId` ties the logs of both together. */
export function createBookingClient(callInternal: InternalClient) {
  const service = 'booking_service';

  async function listTravellers(departureId: number, requestId?: string): Promise<Traveller[]> {
    const all: Traveller[] = [];
    let after = 0;
    for (let page = 0; page < mostPages; page += 1) {
      const path = `/internal/flights/${departureId}/travellers?after=${after}&limit=${largestBatch}`;
      const { travellers, next } = await ask(callInternal, Travellers, {
        service,
        method: 'GET',
        path,
        timeoutMs,
        ...idOf(requestId),
      });
      all.push(...travellers);
      if (next === undefined) return all;
      after = next;
    }
    throw new Error(`flight ${departureId} has more than ${mostPages * largestBatch} travellers`);
  }

  return {
    /** A code's next unfinished departure. Throws Problem NOT_FOUND where there is none. */
    findByCode: (code: string): Promise<FlightResource> =>
      ask(callInternal, FlightResource, {
        service,
        method: 'GET',
        path: `/flights/${encodeURIComponent(code)}`,
        timeoutMs,
      }),
    findFlight: (departureId: number, requestId?: string): Promise<NoticeFlight> =>
      ask(callInternal, NoticeFlight, {
        service,
        method: 'GET',
        path: `/internal/flights/${departureId}`,
        timeoutMs,
        ...idOf(requestId),
      }),
    listTravellers,
    async queryPassengers(ids: readonly string[], requestId?: string): Promise<PassengerDetails[]> {
      const { passengers } = await ask(callInternal, PassengerDetailsList, {
        service,
        method: 'POST',
        path: '/internal/passengers/query',
        body: { passenger_ids: ids },
        timeoutMs,
        ...idOf(requestId),
      });
      return passengers;
    },
    markForRebooking: (departureId: number, mark: RebookingMark, requestId?: string): Promise<RebookingMarked> =>
      ask(callInternal, RebookingMarked, {
        service,
        method: 'POST',
        path: `/internal/flights/${departureId}/rebooking`,
        body: mark,
        timeoutMs,
        ...idOf(requestId),
      }),
  };
}

export type BookingClient = ReturnType<typeof createBookingClient>;

function idOf(requestId: string | undefined): { requestId?: string } {
  return requestId === undefined ? {} : { requestId };
}
