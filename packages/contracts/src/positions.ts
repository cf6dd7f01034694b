import { type Static, Type } from 'typebox';

/** Where a flight was seen last. */
export const PositionResource = Type.Object({
  flight_id: Type.String(),
  departure_id: Type.Integer(),
  lat: Type.Number(),
  lon: Type.Number(),
  altitude_ft: Type.Number(),
  /** Degrees from true north. */
  heading: Type.Number(),
  ground_speed_kt: Type.Number(),
  at: Type.String(),
});
export type PositionResource = Static<typeof PositionResource>;

/** Answer of `GET /positions`. */
export const PositionList = Type.Object({ positions: Type.Array(PositionResource) });
