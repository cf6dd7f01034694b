import { type Static, type TSchema, Type } from 'typebox';

const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** Answer of `GET /flights/{id}/history`, oldest first. */
export const FlightHistory = Type.Object({
  flight_id: Type.String(),
  departure_id: Type.Integer(),
  history: Type.Array(
    Type.Object({
      version: Type.Integer(),
      /** Account; null where a feed or the system did it. */
      changed_by: Nullable(Type.Integer()),
      /** The operation event behind it, where a feed did it. */
      event_id: Nullable(Type.String()),
      changed_at: Type.String(),
      changes: Type.Record(Type.String(), Type.Object({ old: Type.Unknown(), new: Type.Unknown() })),
    }),
  ),
  count: Type.Integer(),
});
export type FlightHistory = Static<typeof FlightHistory>;

/** Answer of `GET /flights/{id}/changes`, oldest first: what travellers may know of the history. */
export const FlightChanges = Type.Object({
  flight_id: Type.String(),
  departure_id: Type.Integer(),
  changes: Type.Array(
    Type.Object({
      version: Type.Integer(),
      changed_at: Type.String(),
      changes: Type.Record(Type.String(), Type.Object({ old: Type.Unknown(), new: Type.Unknown() })),
    }),
  ),
  count: Type.Integer(),
});
export type FlightChanges = Static<typeof FlightChanges>;
