import type { FareFamily } from '../fares/fares.ts';
import { hasLeft } from '../flights/rules.ts';
import { keepFromExits } from '../orders/party-rules.ts';
import { splitByLargestRemainder } from '../orders/price.ts';
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

/** Somebody of a party, as far as choosing a seat needs to know. */
export type Seated = Pick<SoldBooking, 'id' | 'type' | 'infantOf' | 'specialRequests'>;

/** Whether each may sit at an emergency exit: adults who can help to open it and have no infant on the lap. */
export function withExitRights<Member extends Seated>(
  people: readonly Member[],
): (Member & { mayUseExits: boolean })[] {
  return people.map((each) => ({
    ...each,
    mayUseExits:
      each.type === 'ADT' &&
      !keepFromExits.some((request) => each.specialRequests.includes(request)) &&
      !people.some(({ infantOf }) => infantOf === each.id),
  }));
}

export type NotChangeable = 'BOOKING_CANCELLED' | 'PAYMENT_PENDING' | 'FLIGHT_DEPARTED';

/** Why a booking can be neither cancelled nor moved; undefined where it can. */
export function refuseChange(order: SoldOrder, { status, flight }: SoldBooking): NotChangeable | undefined {
  if (status === 'CANCELLED') return 'BOOKING_CANCELLED';
  // Whether it was paid is not known yet: it will be confirmed or released, and can be cancelled then.
  if (order.isPaymentPending || status === 'HELD' || status === 'PAYMENT_PENDING') return 'PAYMENT_PENDING';
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
  /** That it was sold by. */
  fare: FareFamily;
  disruption: Disruption;
  bookedAt: Temporal.Instant;
  /** As scheduled. */
  departure: Temporal.Instant;
  now: Temporal.Instant;
};

export type RefundReason = 'cancelled' | 'delayed' | 'regretted' | 'conditions';
/** Of what was paid, in minor units: what comes back, and what is kept. */
export type Refund = { refundMinor: number; feeMinor: number; farePercent: number; reason: RefundReason };

/**
 * What comes back of one booking. Taxes always do: the airline owes them to nobody for a passenger who does not fly. The fare
 * does by its conditions, and whole after a disruption or within a day of booking.
 */
export function decideRefund(given: RefundCase): Refund {
  const { price, fare, disruption, departure, now } = given;
  const reason = disruption === 'none' ? (isRegretted(given) ? 'regretted' : 'conditions') : disruption;
  const hours = hoursBetween(now, departure);
  const byConditions = fare.refunds.find(({ atLeastHoursBefore }) => hours >= atLeastHoursBefore)?.percent ?? 0;
  const farePercent = reason === 'conditions' ? byConditions : 100;
  const [fareBack = 0, feeMinor = 0] = splitByLargestRemainder(price.fareMinor, [farePercent, 100 - farePercent]);
  const taxesMinor = price.taxes.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return { refundMinor: fareBack + taxesMinor, feeMinor, farePercent, reason };
}

/** What a change to another flight costs beside the difference of the prices, in minor units. */
export function decideChangeFee(given: RefundCase): { feeMinor: number; feePercent: number } {
  const { price, fare, disruption } = given;
  const feePercent = disruption !== 'none' || isRegretted(given) ? 0 : fare.changeFeePercent;
  const [feeMinor = 0] = splitByLargestRemainder(price.fareMinor, [feePercent, 100 - feePercent]);
  return { feeMinor, feePercent };
}

/** 14 CFR 259.5(b)(4): free for 24 hours after booking where that is one week or more before departure. */
function isRegretted({ fare: { regret }, bookedAt, departure, now }: RefundCase): boolean {
  return hoursBetween(bookedAt, departure) >= regret.daysBefore * 24 && hoursBetween(bookedAt, now) <= regret.hours;
}

function hoursBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return (to.epochMilliseconds - from.epochMilliseconds) / 3_600_000;
}

/** Amounts that sum to at most what is left of the order's money; where that is less, each gives in proportion. */
export function capAmounts(amounts: readonly number[], mostMinor: number): number[] {
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  return sum <= mostMinor ? [...amounts] : splitByLargestRemainder(mostMinor, amounts);
}
