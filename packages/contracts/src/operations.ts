import { type Static, type TSchema, Type } from 'typebox';
import { DelayReason, flightPhases } from './flights.ts';
import { FlightCode, IsoDate } from './ids.ts';

const Time = Type.String({
  format: 'date-time',
  maxLength: 40,
  description: 'RFC 3339 with offset or Z, 2000 to 2099',
});
const Gate = Type.String({ pattern: '^[A-Za-z]{0,2}[0-9]{1,3}[A-Za-z]?$', description: 'such as D15, any case' });
const Terminal = Type.String({ pattern: '^[A-Za-z0-9]{1,4}$', description: 'any case' });
const Airport = Type.String({ pattern: '^[A-Za-z]{3}$', description: 'IATA code, any case' });
const AircraftCode = Type.String({
  pattern: '^[A-Za-z0-9]{2,8}$',
  description: 'ICAO or IATA type designator, any case',
});
const Detail = Type.String({ minLength: 1, maxLength: 500 });
const OrNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** Which departure an operation event is about: the code's next unfinished one, or that of the local date. */
export const operationFlight = { flight_id: FlightCode, departure_date: Type.Optional(IsoDate) };

/** Phases that a feed may report; a cancellation and a diversion have types of their own, with their reason. */
const reportedPhases = flightPhases
  .filter((phase) => phase !== 'cancelled' && phase !== 'diverted')
  .map((phase) => phase.toUpperCase());

/** Payload of each operation event (api.md §5). Members that are not listed are kept with the event and passed over. */
export const operationPayloads = {
  FLIGHT_DELAY: Type.Object({
    ...operationFlight,
    /** Absolute, not added to earlier delays; 0 or less clears the delay. */
    delay_minutes: Type.Integer({ minimum: -1440, maximum: 2880 }),
    reason: DelayReason,
    reason_detail: Type.Optional(OrNull(Detail)),
    /** Wins over the minutes. */
    new_departure: Type.Optional(OrNull(Time)),
    new_arrival: Type.Optional(OrNull(Time)),
  }),
  FLIGHT_CANCELLED: Type.Object({
    ...operationFlight,
    reason: DelayReason,
    reason_detail: Type.Optional(OrNull(Detail)),
    /** Orders the rebooking. */
    rebooking_priority: Type.Optional(Type.Enum(['HIGH', 'NORMAL', 'LOW'])),
  }),
  GATE_CHANGE: Type.Object({
    ...operationFlight,
    /** What the feed believes; null or absent where there was none. */
    old_gate: Type.Optional(OrNull(Gate)),
    new_gate: Gate,
    /** Passengers have to change terminals. */
    terminal_change: Type.Optional(Type.Boolean()),
    new_terminal: Type.Optional(OrNull(Terminal)),
  }),
  /** The latest `at` wins; no workflow runs. */
  POSITION: Type.Object({
    ...operationFlight,
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    lon: Type.Number({ minimum: -180, maximum: 180 }),
    altitude_ft: Type.Number({ minimum: -2000, maximum: 60_000 }),
    /** Degrees from true north. */
    heading: Type.Number({ minimum: 0, maximum: 360 }),
    ground_speed_kt: Type.Number({ minimum: 0, maximum: 1500 }),
    at: Time,
  }),
  STATUS_CHANGE: Type.Object({
    ...operationFlight,
    phase: Type.Enum(reportedPhases),
    /** Out of the gate, off and on the ground, in at the gate. */
    out_at: Type.Optional(Time),
    off_at: Type.Optional(Time),
    on_at: Type.Optional(Time),
    in_at: Type.Optional(Time),
  }),
  DIVERSION: Type.Object({
    ...operationFlight,
    diverted_to: Airport,
    reason: Type.Optional(DelayReason),
    reason_detail: Type.Optional(OrNull(Detail)),
    estimated_arrival: Type.Optional(OrNull(Time)),
  }),
  /** One of `minutes_early` and `new_departure` is there; the time wins. */
  EARLY_DEPARTURE: Type.Object({
    ...operationFlight,
    minutes_early: Type.Optional(Type.Integer({ minimum: 1, maximum: 1440 })),
    new_departure: Type.Optional(OrNull(Time)),
    new_arrival: Type.Optional(OrNull(Time)),
    reason_detail: Type.Optional(OrNull(Detail)),
  }),
  AIRCRAFT_SWAP: Type.Object({
    ...operationFlight,
    old_aircraft_type: Type.Optional(OrNull(AircraftCode)),
    new_aircraft_type: AircraftCode,
    reason_detail: Type.Optional(OrNull(Detail)),
  }),
  TERMINAL_CHANGE: Type.Object({
    ...operationFlight,
    old_terminal: Type.Optional(OrNull(Terminal)),
    new_terminal: Terminal,
    new_gate: Type.Optional(OrNull(Gate)),
  }),
} as const satisfies Record<string, TSchema>;

export type OperationEventType = keyof typeof operationPayloads;
export const operationEventTypes = Object.keys(operationPayloads) as OperationEventType[];
export type OperationPayload<T extends OperationEventType> = Static<(typeof operationPayloads)[T]>;

/** The envelope without its payload. */
export const operationEnvelope = {
  /** Given by whoever sends the event: the same id again is the same event. Visible ASCII. */
  event_id: Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$' }),
  event_type: Type.Enum([...operationEventTypes]),
  /** When it happened; decides which of two events is the later one. At most a day ahead of our clock. */
  timestamp: Time,
  /** Who says so, such as `operations_center`. */
  source: Type.String({ minLength: 1, maxLength: 100 }),
  /** Another version than 1 means another envelope: it is refused rather than guessed at. */
  schema_version: Type.Optional(Type.Literal(1)),
};

const operationEventSchemas = operationEventTypes.map((type) =>
  Type.Object({ ...operationEnvelope, event_type: Type.Literal(type), payload: operationPayloads[type] }),
);

/** An operation event as an airline's or airport's feed sends it: over HTTP, on a Kafka topic, on a RabbitMQ queue. */
export type OperationEvent = {
  [T in OperationEventType]: {
    event_id: string;
    event_type: T;
    timestamp: string;
    source: string;
    payload: OperationPayload<T>;
  };
}[OperationEventType];
export const OperationEvent = Type.Unsafe<OperationEvent>(Type.Union(operationEventSchemas));

/** Data of the internal event `operation.received`: codes in upper case, times in UTC, members that we know. */
export type OperationReceived = OperationEvent & {
  flight_id: string;
  /** When it was written down here. */
  received_at: string;
};
export const OperationReceived = Type.Unsafe<OperationReceived>(
  Type.Object({
    event_id: operationEnvelope.event_id,
    event_type: operationEnvelope.event_type,
    timestamp: Type.String({ format: 'date-time', description: 'when it happened, by the sender; UTC' }),
    source: operationEnvelope.source,
    flight_id: FlightCode,
    payload: Type.Object(operationFlight, {
      description: 'by type as in the body of `POST /api/ops/events`; codes in upper case, times in UTC',
    }),
    received_at: Type.String({ format: 'date-time', description: 'when it was written down; UTC' }),
  }),
);

/** Answer of `POST /api/ops/events`, also where the event had come before. */
export const EventAccepted = Type.Object({ eventId: Type.String(), accepted: Type.Literal(true) });
export type EventAccepted = Static<typeof EventAccepted>;

/** Topic and queue on which operation events arrive. */
export const operationsQueue = 'flight-operations';
/** Kafka topic on which every internal event leaves, by flight. */
export const eventsTopic = 'airside-events';
/** RabbitMQ topic exchange on which every internal event leaves, by type. */
export const eventsExchange = 'airside.events';
