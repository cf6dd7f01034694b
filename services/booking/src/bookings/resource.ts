import type { BookingResource } from '@airside/contracts';
import type { BookingRow } from './resource-queries.ts';

/** A booking as the resource API shows it. */
export function bookingResource(booking: BookingRow): BookingResource {
  return {
    booking_id: booking.reference,
    passenger_id: booking.passengerReference,
    flight_id: booking.flightCode,
    departure_id: booking.flightId,
    departure_date: booking.departureDate.toString(),
    confirmation_number: booking.locator,
    seat: booking.seat,
    booking_status: booking.status,
    payment_method: booking.paymentMethod,
    amount_minor: booking.amountMinor,
    currency: booking.currency,
    created_at: booking.createdAt.toString(),
  };
}
