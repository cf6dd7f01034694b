import { type Static, Type } from 'typebox';
import { Cabin } from './flights.ts';
import { FlightCode, IsoDate } from './ids.ts';

const closed = { additionalProperties: false };
const Name = Type.String({ minLength: 1, maxLength: 80 });

/** Query of `GET /itineraries`. */
export const ItineraryQuery = Type.Object(
  {
    /** City name (all its airports) or IATA code, any case, with or without accents. */
    from: Name,
    to: Name,
    /** Local at the origin; of the first flight. */
    date: IsoDate,
    /** How many travel together: each flight has as many seats left. */
    passengers: Type.Integer({ minimum: 1, maximum: 9, default: 1 }),
    cabin: Type.Optional(Cabin),
    maxStops: Type.Integer({ minimum: 0, maximum: 2, default: 2 }),
    sort: Type.Enum(['price', 'duration', 'departure'], { default: 'price' }),
    /** Of the whole itinerary, in major units of its currency. */
    maxPrice: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
    /** Name in any case; every flight is of this airline. */
    airline: Type.Optional(Name),
    page: Type.Integer({ minimum: 1, maximum: 1000, default: 1 }),
    pageSize: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
  },
  closed,
);
export type ItineraryQuery = Static<typeof ItineraryQuery>;

const Nullable = Type.Union([Type.String(), Type.Null()]);

/** One flight of an itinerary. Times are those expected now: a delay moves them. */
export const ItinerarySegment = Type.Object({
  flightCode: Type.String(),
  /** Integer key of this departure. */
  departureId: Type.Integer(),
  airline: Type.String(),
  from: Type.String(),
  to: Type.String(),
  departureTerminal: Nullable,
  arrivalTerminal: Nullable,
  /** Airport-local, `2024-10-01 10:00`. */
  departure: Type.String(),
  arrival: Type.String(),
  /** ISO 8601 with offset and zone, `2024-10-01T10:00:00+03:00[Europe/Chisinau]`. */
  departureAt: Type.String(),
  arrivalAt: Type.String(),
  durationMinutes: Type.Integer(),
  delayMinutes: Type.Integer(),
  aircraftType: Type.String(),
  priceMinor: Type.Integer(),
  /** `On Time`, `Delayed`, … */
  status: Type.String(),
  seatsLeft: Type.Integer(),
});
export type ItinerarySegment = Static<typeof ItinerarySegment>;

export const Itinerary = Type.Object({
  segments: Type.Array(ItinerarySegment),
  /** Flights less one. */
  stops: Type.Integer(),
  /** Minutes on the ground at each stop. */
  connectionMinutes: Type.Array(Type.Integer()),
  /** From the first departure to the last arrival. */
  durationMinutes: Type.Integer(),
  /** Sum of the segments, for one passenger; all are of one currency. */
  priceMinor: Type.Integer(),
  /** The same in major units. */
  price: Type.Number(),
  currency: Type.String(),
  /** Of the flight with the fewest, in the cabin asked for. */
  seatsLeft: Type.Integer(),
});
export type Itinerary = Static<typeof Itinerary>;

export const ItineraryAnswer = Type.Object({
  itineraries: Type.Array(Itinerary),
  page: Type.Integer(),
  pageSize: Type.Integer(),
  total: Type.Integer(),
});
export type ItineraryAnswer = Static<typeof ItineraryAnswer>;

/** Aircraft of the world timetable. */
const WorldAircraft = Type.Enum(['E190', 'A320', 'A321', 'B738', 'B789']);
const Iata = Type.String({ pattern: '^[A-Z]{3}$' });

/** A flight that is flown on the same days of every week, at the same local time all year. */
export const WorldService = Type.Object(
  {
    code: FlightCode,
    airline: Name,
    origin: Iata,
    destination: Iata,
    /** Airport-local. */
    departs: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][05]$' }),
    /** From gate to gate. */
    minutes: Type.Integer({ minimum: 20, maximum: 1200 }),
    /** Days of the week on which it leaves, Monday first: `1111100`. */
    days: Type.String({ pattern: '^(?!0{7})[01]{7}$' }),
    departureTerminal: Type.Optional(Type.String({ pattern: '^[A-Z0-9]{1,4}$' })),
    arrivalTerminal: Type.Optional(Type.String({ pattern: '^[A-Z0-9]{1,4}$' })),
    aircraftType: WorldAircraft,
    priceMinor: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  },
  closed,
);
export type WorldService = Static<typeof WorldService>;

/** Most services of one body; it is as large as the gateway takes. */
export const mostWorldServices = 200;

/** Body of `POST /api/demo/world`. */
export const WorldBody = Type.Object(
  {
    services: Type.Array(WorldService, { minItems: 1, maxItems: mostWorldServices }),
    /** Local date of the first departures. */
    from: IsoDate,
    days: Type.Integer({ minimum: 1, maximum: 60 }),
    /** Tells everybody that the timetable is another one now. */
    isLast: Type.Boolean(),
  },
  closed,
);
export type WorldBody = Static<typeof WorldBody>;

export const WorldAnswer = Type.Object({
  /** Departures that were not there before. */
  added: Type.Integer(),
  /** Departures there are now of these services and days. */
  planned: Type.Integer(),
});
export type WorldAnswer = Static<typeof WorldAnswer>;
