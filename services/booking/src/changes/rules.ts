import { hasLeft } from '../flights/rules.ts';
import type { FareConditions } from './fare-conditions.ts';
import { splitByLargestRemainder } from './largest-remainder.ts';
import type { Asker, SoldBooking, SoldOrder, SoldPrice } from './sold-order.ts';

/** The booking, where it is the asker's as buyer or traveller, or the asker is staff: to others it does not exist. */
export function findOwn(order: SoldOrder, bookingId: number, asker: Asker): SoldBooking | undefined {
  const booking = order.bookings.find(({ id }) => id === bookingId);
  if (booking === undefined) return undefined;
  return isBuyer(order, asker) || booking.passengerAccountId === asker.userId ? booking : undefined;
}

/** Whether all of the order, and its money, is the asker's concern. */
export function isBuyer(order: Pick<SoldOrder, 'accountId'>, asker: Asker): boolean {
  return asker.isStaff || order.accountId === asker.userId;
}

/** The booking and the infants on that passenger's lap, who go where the lap goes. */
export function withInfants(order: SoldOrder, booking: SoldBooking): SoldBooking[] {
  const infants = order.bookings.filter(
    ({ infantOf, flight, status }) =>
      infantOf === booking.id && flight.id === booking.flight.id && status !== 'CANCELLED',
  );
  return [booking, ...infants];
}

export type NotChangeable = 'BOOKING_CANCELLED' | 'BOOKING_PENDING' | 'FLIGHT_DEPARTED';

/** Why a booking can be neither cancelled nor moved; undefined where it can. */
export function refuseChange(order: SoldOrder, { status, flight }: SoldBooking): NotChangeable | undefined {
  if (status === 'CANCELLED') return 'BOOKING_CANCELLED';
  // Whether it was paid is not known yet: it will be confirmed or released, and can be cancelled then.
  if (order.isPaymentPending || status === 'HELD' || status === 'PAYMENT_PENDING') return 'BOOKING_PENDING';
  return hasLeft(flight.phase) ? 'FLIGHT_DEPARTED' : undefined;
}

/** What the airline did to the flight that frees the traveller from the fare's conditions. */
export type Disruption = 'none' | 'cancelled' | 'delayed';

/** Delays in minutes after which a flight need not be taken any more. */
const longDelayMinutes = {
  /** 14 CFR 260.2, "significant delay or change" of a domestic itinerary. */
  domestic: 180,
  /** Regulation (EC) No 261/2004, Article 6(1)(iii); the six hours of 14 CFR 260.2 are less strict. */
  international: 300,
};

export function disruptionOf(
  { status, flight }: Pick<SoldBooking, 'status' | 'flight'>,
  { isDomestic }: { isDomestic: boolean },
): Disruption {
  if (flight.phase === 'cancelled' || status === 'NEEDS_REBOOKING') return 'cancelled';
  const { delayMinutes, arrivalDelayMinutes } = flight;
  const longest = Math.max(delayMinutes, arrivalDelayMinutes ?? delayMinutes);
  return longest >= longDelayMinutes[isDomestic ? 'domestic' : 'international'] ? 'delayed' : 'none';
}

export type RefundCase = {
  price: SoldPrice;
  conditions: FareConditions;
  disruption: Disruption;
  bookedAt: Temporal.Instant;
  /** As scheduled. */
  departure: Temporal.Instant;
  now: Temporal.Instant;
};

export type RefundReason = 'cancelled' | 'delayed' | 'withinADay' | 'conditions';
/** Of what was paid, in minor units: what comes back, and what is kept. */
export type Refund = { refundMinor: number; feeMinor: number; farePercent: number; reason: RefundReason };

/**
 * What comes back of one booking. Taxes always do: the airline owes them to nobody for a passenger who does not fly. The fare
 * does by its conditions, and whole after a disruption or within a day of booking.
 */
export function decideRefund(given: RefundCase): Refund {
  const { price, conditions, disruption, departure, now } = given;
  const reason = disruption === 'none' ? (isWithinADay(given) ? 'withinADay' : 'conditions') : disruption;
  const hours = hoursBetween(now, departure);
  const byConditions = conditions.refunds.find(({ hoursBefore }) => hours >= hoursBefore)?.percent ?? 0;
  const farePercent = reason === 'conditions' ? byConditions : 100;
  const [fareBack = 0, feeMinor = 0] = splitByLargestRemainder(price.fareMinor, [farePercent, 100 - farePercent]);
  const taxesMinor = price.taxes.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return { refundMinor: fareBack + taxesMinor, feeMinor, farePercent, reason };
}

/** What a change to another flight costs beside the difference of the prices, in minor units. */
export function decideChangeFee(given: RefundCase): { feeMinor: number; feePercent: number } {
  const { price, conditions, disruption, departure, now } = given;
  if (disruption !== 'none' || isWithinADay(given)) return { feeMinor: 0, feePercent: 0 };
  const hours = hoursBetween(now, departure);
  const feePercent =
    conditions.changeFees.find(({ hoursBefore }) => hours >= hoursBefore)?.percent ?? conditions.lateChangePercent;
  const [feeMinor = 0] = splitByLargestRemainder(price.fareMinor, [feePercent, 100 - feePercent]);
  return { feeMinor, feePercent };
}

/** 14 CFR 259.5(b)(4): free for 24 hours after booking where that is one week or more before departure. */
function isWithinADay({ bookedAt, departure, now }: RefundCase): boolean {
  return hoursBetween(bookedAt, departure) >= 7 * 24 && hoursBetween(bookedAt, now) <= 24;
}

function hoursBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return (to.epochMilliseconds - from.epochMilliseconds) / 3_600_000;
}

/** Amounts that sum to at most what is left of the order's money; where that is less, each gives in proportion. */
export function capAmounts(amounts: readonly number[], mostMinor: number): number[] {
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  return sum <= mostMinor ? [...amounts] : splitByLargestRemainder(mostMinor, amounts);
}
