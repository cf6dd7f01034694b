import { fareOf } from '../../fares/fares.ts';
import {
  capAmounts,
  decideRefund,
  disruptionOf,
  isBuyer,
  type NotChangeable,
  type Refund,
  refuseChange,
  withInfants,
} from '../rules.ts';
import type { Asker, SoldBooking, SoldOrder } from '../sold-order.ts';

export type Scope = 'booking' | 'order';

export type CancellationDecision =
  | { kind: 'cancel'; bookings: readonly SoldBooking[] }
  | { kind: 'alreadyCancelled' }
  | { kind: 'refuse'; code: Exclude<NotChangeable, 'BOOKING_CANCELLED'> | 'FORBIDDEN' };

/** What cancelling this booking, or the whole order, ends. All or nothing of an order is for its buyer. */
export function decideCancellation(
  order: SoldOrder,
  booking: SoldBooking,
  { scope, asker }: { scope: Scope; asker: Asker },
): CancellationDecision {
  if (scope === 'order' && !isBuyer(order, asker)) return { kind: 'refuse', code: 'FORBIDDEN' };
  const meant = scope === 'order' ? order.bookings : withInfants(order, booking);
  const bookings = meant.filter(({ status }) => status !== 'CANCELLED');
  if (bookings.length === 0 || (scope === 'booking' && booking.status === 'CANCELLED'))
    return { kind: 'alreadyCancelled' };
  for (const each of bookings) {
    const code = refuseChange(order, each);
    if (code !== undefined && code !== 'BOOKING_CANCELLED') return { kind: 'refuse', code };
  }
  return { kind: 'cancel', bookings };
}

/** One booking that a quote covers, as it was then. Amounts in minor units. */
export type Covered = { bookingId: number; flightId: number; paidMinor: number; refundMinor: number };

export type ComposedQuote = {
  covers: readonly Covered[];
  refundMinor: number;
  feeMinor: number;
  conditions: readonly string[];
  reasons: readonly Pick<Refund, 'reason' | 'farePercent'>[];
};

export type QuoteCase = {
  isDomestic: (booking: SoldBooking) => boolean;
  /** What is left of the order's money, in minor units. */
  refundableMinor: number;
  now: Temporal.Instant;
};

/** What cancelling these bookings brings back, and why. */
export function composeQuote(order: SoldOrder, bookings: readonly SoldBooking[], given: QuoteCase): ComposedQuote {
  const refunds = bookings.map((booking) => refundOf(order, booking, given));
  const capped = capAmounts(
    refunds.map(({ refundMinor }) => refundMinor),
    given.refundableMinor,
  );
  const covers = bookings.map(({ id, flight, amountMinor }, index) => ({
    bookingId: id,
    flightId: flight.id,
    paidMinor: amountMinor,
    refundMinor: capped[index] ?? 0,
  }));
  return {
    covers,
    refundMinor: sumOf(capped),
    feeMinor: sumOf(refunds.map(({ feeMinor }) => feeMinor)),
    conditions: [...new Set(refunds.map(wordRefund))],
    reasons: [...Map.groupBy(refunds, wordRefund).values()].flatMap(([first]) =>
      first === undefined ? [] : [{ reason: first.reason, farePercent: first.farePercent }],
    ),
  };
}

function refundOf(order: SoldOrder, booking: SoldBooking, { isDomestic, now }: QuoteCase): Refund {
  return decideRefund({
    price: booking.price,
    fare: fareOf(booking.fare),
    disruption: disruptionOf(booking, { isDomestic: isDomestic(booking) }),
    bookedAt: order.bookedAt,
    departure: booking.flight.scheduledDeparture,
    now,
  });
}

function wordRefund({ reason, farePercent }: Refund): string {
  switch (reason) {
    case 'cancelled':
      return 'The airline cancelled the flight: everything comes back.';
    case 'delayed':
      return 'The flight is so late that it need not be taken: everything comes back.';
    case 'regretted':
      return 'Cancelled within 24 hours of booking, at least seven days before departure: everything comes back.';
    case 'conditions':
      return `By the conditions of the fare, ${farePercent} % of the fare comes back, and all taxes.`;
  }
}

/** A quote over more than a traveller's own booking, and the infants on the lap, is for the buyer. */
export function mayConfirm(
  { order, booking }: { order: SoldOrder; booking: SoldBooking },
  covers: readonly Pick<Covered, 'bookingId'>[],
  asker: Asker,
): boolean {
  if (isBuyer(order, asker)) return true;
  const own = order.bookings.filter(({ id, infantOf }) => id === booking.id || infantOf === booking.id);
  return covers.every(({ bookingId }) => own.some(({ id }) => id === bookingId));
}

/** Whether what a quote covers is still there as it was: nobody cancelled or moved meanwhile. */
export function isCurrent(
  covers: readonly Pick<Covered, 'bookingId' | 'flightId' | 'paidMinor'>[],
  order: SoldOrder,
): boolean {
  return covers.every(({ bookingId, flightId, paidMinor }) =>
    order.bookings.some(
      ({ id, flight, status, amountMinor }) =>
        id === bookingId && flight.id === flightId && status !== 'CANCELLED' && amountMinor === paidMinor,
    ),
  );
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
