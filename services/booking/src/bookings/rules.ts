import type { BookFlightAnswer } from '@airside/contracts';
import { majorUnits } from '../flights/money.ts';
import type { BookingStatus } from '../orders/states.ts';
import { type Booked, decideReplay, type Ordered, type Outcome, type Pending, type Prior } from './idempotency.ts';

export type { BookingStatus } from '../orders/states.ts';

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
  /** The order that waits for its payment, and what it answers when it is paid. */
  sold: { orderId: number; amountMinor: number; currency: string; outcome: Booked | Ordered } | undefined;
};

export type AfterTry =
  /** Sold: the payment comes next. */
  | { kind: 'pay'; sold: NonNullable<SaleTry['sold']> }
  | { kind: 'answer'; outcome: Outcome }
  | { kind: 'refuse'; code: 'IDEMPOTENCY_KEY_REUSED' }
  /** Somebody is at work on this key: their outcome will be ours. */
  | { kind: 'wait' }
  /** Sold for this key before, and not settled yet. */
  | { kind: 'pending'; outcome: Pending }
  /** Nothing was sold, which proves nothing: seats locked by others are skipped, and they may yet give up. */
  | { kind: 'recheck' };

export function decideAfterTry(sale: SaleTry, bodyHash: string): AfterTry {
  if (sale.sold !== undefined) return { kind: 'pay', sold: sale.sold };
  if (!sale.isOpen) return { kind: 'wait' };
  if (sale.prior === undefined) return { kind: 'recheck' };
  const replay = decideReplay(sale.prior, bodyHash);
  if (replay.kind === 'refuse') return replay;
  const { outcome } = replay;
  return outcome.kind === 'pending' ? { kind: 'pending', outcome } : { kind: 'answer', outcome };
}

/** The answer to a booking; made of the facts of the sale alone, so that a replay gives it again. */
export function bookingAnswer(booked: Booked): BookFlightAnswer {
  return answerOf(booked, 'Flight booked successfully', 'CONFIRMED');
}

/** The answer while nobody knows yet whether it is paid. */
export function pendingAnswer(booked: Booked): BookFlightAnswer {
  return answerOf(booked, 'Payment is pending', 'PAYMENT_PENDING');
}

function answerOf(booked: Booked, message: string, status: BookingStatus): BookFlightAnswer {
  return {
    message,
    bookingId: booked.bookingId,
    flightId: booked.flightCode,
    price: majorUnits(booked.amountMinor, booked.currency),
    currency: booked.currency,
    pnr: booked.locator,
    seat: booked.seat,
    status: bookingWord(status),
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
