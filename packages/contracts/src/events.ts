import { type Static, type TSchema, Type } from 'typebox';
import { OneTimePurpose } from './accounts.ts';
import { Cabin, DelayReason, type FlightResource } from './flights.ts';
import { OperationReceived } from './operations.ts';
import { PassengerType } from './party.ts';
import { WarehouseRunFinished } from './reports.ts';
import { SeatChange, SeatMove } from './seats.ts';

const open = { additionalProperties: true };
const Time = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' });
const Text = Type.String({ minLength: 1, maxLength: 200 });
const NullableText = Type.Union([Text, Type.Null()]);
const NullableTime = Type.Union([Time, Type.Null()]);
const Id = Type.Integer({ minimum: 1 });

/** What every `flight.*` event says of its flight; members may be added, none is removed. */
const flight = {
  flight_id: Text,
  timestamp: Time,
  flight: Type.Optional(
    Type.Unsafe<FlightResource>({
      type: 'object',
      description: 'the flight after the change, as `GET /flights/{flightId}` shows it',
    }),
  ),
};

const FlightScheduled = Type.Object(
  {
    ...flight,
    airline: Text,
    origin: Text,
    destination: Text,
    scheduled_departure: Time,
    scheduled_arrival: Time,
    gate: Type.Optional(NullableText),
    terminal: Type.Optional(NullableText),
    aircraft_type: Type.Optional(NullableText),
  },
  open,
);

export const delayCategories = ['minor', 'major', 'severe'] as const;
const FlightDelay = Type.Object(
  {
    ...flight,
    event_id: Text,
    delay_minutes: Type.Integer({ description: 'absolute, not added to earlier delays; 0 or less clears the delay' }),
    delay_category: Type.Enum([...delayCategories]),
    reason: DelayReason,
    reason_detail: Type.Optional(NullableText),
    affected_passengers_count: Type.Integer({ minimum: 0 }),
    new_departure: Time,
    new_arrival: Time,
    flight_details: Type.Object({ origin: Text, destination: Text, original_departure: Time }, open),
  },
  open,
);

const FlightCancelled = Type.Object(
  {
    ...flight,
    reason: DelayReason,
    reason_detail: Type.Optional(NullableText),
    rebooking_priority: Type.Optional(Type.Enum(['HIGH', 'NORMAL', 'LOW'])),
    affected_passengers_count: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  open,
);

const GateChange = Type.Object(
  {
    ...flight,
    old_gate: NullableText,
    new_gate: NullableText,
    terminal_change: Type.Optional(Type.Boolean()),
    old_terminal: Type.Optional(NullableText),
    new_terminal: Type.Optional(NullableText),
  },
  open,
);

/** So many moves an event lists; the rest is in the history of the bookings. */
export const mostMoves = 100;
const FlightStatusChanged = Type.Object(
  {
    ...flight,
    old_status: Text,
    new_status: Text,
    actual_departure: Type.Optional(NullableTime),
    actual_arrival: Type.Optional(NullableTime),
    aircraft_change: Type.Optional(Type.Object({ old: Text, new: Text }, open)),
    moved: Type.Optional(
      Type.Array(SeatMove, { maxItems: mostMoves, description: 'with another aircraft, who sits elsewhere now' }),
    ),
    moved_count: Type.Optional(Type.Integer({ minimum: 0, description: 'how many, also where not all are listed' })),
  },
  open,
);

const FlightDiverted = Type.Object(
  { ...flight, destination: Text, diverted_to: Text, reason: Type.Optional(NullableText) },
  open,
);

const booking = { booking_id: Text, flight_id: Text, timestamp: Time };
/** What was bought together, under one record locator. */
const order = {
  order_id: Type.Optional(Id),
  pnr: Type.Optional(Text),
  passenger_type: Type.Optional(PassengerType),
  cabin: Type.Optional(Cabin),
};
const BookingCreated = Type.Object(
  {
    ...booking,
    passenger_id: Text,
    user_id: Type.Optional(Type.Union([Id, Type.Null()])),
    seat: Type.Optional(NullableText),
    amount_minor: Type.Optional(Type.Integer({ minimum: 0 })),
    currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
    ...order,
  },
  open,
);
const BookingStatusChanged = Type.Object(
  { booking_id: Text, flight_id: Type.Optional(Text), old_status: Text, new_status: Text, timestamp: Time, ...order },
  open,
);
const SeatsChanged = Type.Object(
  {
    flight_id: Text,
    departure_id: Id,
    origin: Text,
    destination: Text,
    aircraft_type: Type.Optional(Text),
    seats: Type.Array(SeatChange, {
      description:
        'empty where only the number of seats left has changed, or with `aircraft_type` all seats are others',
    }),
    timestamp: Time,
  },
  open,
);
const BookedDeparture = Type.Object(
  {
    flight_id: Text,
    departure_id: Id,
    origin: Text,
    destination: Text,
    scheduled_departure: Time,
    scheduled_arrival: Time,
    seat: NullableText,
  },
  open,
);
const BookingFlightChanged = Type.Object(
  {
    ...booking,
    passenger_id: Text,
    old_flight: BookedDeparture,
    new_flight: BookedDeparture,
    reason: Type.Enum(['change', 'rebooking'], { description: 'asked for, or in place of a cancelled flight' }),
  },
  open,
);
const RebookingNeeded = Type.Object(
  { ...booking, passenger_id: Text, priority: Type.Optional(Type.Enum(['HIGH', 'NORMAL', 'LOW'])) },
  open,
);

/** A message that was handed to a channel; addresses stay with the deliveries. */
const Notification = Type.Object(
  {
    delivery_id: Text,
    passenger_id: Type.Optional(NullableText),
    booking_id: Type.Optional(NullableText),
    flight_id: Type.Optional(NullableText),
    kind: Text,
    timestamp: Time,
  },
  open,
);

const AccountDeleted = Type.Object({ user_id: Id, timestamp: Time }, open);

/** Neither the token nor an address: whoever sends the mail asks the user service for both. */
const AccountMailRequested = Type.Object(
  {
    user_id: Id,
    purpose: OneTimePurpose,
    token_id: Type.String({ format: 'uuid' }),
    expires_at: Type.String({
      format: 'date-time',
      description: 'when the token ends, and a mail helps nobody any more',
    }),
    timestamp: Time,
  },
  open,
);

const TimetableLoaded = Type.Object(
  {
    from: Type.String({ format: 'date', description: 'first local date of the departures' }),
    days: Type.Integer({ minimum: 1 }),
    timestamp: Time,
  },
  open,
);

/** Every internal event: its type and the schema of its `data`. */
export const eventData = {
  'operation.received': OperationReceived,
  'flight.scheduled': FlightScheduled,
  'flight.delay.minor': FlightDelay,
  'flight.delay.major': FlightDelay,
  'flight.delay.severe': FlightDelay,
  'flight.cancelled': FlightCancelled,
  'flight.gate_change': GateChange,
  'flight.status_changed': FlightStatusChanged,
  'flight.diverted': FlightDiverted,
  'seats.changed': SeatsChanged,
  'booking.created': BookingCreated,
  'booking.status_changed': BookingStatusChanged,
  'booking.flight_changed': BookingFlightChanged,
  'booking.rebooking_needed': RebookingNeeded,
  'notification.email': Notification,
  'notification.sms': Notification,
  'notification.push': Notification,
  'account.mail_requested': AccountMailRequested,
  'account.deleted': AccountDeleted,
  'timetable.loaded': TimetableLoaded,
  'warehouse.run_finished': WarehouseRunFinished,
} as const satisfies Record<string, TSchema>;

export type EventType = keyof typeof eventData;
export const eventTypes = Object.keys(eventData) as EventType[];

/** CloudEvents 1.0 attributes, with the extensions that Airside uses. */
const envelope = {
  specversion: Type.Literal('1.0'),
  /** Unique over all sources: consumers de-duplicate by it alone. */
  id: Type.String({ minLength: 1, maxLength: 200 }),
  /** The service that owns the fact, `/booking_service`. */
  source: Type.String({ minLength: 1, maxLength: 200 }),
  /** Flight id or code where there is a flight, else what the event is about (`account/12`). Events of one subject stay in order. */
  subject: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  time: Time,
  datacontenttype: Type.Literal('application/json'),
  /** Version of the flight's row after the change. */
  flightversion: Type.Optional(Type.Integer({ minimum: 0 })),
  /** W3C trace context of the request that caused the event. */
  traceparent: Type.Optional(
    Type.String({ pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$', maxLength: 55 }),
  ),
  /** Id of the operation event that caused this one, however many steps ago. */
  causedby: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
};

/** The envelope of any event, known or not. */
export const CloudEvent = Type.Object(
  { ...envelope, type: Text, data: Type.Unknown() },
  { additionalProperties: true },
);
export type CloudEvent = Static<typeof CloudEvent>;

export type EventData<T extends EventType> = Static<(typeof eventData)[T]>;
export type EventOf<T extends EventType> = Omit<CloudEvent, 'type' | 'data'> & { type: T; data: EventData<T> };
/** An event of a type that the system knows, with its data. */
export type AirsideEvent = { [T in EventType]: EventOf<T> }[EventType];

/** The whole schema of events of one type. */
export function eventSchema(type: EventType) {
  return Type.Object({ ...envelope, type: Type.Literal(type), data: eventData[type] }, { additionalProperties: true });
}
