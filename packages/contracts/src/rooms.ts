import { type Static, Type } from 'typebox';
import { SeatChange } from './seats.ts';

/** Largest frame a socket may send, in bytes (quality.md S7). */
export const largestFrameBytes = 4096;

/** What a client sends over `/ws`; `data` is checked per event. */
export const ClientFrame = Type.Object({
  event: Type.String({ maxLength: 50 }),
  data: Type.Optional(Type.Object({})),
  /** Comes back with the answer. */
  id: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Number()])),
});
export type ClientFrame = Static<typeof ClientFrame>;

/** `data` of a `flight_update`: a text somebody broadcast, or a change of the flight. */
export const FlightUpdate = Type.Object({
  flight_code: Type.String(),
  update: Type.String(),
  /** Counts up by one within a flight's room. */
  sequence: Type.Integer(),
  at: Type.String(),
  /** Type of the event, where the flight itself has changed. */
  type: Type.Optional(Type.String()),
  /** The flight after the change, as the resource API shows it. */
  flight: Type.Optional(Type.Unknown()),
});
export type FlightUpdate = Static<typeof FlightUpdate>;

/** `data` of the events `flight` on `GET /api/board/stream`; their `id` counts up by one. */
export const BoardUpdate = Type.Object({
  /** Type of the event. */
  type: Type.String(),
  /** What happened in a sentence. */
  update: Type.String(),
  /** The flight after the change, as the resource API shows it. */
  flight: Type.Unknown(),
  at: Type.String(),
});
export type BoardUpdate = Static<typeof BoardUpdate>;

/** `data` of the event `ready`, the first on a board's stream: without `resumed` the reader has to load the flights anew. */
export const BoardReady = Type.Object({ resumed: Type.Boolean() });
export type BoardReady = Static<typeof BoardReady>;

/** Answer of `POST /api/notifications/ws-ticket`. */
export const WsTicket = Type.Object({
  /** Goes into `/ws?ticket=…`, once. */
  ticket: Type.String(),
  /** Seconds it can be used. */
  expiresIn: Type.Integer(),
});
export type WsTicket = Static<typeof WsTicket>;

/** `data` of a `seats_update`: seats of a departure that somebody watches have changed. */
export const SeatsUpdate = Type.Object({
  flight_code: Type.String(),
  /** Which departure of the code; absent where only `reload` is said. */
  departure_id: Type.Optional(Type.Integer()),
  seats: Type.Array(SeatChange),
  /** Something may have been missed, or all seats are others: load the seat map anew. */
  reload: Type.Optional(Type.Boolean()),
});
export type SeatsUpdate = Static<typeof SeatsUpdate>;
