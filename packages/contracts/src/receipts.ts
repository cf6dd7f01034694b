import { type Static, type TSchema, Type } from 'typebox';

const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const Minor = Type.Integer({ minimum: 0, description: 'minor units of the currency' });

export const Locator = Type.String({ pattern: '^[A-Za-z0-9]{6}$' });

/** Query of `GET /pnr/{locator}`. */
export const PnrQuery = Type.Object(
  { lastName: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000]*$' }) },
  { additionalProperties: false },
);

/** Answer of `GET /pnr/{locator}?lastName=`: what whoever holds the ticket may know; no address, no full names. */
export const PnrAnswer = Type.Object({
  locator: Type.String(),
  status: Type.String(),
  flights: Type.Array(
    Type.Object({
      flightCode: Type.String(),
      departureId: Type.Integer(),
      departureDate: Type.String(),
      airline: Type.String(),
      origin: Type.String(),
      destination: Type.String(),
      scheduledDeparture: Type.String(),
      scheduledArrival: Type.String(),
      estimatedDeparture: Type.String(),
      estimatedArrival: Type.String(),
      status: Type.String(),
      gate: Nullable(Type.String()),
      terminal: Nullable(Type.String()),
      passengers: Type.Array(
        Type.Object({
          firstName: Type.String(),
          /** First letter of the last name. */
          lastInitial: Nullable(Type.String()),
          type: Type.Enum(['ADT', 'CHD', 'INF']),
          seat: Nullable(Type.String()),
          status: Type.String(),
        }),
      ),
    }),
  ),
});
export type PnrAnswer = Static<typeof PnrAnswer>;

/** Query of `GET /bookings/{id}/receipt`. */
export const ReceiptQuery = Type.Object(
  {
    /** Wins over the header `Accept`. */
    format: Type.Optional(Type.Enum(['json', 'html'])),
  },
  { additionalProperties: false },
);

export const Receipt = Type.Object({
  /** `BCD234-17`: record locator and order. */
  number: Type.String(),
  locator: Type.String(),
  issuedAt: Type.String({ format: 'date-time' }),
  bookedAt: Type.String({ format: 'date-time' }),
  currency: Type.String(),
  lines: Type.Array(
    Type.Object({
      bookingId: Type.String(),
      passenger: Type.String(),
      type: Type.Enum(['ADT', 'CHD', 'INF']),
      status: Type.String(),
      flightCode: Type.String(),
      origin: Type.String(),
      destination: Type.String(),
      /** Local at the airport, `2026-10-01 10:00`. */
      departure: Type.String(),
      arrival: Type.String(),
      cabin: Type.String(),
      fare: Type.String(),
      seat: Nullable(Type.String()),
      fareMinor: Minor,
      taxes: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), amountMinor: Minor })),
      totalMinor: Minor,
    }),
  ),
  /** Money that moved, or is to move, oldest first; of the whole order, and for its buyer and for staff only. */
  movements: Type.Array(
    Type.Object({
      kind: Type.Enum(['payment', 'refund']),
      amountMinor: Minor,
      at: Type.String({ format: 'date-time' }),
      /** `pending` where the provider has not done it yet. */
      state: Type.Enum(['done', 'pending']),
      method: Type.String(),
    }),
  ),
  totals: Type.Object({
    fareMinor: Minor,
    taxesMinor: Minor,
    totalMinor: Minor,
    paidMinor: Minor,
    refundedMinor: Minor,
  }),
});
export type Receipt = Static<typeof Receipt>;
