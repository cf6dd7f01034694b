import { type Static, Type } from 'typebox';

const NullableText = Type.Union([Type.String(), Type.Null()]);

/** A passenger's id in a path: `P011`, or the integer key. */
export const PassengerIdInPath = Type.String({ pattern: '^([0-9]{1,10}|[Pp][0-9]{3,10})$' });
/** A booking's id in a path: `B016`, or the integer key. */
export const BookingIdInPath = Type.String({ pattern: '^([0-9]{1,10}|[Bb][0-9]{3,10})$' });

/** Channels on which a traveller wants to be told. */
export const ChannelChoice = Type.Object({ email: Type.Boolean(), sms: Type.Boolean(), push: Type.Boolean() });
export type ChannelChoice = Static<typeof ChannelChoice>;

/** Answer of `GET /passengers/{passengerId}`; never e-mail or telephone, which no caller of it needs (api.md §4). */
export const PassengerResource = Type.Object({
  passenger_id: Type.String(),
  first_name: Type.String(),
  last_name: NullableText,
  tier: Type.String(),
  notification_preferences: ChannelChoice,
  special_requests: NullableText,
});
export type PassengerResource = Static<typeof PassengerResource>;

/** Answer of `GET /bookings/{bookingId}`. */
export const BookingResource = Type.Object({
  booking_id: Type.String(),
  passenger_id: Type.String(),
  flight_id: Type.String(),
  /** Integer key of the departure. */
  departure_id: Type.Integer(),
  departure_date: Type.String(),
  /** The record locator (PNR). */
  confirmation_number: Type.String(),
  seat: NullableText,
  booking_status: Type.String(),
  payment_method: Type.String(),
  amount_minor: Type.Integer(),
  currency: Type.String(),
  created_at: Type.String(),
});
export type BookingResource = Static<typeof BookingResource>;

const bookingStatuses = ['CONFIRMED', 'CHECKED_IN', 'CANCELLED', 'NEEDS_REBOOKING', 'HELD', 'PAYMENT_PENDING'];

/** Query of `GET /bookings`. */
export const BookingListQuery = Type.Object(
  {
    status: Type.Optional(Type.Enum(bookingStatuses)),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
    /** `cursor` of the page before. */
    cursor: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  },
  { additionalProperties: false },
);
export type BookingListQuery = Static<typeof BookingListQuery>;

/** Answer of `GET /bookings?status=`, newest first. */
export const BookingResourceList = Type.Object({
  bookings: Type.Array(BookingResource),
  /** Of this page. */
  count: Type.Integer(),
  /** Present while there may be more. */
  cursor: Type.Optional(Type.Integer()),
});

/** Answer of `GET /flights/{flightId}/bookings`: everybody who flies, by seat. */
export const FlightBookings = Type.Object({
  bookings: Type.Array(
    Type.Object({
      booking_id: Type.String(),
      passenger_id: Type.String(),
      booking_status: Type.String(),
      seat: NullableText,
    }),
  ),
  count: Type.Integer(),
});

/** Answer of `GET /passengers/{passengerId}/bookings`, newest first. */
export const PassengerBookings = Type.Object({
  bookings: Type.Array(
    Type.Object({
      booking_id: Type.String(),
      flight_id: Type.String(),
      departure_date: Type.String(),
      booking_status: Type.String(),
    }),
  ),
  count: Type.Integer(),
});

/** Answer of `POST /api/demo/load`. */
export const SampleDataAnswer = Type.Object({
  message: Type.String(),
  flights: Type.Integer(),
  passengers: Type.Integer(),
  bookings: Type.Integer(),
});

/** Body of `POST /api/auth/me/passenger-claims`: links the account to a passenger who has flown before it existed. */
export const PassengerClaim = Type.Object(
  {
    pnr: Type.String({ pattern: '^[A-Za-z0-9]{6}$' }),
    lastName: Type.String({ minLength: 1, maxLength: 100 }),
  },
  { additionalProperties: false },
);
export type PassengerClaim = Static<typeof PassengerClaim>;
export const PassengerClaimAnswer = Type.Object({
  message: Type.String(),
  /** `P011`. */
  passengerId: Type.String(),
});
