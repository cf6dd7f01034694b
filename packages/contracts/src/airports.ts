import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false };

/** Query of `GET /api/airports`: exactly one of the two. */
export const AirportQuery = Type.Object(
  {
    /** The beginning of a city's or airport's name, or a code; any case, with or without accents. */
    query: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    /** IATA codes, separated by commas. */
    codes: Type.Optional(Type.String({ pattern: '^[A-Za-z]{3}(,[A-Za-z]{3}){0,199}$' })),
    /** Of suggestions. */
    limit: Type.Integer({ minimum: 1, maximum: 20, default: 8 }),
  },
  closed,
);
export type AirportQuery = Static<typeof AirportQuery>;

export const AirportResource = Type.Object({
  iata: Type.String(),
  name: Type.String(),
  city: Type.String(),
  /** ISO 3166-1 alpha-2. */
  country: Type.String(),
  /** IANA name. */
  timeZone: Type.String(),
  latitude: Type.Number(),
  longitude: Type.Number(),
});
export type AirportResource = Static<typeof AirportResource>;

/** Answer of `GET /api/airports`: suggestions, the best first, or the airports of the codes that are known. */
export const AirportList = Type.Object({ airports: Type.Array(AirportResource) });
export type AirportList = Static<typeof AirportList>;
