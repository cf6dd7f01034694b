import { type Static, type TSchema, Type } from 'typebox';
import { Cabin } from './flights.ts';
import { IdInPath, IsoDate } from './ids.ts';
import { FlightInBody, SeatName } from './party.ts';
import { BookingIdInPath } from './passengers.ts';
import { PaymentToken } from './payments.ts';

const closed = { additionalProperties: false };
const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const Minor = Type.Integer({ minimum: 0, description: 'minor units of the currency' });
const QuoteId = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' });

/** Body of `POST /bookings/{id}/cancellation-quotes`; may be left out. */
export const CancellationQuoteBody = Type.Object(
  {
    /** This booking (an adult takes the infant along), or all that was bought together. */
    scope: Type.Optional(Type.Enum(['booking', 'order'])),
  },
  closed,
);
export type CancellationQuoteBody = Static<typeof CancellationQuoteBody>;

export const CancellationQuote = Type.Object({
  quoteId: Type.String(),
  /** What it would end. */
  bookings: Type.Array(Type.String()),
  refundAmountMinor: Minor,
  feeMinor: Minor,
  currency: Type.String(),
  expiresAt: Type.String({ format: 'date-time' }),
  /** Why so much comes back, in sentences. */
  conditions: Type.Array(Type.String()),
  /** The same for those who word it themselves; `farePercent` of the fare comes back, besides all taxes. */
  reasons: Type.Array(
    Type.Object({
      reason: Type.Enum(['cancelled', 'delayed', 'regretted', 'conditions']),
      farePercent: Type.Integer({ minimum: 0, maximum: 100 }),
    }),
  ),
});
export type CancellationQuote = Static<typeof CancellationQuote>;

/** Body of `POST /bookings/{id}/cancellations`. */
export const CancellationBody = Type.Object({ quoteId: QuoteId }, closed);

export const CancellationAnswer = Type.Object({
  message: Type.String(),
  refundAmountMinor: Minor,
  currency: Type.String(),
  status: Type.String(),
});
export type CancellationAnswer = Static<typeof CancellationAnswer>;

/** A departure as changes name it. Times are instants. */
export const DepartureSummary = Type.Object({
  flightCode: Type.String(),
  /** Integer key of the departure. */
  departureId: Type.Integer(),
  departureDate: Type.String(),
  airline: Type.String(),
  origin: Type.String(),
  destination: Type.String(),
  departureAt: Type.String(),
  arrivalAt: Type.String(),
  status: Type.String(),
});
export type DepartureSummary = Static<typeof DepartureSummary>;

/** Body of `POST /bookings/{id}/changes/quotes`. */
export const ChangeQuoteBody = Type.Object(
  {
    /** A code (its next departure), or the integer id of one departure. */
    flightId: FlightInBody,
    departureDate: Type.Optional(IsoDate),
    seat: Type.Optional(SeatName),
    /** That of the booking where it is left out. */
    cabin: Type.Optional(Cabin),
  },
  closed,
);
export type ChangeQuoteBody = Static<typeof ChangeQuoteBody>;

export const ChangeQuote = Type.Object({
  quoteId: Type.String(),
  /** Who would move. */
  bookings: Type.Array(Type.String()),
  flight: DepartureSummary,
  /** New prices less what was paid. */
  differenceMinor: Type.Integer(),
  feeMinor: Minor,
  /** At most one of the two is above zero. */
  toPayMinor: Minor,
  refundAmountMinor: Minor,
  currency: Type.String(),
  expiresAt: Type.String({ format: 'date-time' }),
  conditions: Type.Array(Type.String()),
});
export type ChangeQuote = Static<typeof ChangeQuote>;

/** Body of `POST /bookings/{id}/changes`. */
export const ChangeBody = Type.Object(
  {
    quoteId: QuoteId,
    /** What a card field of the payment provider gave, where there is something to pay; never a card number. */
    paymentToken: Type.Optional(PaymentToken),
  },
  closed,
);
export type ChangeBody = Static<typeof ChangeBody>;

const SeatedBooking = Type.Object({ bookingId: Type.String(), passengerId: Type.String(), seat: Nullable(SeatName) });

export const ChangeAnswer = Type.Object({
  message: Type.String(),
  status: Type.String(),
  flight: DepartureSummary,
  bookings: Type.Array(SeatedBooking),
  paidMinor: Minor,
  refundAmountMinor: Minor,
  currency: Type.String(),
});
export type ChangeAnswer = Static<typeof ChangeAnswer>;

/** The provider has not answered yet: asking again with the same quote tells how it went. */
export const PendingChange = Type.Object({ message: Type.String(), quoteId: Type.String(), status: Type.String() });

export const RebookingOption = Type.Object({
  ...DepartureSummary.properties,
  /** 1 is the best. */
  rank: Type.Integer({ minimum: 1 }),
  /** Below zero where it arrives earlier than planned. */
  arrivalDifferenceMinutes: Type.Integer(),
  reasons: Type.Array(Type.String()),
});
export type RebookingOption = Static<typeof RebookingOption>;

/** Answer of `GET /bookings/{id}/rebooking-options`. */
export const RebookingOptions = Type.Object({
  /** The party that would move together. */
  bookings: Type.Array(Type.String()),
  cancelled: DepartureSummary,
  options: Type.Array(RebookingOption),
  count: Type.Integer(),
});
export type RebookingOptions = Static<typeof RebookingOptions>;

/** Body of `POST /bookings/{id}/rebooking`. */
export const RebookingBody = Type.Object(
  {
    departureId: IdInPath,
    /** Some of the party; everybody of the order on the cancelled flight where it is left out. */
    bookingIds: Type.Optional(Type.Array(BookingIdInPath, { minItems: 1, maxItems: 50 })),
  },
  closed,
);
export type RebookingBody = Static<typeof RebookingBody>;

export const RebookingAnswer = Type.Object({
  message: Type.String(),
  status: Type.String(),
  flight: DepartureSummary,
  bookings: Type.Array(SeatedBooking),
});
export type RebookingAnswer = Static<typeof RebookingAnswer>;

/** 409 of a rebooking that is no longer possible: what is, now. */
export const RebookingRefusal = Type.Object({ error: Type.String(), options: Type.Array(RebookingOption) });
export type RebookingRefusal = Static<typeof RebookingRefusal>;

/** Answer of `GET /bookings/{id}/timeline`, oldest first. */
export const Timeline = Type.Object({
  bookingId: Type.String(),
  timeline: Type.Array(
    Type.Object({
      at: Type.String({ format: 'date-time' }),
      /** `ordered`, `confirmed`, `cancelled`, `rebooked`, … */
      kind: Type.String(),
      text: Type.String(),
      /** `you` is who bought or travels, whoever reads. */
      actor: Type.Enum(['you', 'staff', 'system']),
      detail: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
  count: Type.Integer(),
});
export type Timeline = Static<typeof Timeline>;
