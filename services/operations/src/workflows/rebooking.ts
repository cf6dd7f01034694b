import type { EventOf } from '@airside/contracts';
import { createEvent } from '@airside/events';
import type { WorkflowEvent } from './workflow.ts';

/** A booking that needs another flight. */
export type Stranded = { booking_id: string; passenger_id: string };

/** One event per booking. Their ids follow from what caused them: published twice, they are seen to be the same. */
export function rebookingEvents(
  cause: { eventId: string; flightId: string; event: Extract<WorkflowEvent, { type: 'flight.cancelled' }> },
  bookings: readonly Stranded[],
  now: Temporal.Instant,
): EventOf<'booking.rebooking_needed'>[] {
  const { eventId, flightId, event } = cause;
  const priority = event.data.rebooking_priority;
  return bookings.map(({ booking_id, passenger_id }) =>
    createEvent(
      {
        type: 'booking.rebooking_needed',
        source: '/operations_service',
        subject: flightId,
        causedby: eventId,
        ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
        data: {
          booking_id,
          flight_id: flightId,
          passenger_id,
          timestamp: now.toString(),
          ...(priority === undefined ? {} : { priority }),
        },
      },
      { id: `rebooking/${event.id}/${booking_id}`, time: now },
    ),
  );
}
