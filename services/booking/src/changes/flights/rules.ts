import { fareOf } from '../../fares/fares.ts';
import { type Departure, hasLeft } from '../../flights/rules.ts';
import { needsSeat } from '../../orders/party-rules.ts';
import type { Price } from '../../orders/price.ts';
import { type Disruption, decideChangeFee, type NotChangeable, refuseChange, withInfants } from '../rules.ts';
import type { SoldBooking, SoldOrder, SoldPrice } from '../sold-order.ts';

/** Who moves: the passenger and the infants on the lap. */
export type MoversDecision =
  | { kind: 'move'; bookings: readonly SoldBooking[] }
  | { kind: 'refuse'; code: NotChangeable | 'INFANT_ALONE' };

export function decideMovers(order: SoldOrder, booking: SoldBooking): MoversDecision {
  if (booking.type === 'INF') return { kind: 'refuse', code: 'INFANT_ALONE' };
  const bookings = withInfants(order, booking);
  for (const each of bookings) {
    const code = refuseChange(order, each);
    if (code !== undefined) return { kind: 'refuse', code };
  }
  return { kind: 'move', bookings };
}

export type FlightRefusal = 'FLIGHT_CANCELLED' | 'FLIGHT_DEPARTED' | 'CURRENCY_DIFFERS';

/** Why nobody of the order can go on that flight, whatever seats it has; undefined where one can. */
export function refuseFlight(order: Pick<SoldOrder, 'currency'>, flight: Departure): FlightRefusal | undefined {
  if (flight.phase === 'cancelled') return 'FLIGHT_CANCELLED';
  if (hasLeft(flight.phase)) return 'FLIGHT_DEPARTED';
  return flight.currency === order.currency ? undefined : 'CURRENCY_DIFFERS';
}

/** One booking that a change covers, as it was when it was quoted, and its price on the new flight. In minor units. */
export type Mover = { bookingId: number; flightId: number; paidMinor: number; newMinor: number; price: SoldPrice };

export type ComposedChange = {
  covers: readonly Mover[];
  differenceMinor: number;
  feeMinor: number;
  conditions: readonly string[];
};

/** What moving costs: the difference of the prices, and the fee of the fare for the seat that is given up. */
export function composeChange(
  order: SoldOrder,
  bookings: readonly SoldBooking[],
  given: {
    priceOf: (booking: SoldBooking) => Price;
    disruptionOf: (booking: SoldBooking) => Disruption;
    now: Temporal.Instant;
  },
): ComposedChange {
  const covers = bookings.map((booking) => {
    const { fareMinor, taxes, totalMinor } = given.priceOf(booking);
    return {
      bookingId: booking.id,
      flightId: booking.flight.id,
      paidMinor: booking.amountMinor,
      newMinor: totalMinor,
      price: { fareMinor, taxes },
    };
  });
  const fees = bookings.map((booking) =>
    decideChangeFee({
      price: booking.price,
      fare: fareOf(booking.fare),
      disruption: given.disruptionOf(booking),
      bookedAt: order.bookedAt,
      departure: booking.flight.scheduledDeparture,
      now: given.now,
    }),
  );
  return {
    covers,
    differenceMinor: covers.reduce((sum, { newMinor, paidMinor }) => sum + newMinor - paidMinor, 0),
    feeMinor: fees.reduce((sum, { feeMinor }) => sum + feeMinor, 0),
    conditions: [...new Set(fees.map(({ feePercent }) => wordFee(feePercent)))],
  };
}

/** What is to be paid or comes back; at most one of them is above zero. */
export function dueOf(change: { differenceMinor: number; feeMinor: number }): {
  toPayMinor: number;
  refundMinor: number;
} {
  const due = change.differenceMinor + change.feeMinor;
  return { toPayMinor: Math.max(due, 0), refundMinor: Math.max(-due, 0) };
}

/** Everybody but an infant needs a seat. */
export function seatsNeeded(bookings: readonly Pick<SoldBooking, 'type'>[]): number {
  return bookings.filter(needsSeat).length;
}

function wordFee(percent: number): string {
  return percent === 0
    ? 'The change itself costs nothing; the difference of the prices counts.'
    : `By the conditions of the fare, the change costs ${percent} % of the fare, and the difference of the prices counts.`;
}
