import type { EventOf } from '@airside/contracts';
import { createEvent } from '@airside/events';
import type { Departure } from '../flights/rules.ts';
import type { SoldBooking } from './sold-order.ts';

export type Moved = { flight: Departure; reason: 'change' | 'rebooking'; cause: string; now: Temporal.Instant };

/**
 * What is published when a booking goes on another flight, into `seat` there. It stays in order with the events of the new
 * flight. `cause` makes its id unique.
 */
export function flightChangedEvent(
  booking: SoldBooking,
  seat: string | null,
  { flight, reason, cause, now }: Moved,
): EventOf<'booking.flight_changed'> {
  return createEvent(
    {
      type: 'booking.flight_changed',
      source: '/booking_service',
      subject: flight.code,
      data: {
        booking_id: booking.reference,
        passenger_id: booking.passengerReference,
        flight_id: flight.code,
        old_flight: booked(booking.flight, booking.seat),
        new_flight: booked(flight, seat),
        reason,
        timestamp: now.toString(),
      },
    },
    { id: `booking/${booking.id}/flight/${cause}`, time: now },
  );
}

function booked(flight: Departure, seat: string | null) {
  return {
    flight_id: flight.code,
    departure_id: flight.id,
    origin: flight.origin,
    destination: flight.destination,
    scheduled_departure: flight.scheduledDeparture.toString(),
    scheduled_arrival: flight.scheduledArrival.toString(),
    seat,
  };
}
