import type { AirsideEvent, EventOf } from '@airside/contracts';
import { createEvent } from '@airside/events';
import type { BookingStatus } from '../bookings/rules.ts';
import type { Departure } from '../flights/rules.ts';
import type { SoldBooking } from './sold-order.ts';

/** What is published when a booking has another status. `cause` makes the id of the event unique: a word, or a word and a key. */
export function statusChangedEvent(
  booking: SoldBooking,
  change: { status: BookingStatus; flight: Departure; cause: string; now: Temporal.Instant },
): EventOf<'booking.status_changed'> {
  const { flight, now } = change;
  return createEvent(
    {
      type: 'booking.status_changed',
      source: '/booking_service',
      subject: flight.code,
      data: {
        booking_id: booking.reference,
        passenger_id: booking.passengerReference,
        flight_id: flight.code,
        departure_id: flight.id,
        origin: flight.origin,
        destination: flight.destination,
        old_status: booking.status,
        new_status: change.status,
        timestamp: now.toString(),
      },
    },
    { id: `booking/${booking.id}/${change.cause}`, time: now },
  );
}

export type Moved = { flight: Departure; reason: 'change' | 'rebooking'; cause: string; now: Temporal.Instant };

/** What is published when bookings go on another flight, where they are confirmed; `seatOf` are the new seats. */
export function movedEvents(
  bookings: readonly SoldBooking[],
  seatOf: ReadonlyMap<number, string | null>,
  moved: Moved,
): AirsideEvent[] {
  return bookings.flatMap((booking): AirsideEvent[] => {
    const event = flightChangedEvent(booking, seatOf.get(booking.id) ?? null, moved);
    if (booking.status === 'CONFIRMED') return [event];
    return [event, statusChangedEvent(booking, { ...moved, status: 'CONFIRMED' })];
  });
}

/** It stays in order with the events of the new flight. */
function flightChangedEvent(
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
