import type { BookFlightAnswer, FlightPhase } from '@airside/contracts';
import { majorUnits } from '../flights/money.ts';
import { hasLeft } from '../flights/rules.ts';
import { type Booked, decideReplay, type Outcome, type Prior } from './idempotency.ts';

export const bookingStatuses = [
  'HELD',
  'PAYMENT_PENDING',
  'CONFIRMED',
  'CHECKED_IN',
  'NEEDS_REBOOKING',
  'CANCELLED',
] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

/** Booking status in the words of the first API. */
export function bookingWord(status: BookingStatus): string {
  switch (status) {
    case 'HELD':
    case 'PAYMENT_PENDING':
      return 'Pending';
    case 'CONFIRMED':
      return 'Confirmed';
    case 'CHECKED_IN':
      return 'Checked In';
    case 'NEEDS_REBOOKING':
      return 'Needs Rebooking';
    case 'CANCELLED':
      return 'Canceled';
  }
}

/** What one try to sell came back with. */
export type SaleTry = {
  /** False while another request with the same Idempotency-Key is at work. */
  isOpen: boolean;
  prior: Prior | undefined;
  booked: Booked | undefined;
};

export type AfterTry =
  | { kind: 'answer'; outcome: Outcome }
  | { kind: 'refuse'; code: 'IDEMPOTENCY_KEY_REUSED' }
  /** Somebody is at work on this key: their outcome will be ours. */
  | { kind: 'wait' }
  /** Nothing was sold, which proves nothing: seats locked by others are skipped, and they may yet give up. */
  | { kind: 'recheck' };

export function decideAfterTry(sale: SaleTry, bodyHash: string): AfterTry {
  if (sale.booked !== undefined) return { kind: 'answer', outcome: sale.booked };
  if (!sale.isOpen) return { kind: 'wait' };
  if (sale.prior === undefined) return { kind: 'recheck' };
  const replay = decideReplay(sale.prior, bodyHash);
  return replay.kind === 'replay' ? { kind: 'answer', outcome: replay.outcome } : replay;
}

/** What is there to buy, seen by a fresh look at the primary. */
export type Stock = {
  phase: FlightPhase;
  freeSeats: number;
  /** The seat asked for; `none` where any will do. */
  wanted: 'none' | 'unknown' | 'free' | 'taken';
};

export type Refusal = 'FLIGHT_CANCELLED' | 'FLIGHT_DEPARTED' | 'FLIGHT_FULL' | 'SEAT_TAKEN' | 'SEAT_UNKNOWN';

/** Why nothing was sold; `undefined` means it may be tried again. */
export function decideRefusal({ phase, freeSeats, wanted }: Stock): Refusal | undefined {
  if (phase === 'cancelled') return 'FLIGHT_CANCELLED';
  if (hasLeft(phase)) return 'FLIGHT_DEPARTED';
  if (wanted === 'unknown') return 'SEAT_UNKNOWN';
  if (freeSeats === 0) return 'FLIGHT_FULL';
  return wanted === 'taken' ? 'SEAT_TAKEN' : undefined;
}

/** The answer to a booking; made of the facts of the sale alone, so that a replay gives it again. */
export function bookingAnswer(booked: Booked): BookFlightAnswer {
  return {
    message: 'Flight booked successfully',
    bookingId: booked.bookingId,
    flightId: booked.flightCode,
    price: majorUnits(booked.amountMinor, booked.currency),
    currency: booked.currency,
    pnr: booked.locator,
    seat: booked.seat,
    status: bookingWord('CONFIRMED'),
  };
}

/** Letters and digits that are not mistaken for each other when read aloud or from paper; no vowels, hence no words. */
const locatorAlphabet = 'BCDFGHJKLMNPQRSTVWXYZ23456789';

/** A record locator of six characters. `random` gives an integer from 0 up to but not including its argument. */
export function composeLocator(random: (below: number) => number): string {
  return Array.from({ length: 6 }, () => locatorAlphabet[random(locatorAlphabet.length)]).join('');
}

const greatestId = 2_147_483_647;

/** `16` and `B016` are the same booking; undefined for what can be none. */
export function parseBookingId(given: string): number | undefined {
  const id = Number(/^B?([0-9]+)$/i.exec(given)?.[1]);
  return id >= 1 && id <= greatestId ? id : undefined;
}
