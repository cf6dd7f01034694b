import { type Static, Type } from 'typebox';
import { AircraftType } from './flights.ts';
import { IsoDate } from './ids.ts';
import { SeatMove } from './seats.ts';

const Count = Type.Integer({ minimum: 0 });

/** Query of `GET /flights/{id}/impact`. */
export const ImpactQuery = Type.Object(
  {
    departureDate: Type.Optional(IsoDate),
    /** Also tells who would sit elsewhere on such an aircraft. */
    aircraft_type: Type.Optional(AircraftType),
  },
  { additionalProperties: false },
);

/** Whom a change of a flight would reach, before it is made. */
export const FlightImpact = Type.Object({
  flight_id: Type.String(),
  departure_id: Type.Integer(),
  /** Living bookings, infants included. */
  travellers: Count,
  checked_in: Count,
  /** Above the plain tier. */
  tiered: Count,
  /** Who need something on their way, such as a wheelchair. */
  with_requests: Count,
  /** With another aircraft: seats as they would be now; who books meanwhile may change them. */
  moves: Type.Optional(Type.Array(SeatMove)),
});
export type FlightImpact = Static<typeof FlightImpact>;
