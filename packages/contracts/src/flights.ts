import { type Static, type TSchema, Type } from 'typebox';
import { FlightCode, IsoDate } from './ids.ts';
import { FlightInBody, HoldId, OrderPassengers, SeatName } from './party.ts';
import { PaymentToken } from './payments.ts';

const closed = { additionalProperties: false };
const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** How far a departure has come. */
export const flightPhases = [
  'scheduled',
  'check_in',
  'boarding',
  'gate_closed',
  'departed',
  'airborne',
  'landed',
  'arrived',
  'cancelled',
  'diverted',
  'returned_to_gate',
] as const;
export const FlightPhase = Type.Enum([...flightPhases]);
export type FlightPhase = Static<typeof FlightPhase>;

export const delayReasons = ['WEATHER', 'MECHANICAL', 'CREW', 'ATC', 'SECURITY', 'OTHER'] as const;
export const DelayReason = Type.Enum([...delayReasons]);
export type DelayReason = Static<typeof DelayReason>;

export const Cabin = Type.Enum(['economy', 'business']);
export type Cabin = Static<typeof Cabin>;

/** Query of `GET /api/flight/search-flights`. */
export const SearchQuery = Type.Object(
  {
    /** City name or IATA code, any case, with or without accents. */
    from: Type.String({ minLength: 1, maxLength: 80 }),
    to: Type.String({ minLength: 1, maxLength: 80 }),
    /** Local date at the origin; without it the next departure of each code. */
    date: Type.Optional(IsoDate),
    passengers: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
    cabin: Type.Optional(Cabin),
    sort: Type.Optional(Type.Enum(['price', 'departure', 'duration'])),
    /** Whole major units of the flight's currency, as `price` is printed. */
    maxPrice: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
    airline: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  closed,
);
export type SearchQuery = Static<typeof SearchQuery>;

/** One flight in the words of the first API. */
export const FlightOffer = Type.Object({
  flightCode: Type.String(),
  flightId: Type.Integer(),
  airline: Type.String(),
  from: Type.String(),
  to: Type.String(),
  /** Airport-local, `2024-10-01 10:00`. */
  departure: Type.String(),
  arrival: Type.String(),
  /** ISO 8601 with offset and zone, `2024-10-01T10:00:00+03:00[Europe/Chisinau]`. */
  departureAt: Type.String(),
  arrivalAt: Type.String(),
  durationMinutes: Type.Integer(),
  /** Whole major units. */
  price: Type.Number(),
  currency: Type.String(),
  seatsLeft: Type.Integer(),
  /** `On Time`, `Delayed`, `Cancelled`, … */
  status: Type.String(),
});
export type FlightOffer = Static<typeof FlightOffer>;

export const SearchAnswer = Type.Object({
  flights: Type.Array(FlightOffer),
  page: Type.Integer(),
  pageSize: Type.Integer(),
  total: Type.Integer(),
});
export type SearchAnswer = Static<typeof SearchAnswer>;

export const SeedAnswer = Type.Object({ message: Type.String() });

export const paymentMethods = ['credit_card', 'debit_card', 'paypal', 'bank_transfer', 'miles'] as const;
export const PaymentMethod = Type.Enum([...paymentMethods]);
export type PaymentMethod = Static<typeof PaymentMethod>;

/** Body of `POST /api/flight/book-flight`. */
export const BookFlightBody = Type.Object(
  {
    flightId: FlightInBody,
    paymentMethod: PaymentMethod,
    paymentToken: Type.Optional(PaymentToken),
    /** Where several fly, seats are held first, or given. */
    seat: Type.Optional(SeatName),
    holdId: Type.Optional(HoldId),
    /** Of the seat given; without one, economy. */
    cabin: Type.Optional(Cabin),
    /** Without them the account's own passenger flies. */
    passengers: Type.Optional(OrderPassengers),
    /** Local date at the origin; picks another departure of the code than the next. */
    departureDate: Type.Optional(IsoDate),
  },
  closed,
);
export type BookFlightBody = Static<typeof BookFlightBody>;

export const BookFlightAnswer = Type.Object({
  message: Type.String(),
  bookingId: Type.Integer(),
  /** The code, whatever the caller asked by. */
  flightId: Type.String(),
  price: Type.Number(),
  currency: Type.String(),
  pnr: Type.String(),
  /** Null where it is given at the airport. */
  seat: Nullable(Type.String()),
  /** `Confirmed`; with 202 `Pending`, while the payment is. */
  status: Type.String(),
  /** Where several fly: all of them. */
  bookings: Type.Optional(Type.Array(Type.Object({ bookingId: Type.Integer(), seat: Nullable(Type.String()) }))),
});
export type BookFlightAnswer = Static<typeof BookFlightAnswer>;

export const BookingList = Type.Object({
  userId: Type.Integer(),
  bookings: Type.Array(
    Type.Object({
      bookingId: Type.Integer(),
      flightCode: Type.String(),
      bookingStatus: Type.String(),
      /** Airport-local, as planned. */
      departure: Type.String(),
      arrival: Type.String(),
      /** Integer key of this departure. */
      departureId: Type.Integer(),
      departureDate: Type.String(),
      airline: Type.String(),
      from: Type.String(),
      to: Type.String(),
      /** Who flies. */
      passenger: Type.String(),
      flightStatus: Type.String(),
      pnr: Type.String(),
      seat: Type.Union([Type.String(), Type.Null()]),
      price: Type.Number(),
      currency: Type.String(),
    }),
  ),
});
export type BookingList = Static<typeof BookingList>;

export const CancelAnswer = Type.Object({ message: Type.String() });

/** One departure in the words of the resource API. Times are UTC instants; estimates become the actual times once they are known. */
export const FlightResource = Type.Object({
  /** The code. */
  flight_id: Type.String(),
  /** Integer key of this departure. */
  departure_id: Type.Integer(),
  /** Local at the origin. */
  departure_date: Type.String(),
  airline: Type.String(),
  origin: Type.String(),
  destination: Type.String(),
  scheduled_departure: Type.String(),
  scheduled_arrival: Type.String(),
  estimated_departure: Type.String(),
  estimated_arrival: Type.String(),
  actual_departure: Nullable(Type.String()),
  actual_arrival: Nullable(Type.String()),
  status: Type.String(),
  gate: Nullable(Type.String()),
  terminal: Nullable(Type.String()),
  /** Below zero where it leaves early. */
  delay_minutes: Type.Integer(),
  delay_reason: Nullable(Type.String()),
  /** Where it goes instead of its destination. */
  diverted_to: Nullable(Type.String()),
  aircraft_type: Type.String(),
  price_minor: Type.Integer(),
  currency: Type.String(),
  version: Type.Integer(),
});
export type FlightResource = Static<typeof FlightResource>;

/** Status in the words of the resource API: a phase, or DELAYED where a flight that has not left is late. */
export const flightStatuses = [...flightPhases.map((phase) => phase.toUpperCase()), 'DELAYED'];
const AirportCode = Type.String({ pattern: '^[A-Za-z]{3}$', description: 'IATA code, any case' });

/** Query of `GET /flights`; at least one of the filters, which hold together. */
export const FlightListQuery = Type.Object(
  {
    status: Type.Optional(Type.Enum(flightStatuses)),
    origin: Type.Optional(AirportCode),
    destination: Type.Optional(AirportCode),
    /** Origin or destination. */
    airport: Type.Optional(AirportCode),
    /** Local at the origin. */
    date: Type.Optional(IsoDate),
    /** Name in any case, with or without accents. */
    airline: Type.Optional(Type.String({ minLength: 1, maxLength: 80, pattern: '^[^\\u0000]*$' })),
    /** Leaves out what is scheduled to leave before; RFC 3339. */
    departs_from: Type.Optional(Type.String({ format: 'date-time', maxLength: 40 })),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
    /** `cursor` of the page before. */
    cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,13}\\.[0-9]{1,10}$' })),
  },
  closed,
);
export type FlightListQuery = Static<typeof FlightListQuery>;

export const FlightList = Type.Object({
  flights: Type.Array(FlightResource),
  /** Of this page. */
  count: Type.Integer(),
  /** Present while there may be more. */
  cursor: Type.Optional(Type.String()),
});
export type FlightList = Static<typeof FlightList>;

const PhaseCode = Type.Enum(flightPhases.map((phase) => phase.toUpperCase()));
const Gate = Type.String({ pattern: '^[A-Z]{0,2}[0-9]{1,3}[A-Z]?$' });
const Terminal = Type.String({ pattern: '^[A-Z0-9]{1,4}$' });
/** Local time at the airport (`2026-12-01T07:15`), or with an offset or `Z`. */
const LocalOrInstant = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?$',
});
const InstantText = Type.String({ format: 'date-time' });
/** Aircraft that we have a seat map of. */
export const aircraftTypes = ['A320', 'A321', 'B738', 'E190', 'B789'] as const;
export const AircraftType = Type.Enum([...aircraftTypes]);
export type AircraftType = Static<typeof AircraftType>;
/** How many more than its seats may be sold. */
const OverbookingLimit = Type.Integer({ minimum: 0, maximum: 50 });

/** Body of `POST /flights`. */
export const NewFlight = Type.Object(
  {
    flight_id: FlightCode,
    airline: Type.String({ minLength: 1, maxLength: 80 }),
    origin: Type.String({ pattern: '^[A-Za-z]{3}$' }),
    destination: Type.String({ pattern: '^[A-Za-z]{3}$' }),
    scheduled_departure: LocalOrInstant,
    scheduled_arrival: LocalOrInstant,
    aircraft_type: AircraftType,
    gate: Type.Optional(Gate),
    terminal: Type.Optional(Terminal),
    price_minor: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    overbooking_limit: Type.Optional(OverbookingLimit),
  },
  closed,
);
export type NewFlight = Static<typeof NewFlight>;

/** Body of `PATCH /flights/{id}`; null takes a gate or terminal away. */
export const FlightPatch = Type.Object(
  {
    phase: Type.Optional(PhaseCode),
    gate: Type.Optional(Nullable(Gate)),
    terminal: Type.Optional(Nullable(Terminal)),
    /** Absolute, before departure; 0 clears the delay. */
    delay_minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 2880 })),
    reason: Type.Optional(DelayReason),
    aircraft_type: Type.Optional(AircraftType),
    overbooking_limit: Type.Optional(OverbookingLimit),
    /** Out of the gate, off and on the ground, in at the gate. */
    out_at: Type.Optional(InstantText),
    off_at: Type.Optional(InstantText),
    on_at: Type.Optional(InstantText),
    in_at: Type.Optional(InstantText),
    /** The version the caller has seen; 409 when there is a newer one. */
    version: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { ...closed, minProperties: 1 },
);
export type FlightPatch = Static<typeof FlightPatch>;
