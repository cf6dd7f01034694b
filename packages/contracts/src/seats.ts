import { type Static, Type } from 'typebox';
import { aircraftTypes, Cabin, FlightResource } from './flights.ts';
import { IsoDate } from './ids.ts';
import { FlightInBody, PassengerType, SeatName, SeatNames } from './party.ts';

const closed = { additionalProperties: false };

/** `held`: somebody has it for some minutes. `blocked`: not for sale. */
export const seatStates = ['free', 'held', 'taken', 'blocked'] as const;
export const SeatState = Type.Enum([...seatStates]);
export type SeatState = Static<typeof SeatState>;

/** What became of one seat; in `seats.changed` events and `seats_update` frames. */
export const SeatChange = Type.Object({ name: SeatName, state: SeatState });
export type SeatChange = Static<typeof SeatChange>;

/** What can be done with a booking after it is sold; told before. */
export const FareConditions = Type.Object({
  name: Type.String(),
  title: Type.String(),
  conditions: Type.Array(Type.String()),
  /** Percent of the fare that is given back, and all taxes, by the first line that is reached. */
  refunds: Type.Array(Type.Object({ atLeastHoursBefore: Type.Integer(), percent: Type.Integer() })),
  /** All is given back within these hours of booking, at least these days before departure. */
  regret: Type.Object({ hours: Type.Integer(), daysBefore: Type.Integer() }),
  changeFeePercent: Type.Integer(),
});

/** Answer of `GET /flights/{flightId}/seats`. */
export const SeatMapAnswer = Type.Object({
  flightId: Type.String(),
  departureId: Type.Integer(),
  departureDate: Type.String(),
  aircraftType: Type.Enum([...aircraftTypes]),
  /** From the front to the back. */
  cabins: Type.Array(
    Type.Object({
      cabin: Cabin,
      /** For an adult. */
      priceMinor: Type.Integer(),
      /** For everybody, taxes included. */
      prices: Type.Array(Type.Object({ type: PassengerType, totalMinor: Type.Integer() })),
      currency: Type.String(),
      /** Letters from left to right; a space is an aisle. */
      columns: Type.String(),
      seatsLeft: Type.Integer(),
      rows: Type.Array(
        Type.Object({
          row: Type.Integer(),
          isExitRow: Type.Boolean(),
          seats: Type.Array(
            Type.Object({
              name: SeatName,
              cabin: Cabin,
              kind: Type.Enum(['window', 'middle', 'aisle']),
              isExitRow: Type.Boolean(),
              state: SeatState,
            }),
          ),
        }),
      ),
    }),
  ),
  fares: Type.Array(FareConditions),
});
export type SeatMapAnswer = Static<typeof SeatMapAnswer>;

/** Body of `POST /holds`: certain seats, or as many as `count` together. */
export const HoldBody = Type.Object(
  {
    flightId: FlightInBody,
    /** Local date at the origin; picks another departure of the code than the next. */
    departureDate: Type.Optional(IsoDate),
    seats: Type.Optional(SeatNames),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
    cabin: Type.Optional(Cabin),
  },
  closed,
);
export type HoldBody = Static<typeof HoldBody>;

/** Answer of `POST /holds`. */
export const HoldAnswer = Type.Object({
  holdId: Type.String(),
  flightId: Type.String(),
  departureId: Type.Integer(),
  cabin: Cabin,
  seats: Type.Array(SeatName),
  expiresAt: Type.String({ format: 'date-time' }),
});
export type HoldAnswer = Static<typeof HoldAnswer>;

/** Somebody who sits elsewhere now; null is no seat. */
export const SeatMove = Type.Object({
  booking_id: Type.String(),
  from: Type.Union([Type.String(), Type.Null()]),
  to: Type.Union([Type.String(), Type.Null()]),
});
export type SeatMove = Static<typeof SeatMove>;

/** Answer of `PATCH /flights/{id}`: the flight, and with another aircraft everybody who sits elsewhere now. */
export const ChangedFlight = Type.Object({ ...FlightResource.properties, moved: Type.Optional(Type.Array(SeatMove)) });
export type ChangedFlight = Static<typeof ChangedFlight>;
