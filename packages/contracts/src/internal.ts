import { type Static, Type } from 'typebox';
import { DelayReason } from './flights.ts';

// What services ask each other for, under /internal, which the gateway never routes.

const Text = Type.String({ minLength: 1, maxLength: 200 });
const NullableText = Type.Union([Type.String(), Type.Null()]);
const PassengerId = Type.String({ pattern: '^P[0-9]{3,10}$' });
const BookingId = Type.String({ pattern: '^B[0-9]{3,10}$' });
const closed = { additionalProperties: false };

/** Most travellers in one call; whoever has more sends them in pages. */
export const largestBatch = 500;

/** Answer of `GET /internal/flights/{departureId}/travellers?after=&limit=`: living bookings by their integer key. */
export const Travellers = Type.Object({
  travellers: Type.Array(
    Type.Object({
      booking_id: BookingId,
      passenger_id: PassengerId,
      booking_status: Type.String(),
      seat: NullableText,
    }),
  ),
  /** `after` of the next page; absent on the last. */
  next: Type.Optional(Type.Integer()),
});
export type Travellers = Static<typeof Travellers>;

/** Body of `POST /internal/passengers/query`. */
export const PassengerQuery = Type.Object(
  { passenger_ids: Type.Array(PassengerId, { maxItems: largestBatch }) },
  closed,
);
export type PassengerQuery = Static<typeof PassengerQuery>;

/** What a notice needs to know of its reader; leaves booking for operations and notification only. */
export const PassengerDetails = Type.Object({
  passenger_id: PassengerId,
  account_id: Type.Union([Type.Integer(), Type.Null()]),
  first_name: Type.String(),
  last_name: NullableText,
  tier: Type.String(),
  special_requests: NullableText,
  email: NullableText,
  phone: NullableText,
});
export type PassengerDetails = Static<typeof PassengerDetails>;
export const PassengerDetailsList = Type.Object({ passengers: Type.Array(PassengerDetails) });

/** Body of `POST /internal/flights/{departureId}/rebooking`; doing it again marks nothing more. */
export const RebookingMark = Type.Object(
  {
    event_id: Text,
    booking_ids: Type.Array(BookingId, { maxItems: largestBatch }),
    /** Whom scarce seats go to first; NORMAL where it is left out. */
    priority: Type.Optional(Type.Enum(['HIGH', 'NORMAL', 'LOW'])),
  },
  closed,
);
export type RebookingMark = Static<typeof RebookingMark>;
/** Those that need rebooking now, whether this call marked them or an earlier one. */
export const RebookingMarked = Type.Object({ marked: Type.Array(BookingId), already: Type.Array(BookingId) });
export type RebookingMarked = Static<typeof RebookingMarked>;

/** Answer of `GET /internal/flights/{departureId}`: a flight as a notice tells it; every time with its zone, so that it can be told in the airport's own. */
export const NoticeFlight = Type.Object({
  flight_id: Type.String(),
  departure_id: Type.Integer(),
  airline: Type.String(),
  origin: Type.String(),
  origin_city: Type.String(),
  origin_zone: Type.String(),
  destination: Type.String(),
  destination_city: Type.String(),
  destination_zone: Type.String(),
  scheduled_departure: Type.String({ format: 'date-time' }),
  estimated_departure: Type.String({ format: 'date-time' }),
  scheduled_arrival: Type.String({ format: 'date-time' }),
  estimated_arrival: Type.String({ format: 'date-time' }),
  status: Type.String(),
  gate: NullableText,
  terminal: NullableText,
  version: Type.Integer(),
});
export type NoticeFlight = Static<typeof NoticeFlight>;

/** What happened, with the facts that a notice may state. */
export const NoticeKind = Type.Union([
  Type.Object({
    kind: Type.Literal('delay'),
    delay_minutes: Type.Integer(),
    delay_category: Type.Enum(['minor', 'major', 'severe']),
    reason: DelayReason,
    reason_detail: Type.Optional(NullableText),
  }),
  Type.Object({ kind: Type.Literal('cancellation'), reason: DelayReason, reason_detail: Type.Optional(NullableText) }),
  Type.Object({
    kind: Type.Literal('gate_change'),
    old_gate: NullableText,
    new_gate: NullableText,
    terminal_change: Type.Boolean(),
    old_terminal: Type.Optional(NullableText),
    new_terminal: Type.Optional(NullableText),
  }),
]);
export type NoticeKind = Static<typeof NoticeKind>;

/** Body of `POST /internal/notices/compose`: plans one notice for each traveller and channel, once per event. */
export const NoticeComposition = Type.Object(
  {
    /** Id of the event that the travellers are told of; with passenger and channel the key of a notice. */
    event_id: Text,
    /** When it happened; of two notices of one kind for one flight the later event's holds. */
    event_time: Type.String({ format: 'date-time' }),
    /** False where the event changed nothing: an older one that came late. Its notices are planned as skipped, with the reason. */
    is_current: Type.Boolean(),
    what: NoticeKind,
    flight: NoticeFlight,
    /**
     * Also tells the flight's subscribers who are not among the travellers of this event, composed and sent by the
     * notification service itself. To be given with the last page, when it knows every traveller; the page may be empty.
     */
    include_subscribers: Type.Optional(Type.Boolean()),
    recipients: Type.Array(Type.Object({ ...PassengerDetails.properties, booking_id: BookingId, seat: NullableText }), {
      maxItems: largestBatch,
    }),
  },
  closed,
);
export type NoticeComposition = Static<typeof NoticeComposition>;

/** Notices by what became of them. */
export const NoticeCounts = Type.Object({ counts: Type.Record(Type.String(), Type.Integer()) });
export type NoticeCounts = Static<typeof NoticeCounts>;

/** Body of `POST /internal/notices/send`: hands composed notices to their channels; doing it again sends none twice. */
export const NoticeDispatch = Type.Object(
  { event_id: Text, passenger_ids: Type.Array(PassengerId, { maxItems: largestBatch }) },
  closed,
);
export type NoticeDispatch = Static<typeof NoticeDispatch>;
