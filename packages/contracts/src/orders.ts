import { type Static, Type } from 'typebox';
import { Cabin, PaymentMethod } from './flights.ts';
import { IsoDate } from './ids.ts';
import { FlightInBody, HoldId, OrderPassengers, PassengerType, SeatNames } from './party.ts';
import { PaymentToken } from './payments.ts';

const closed = { additionalProperties: false };

/** Body of `POST /bookings`. */
export const OrderBody = Type.Object(
  {
    flightId: FlightInBody,
    /** Local date at the origin; picks another departure of the code than the next. */
    departureDate: Type.Optional(IsoDate),
    cabin: Type.Optional(Cabin),
    passengers: OrderPassengers,
    /** One for each passenger but infants, in their order; without them (and without a hold) the best free ones together. */
    seats: Type.Optional(SeatNames),
    holdId: Type.Optional(HoldId),
    paymentMethod: PaymentMethod,
    paymentToken: Type.Optional(PaymentToken),
  },
  closed,
);
export type OrderBody = Static<typeof OrderBody>;

/** A price as it was sold; fare and taxes sum to the total, in minor units. */
export const Price = Type.Object({
  fareMinor: Type.Integer(),
  taxes: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), amountMinor: Type.Integer() })),
  totalMinor: Type.Integer(),
  currency: Type.String(),
});
export type Price = Static<typeof Price>;

const NullableText = Type.Union([Type.String(), Type.Null()]);

/** One passenger on one flight, within an order. */
export const OrderedBooking = Type.Object({
  /** `B016`. */
  bookingId: Type.String(),
  /** `P011`. */
  passengerId: Type.String(),
  firstName: Type.String(),
  lastName: NullableText,
  type: PassengerType,
  /** Null for an infant, and where the seat is given at the airport. */
  seat: NullableText,
  status: Type.String(),
  specialRequests: Type.Array(Type.String()),
  /** The booking of the adult on whose lap an infant flies. */
  infantOf: NullableText,
  price: Price,
});
export type OrderedBooking = Static<typeof OrderedBooking>;

/** Answer of `POST /bookings`: 201 once it is paid, 202 while the payment is pending. */
export const OrderAnswer = Type.Object({
  order: Type.Object({
    orderId: Type.Integer(),
    /** The record locator. */
    pnr: Type.String(),
    /** `PAYMENT_PENDING`, `CONFIRMED` or `CANCELLED`. */
    status: Type.String(),
    flightId: Type.String(),
    departureId: Type.Integer(),
    departureDate: Type.String(),
    cabin: Cabin,
    fare: Type.String(),
    paymentMethod: PaymentMethod,
  }),
  bookings: Type.Array(OrderedBooking),
  price: Price,
});
export type OrderAnswer = Static<typeof OrderAnswer>;
