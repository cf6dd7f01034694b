import type { AirsideEvent } from '@airside/contracts';
import { createEvent } from '@airside/events';
import type { BookingStatus } from '../bookings/rules.ts';
import type { BookingFacts } from './queries.ts';

const source = '/booking_service';

/** What is published for a booking when its order is confirmed. */
export function createdEvent(booking: BookingFacts, time: Temporal.Instant): AirsideEvent {
  return createEvent(
    {
      type: 'booking.created',
      source,
      subject: booking.code,
      data: {
        ...factsOf(booking, time),
        user_id: booking.accountId,
        seat: booking.seat,
        amount_minor: booking.amountMinor,
        currency: booking.currency,
      },
    },
    { id: `booking/${booking.id}/created`, time },
  );
}

/**
 * What is published when the status of a booking changes; `booking` is as it is after the change. `id` tells the changes of
 * one booking apart.
 */
export function statusEvent(
  booking: BookingFacts,
  change: { id: string; from: BookingStatus },
  time: Temporal.Instant,
): AirsideEvent {
  return createEvent(
    {
      type: 'booking.status_changed',
      source,
      subject: booking.code,
      data: { ...factsOf(booking, time), old_status: change.from, new_status: booking.status },
    },
    { id: `booking/${booking.id}/${change.id}`, time },
  );
}

function factsOf(booking: BookingFacts, time: Temporal.Instant) {
  return {
    booking_id: booking.reference,
    passenger_id: booking.passengerReference,
    order_id: booking.orderId,
    pnr: booking.locator,
    passenger_type: booking.passengerType,
    cabin: booking.cabin,
    flight_id: booking.code,
    departure_id: booking.flightId,
    origin: booking.origin,
    destination: booking.destination,
    timestamp: time.toString(),
  };
}
