import type { Cabin, OrderAnswer, PaymentMethod, Price } from '@airside/contracts';
import type { Departure } from '../flights/rules.ts';
import type { NewBooking } from './place-queries.ts';

/** An order as it was just sold, with the names of those who fly. */
export type PlacedOrder = {
  orderId: number;
  locator: string;
  flight: Departure;
  cabin: Cabin;
  fare: string;
  paymentMethod: PaymentMethod;
  price: Price;
  bookings: readonly (NewBooking & { firstName: string; lastName: string | null })[];
};

/** How ids look on the wire: a letter and at least three digits. */
function referenceOf(letter: 'B' | 'P', id: number): string {
  return `${letter}${String(id).padStart(3, '0')}`;
}

/** An order in the words of the resource API. */
export function orderAnswer(order: PlacedOrder, status: 'PAYMENT_PENDING' | 'CONFIRMED'): OrderAnswer {
  const { flight } = order;
  return {
    order: {
      orderId: order.orderId,
      pnr: order.locator,
      status,
      flightId: flight.code,
      departureId: flight.id,
      departureDate: flight.departureDate.toString(),
      cabin: order.cabin,
      fare: order.fare,
      paymentMethod: order.paymentMethod,
    },
    bookings: order.bookings.map((booking) => ({
      bookingId: referenceOf('B', booking.id),
      passengerId: referenceOf('P', booking.passengerId),
      firstName: booking.firstName,
      lastName: booking.lastName,
      type: booking.type,
      seat: booking.seat,
      status,
      specialRequests: [...booking.specialRequests],
      infantOf: booking.infantOf === null ? null : referenceOf('B', booking.infantOf),
      price: booking.price,
    })),
    price: order.price,
  };
}
