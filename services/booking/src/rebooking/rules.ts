import { type Departure, estimatesOf, hasLeft, isOnSale } from '../flights/rules.ts';
import type { SoldBooking, SoldOrder } from '../changes/sold-order.ts';

/** How far from the departure that was cancelled an alternative may be, in days, and the most that are offered. */
export const windowDays = 3;
export const mostOptions = 10;

export const priorities = ['HIGH', 'NORMAL', 'LOW'] as const;
export type Priority = (typeof priorities)[number];

/** Minutes in which seats that parties of a higher priority wait for are not offered to others. */
export const headStartMinutes = 30;

export type SeatCount = { economy: number; business: number };

/** Whether the airline owes this booking another flight. Before it is marked, a cancelled flight says it already. */
export function needsRebooking({ status, flight }: Pick<SoldBooking, 'status' | 'flight'>): boolean {
  if (status === 'NEEDS_REBOOKING') return !hasLeft(flight.phase);
  return flight.phase === 'cancelled' && (status === 'CONFIRMED' || status === 'CHECKED_IN');
}

export type PartyDecision =
  | { kind: 'party'; bookings: readonly SoldBooking[] }
  | { kind: 'refuse'; code: 'REBOOKING_NOT_NEEDED' | 'BOOKING_NOT_FOUND' | 'INFANT_ALONE' };

/**
 * Who moves together: everybody of the order on the cancelled flight, or those named, with the infants on their laps. A
 * traveller who is not the buyer (`isBuyer` false) moves alone.
 */
export function decideParty(
  order: SoldOrder,
  booking: SoldBooking,
  { bookingIds, isBuyer }: { bookingIds: readonly number[] | undefined; isBuyer: boolean },
): PartyDecision {
  if (!needsRebooking(booking)) return { kind: 'refuse', code: 'REBOOKING_NOT_NEEDED' };
  const stranded = order.bookings.filter((each) => each.flight.id === booking.flight.id && needsRebooking(each));
  const allowed = isBuyer
    ? stranded
    : stranded.filter(({ id, infantOf }) => id === booking.id || infantOf === booking.id);
  const named = new Set(bookingIds ?? allowed.map(({ id }) => id));
  const known = new Set(allowed.map(({ id }) => id));
  if ([...named].some((id) => !known.has(id))) return { kind: 'refuse', code: 'BOOKING_NOT_FOUND' };
  const bookings = allowed.filter(({ id, infantOf }) => named.has(id) || (infantOf !== null && named.has(infantOf)));
  const ids = new Set(bookings.map(({ id }) => id));
  const isLapGone = ({ type, infantOf }: SoldBooking) => type === 'INF' && infantOf !== null && !ids.has(infantOf);
  if (bookings.some(isLapGone)) return { kind: 'refuse', code: 'INFANT_ALONE' };
  return { kind: 'party', bookings };
}

/** Seats that a party needs; infants sit on laps. */
export function seatsOf(bookings: readonly Pick<SoldBooking, 'type' | 'cabin'>[]): SeatCount {
  const seated = bookings.filter(({ type }) => type !== 'INF');
  const economy = seated.filter(({ cabin }) => cabin === 'economy').length;
  return { economy, business: seated.length - economy };
}

/** A departure that might do, and the places that are free on it. */
export type Candidate = { flight: Departure; free: SeatCount };

export type Option = {
  flight: Departure;
  /** From 1, the best. */
  rank: number;
  /** Below zero where it arrives earlier than planned. */
  arrivalDifferenceMinutes: number;
  reasons: readonly string[];
};

/**
 * Alternatives to a cancelled departure that take the whole party: arrival closest to the planned one, of equal ones the
 * earliest departure. `ahead` are the seats that parties of a higher priority still wait for: they are taken off the best
 * alternatives first.
 */
export function rankAlternatives(
  candidates: readonly Candidate[],
  given: { original: Departure; needed: SeatCount; ahead: SeatCount; now: Temporal.Instant; zone: string },
): Option[] {
  const { original, needed, now } = given;
  const near = candidates
    .filter(({ flight }) => canStillTake(flight, original, now))
    .map((candidate) => ({ ...candidate, minutes: lateness(candidate.flight, original) }))
    .toSorted(
      (one, two) =>
        Math.abs(one.minutes) - Math.abs(two.minutes) ||
        Temporal.Instant.compare(departureOf(one.flight), departureOf(two.flight)) ||
        one.flight.id - two.flight.id,
    );
  let ahead = given.ahead;
  const options: Option[] = [];
  for (const { flight, free, minutes } of near) {
    const left = less(free, ahead);
    ahead = less(ahead, free);
    if (left.economy < needed.economy || left.business < needed.business) continue;
    const reasons = reasonsFor(flight, minutes, given);
    options.push({ flight, rank: options.length + 1, arrivalDifferenceMinutes: minutes, reasons });
  }
  return options;
}

function less(one: SeatCount, other: SeatCount): SeatCount {
  return {
    economy: Math.max(0, one.economy - other.economy),
    business: Math.max(0, one.business - other.business),
  };
}

function canStillTake(flight: Departure, original: Departure, now: Temporal.Instant): boolean {
  if (flight.id === original.id || !isOnSale(flight.phase)) return false;
  if (Temporal.Instant.compare(departureOf(flight), now) <= 0) return false;
  const distanceMs = Math.abs(
    flight.scheduledDeparture.epochMilliseconds - original.scheduledDeparture.epochMilliseconds,
  );
  return distanceMs <= windowDays * 24 * 3_600_000;
}

function departureOf(flight: Departure): Temporal.Instant {
  return estimatesOf(flight).departure;
}

/** Minutes after the planned arrival at which a flight is expected. */
function lateness(flight: Departure, original: Departure): number {
  const planned = original.scheduledArrival.epochMilliseconds;
  return Math.round((estimatesOf(flight).arrival.epochMilliseconds - planned) / 60_000);
}

function reasonsFor(
  flight: Departure,
  minutes: number,
  { original, needed, zone }: { original: Departure; needed: SeatCount; zone: string },
): string[] {
  const count = needed.economy + needed.business;
  const isSamePlace = flight.origin === original.origin && flight.destination === original.destination;
  const days = dayOf(original, zone).until(dayOf(flight, zone)).days;
  return [
    minutes === 0
      ? 'arrives when planned'
      : `arrives ${wordMinutes(Math.abs(minutes))} ${minutes > 0 ? 'later' : 'earlier'}`,
    wordDays(days),
    ...(isSamePlace ? ['same airports'] : [`flies ${flight.origin}–${flight.destination}`]),
    ...(flight.airline === original.airline ? ['same airline'] : []),
    count === 1 ? 'has a seat' : `has ${count} seats`,
  ];
}

function dayOf({ scheduledDeparture }: Departure, zone: string): Temporal.PlainDate {
  return scheduledDeparture.toZonedDateTimeISO(zone).toPlainDate();
}

function wordDays(days: number): string {
  if (days === 0) return 'same day';
  const count = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
  return days > 0 ? `${count} later` : `${count} earlier`;
}

function wordMinutes(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
