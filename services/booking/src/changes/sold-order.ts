import type { Cabin, PassengerType } from '@airside/contracts';
import type { BookingStatus } from '../bookings/rules.ts';
import type { Departure } from '../flights/rules.ts';

/** A price as it was sold, in minor units: fare and taxes sum to what was paid. */
export type SoldPrice = {
  fareMinor: number;
  taxes: readonly { code: string; name: string; amountMinor: number }[];
};

/** One passenger on one flight, as far as changes need to know. */
export type SoldBooking = {
  id: number;
  /** `B016`. */
  reference: string;
  passengerReference: string;
  passengerAccountId: number | null;
  firstName: string;
  lastName: string | null;
  type: PassengerType;
  /** Booking of the adult on whose lap an infant flies; it has no seat of its own. */
  infantOf: number | null;
  cabin: Cabin;
  /** Name of the fare family. */
  fare: string;
  seat: string | null;
  /** Codes, such as WCHR. */
  specialRequests: readonly string[];
  status: BookingStatus;
  amountMinor: number;
  price: SoldPrice;
  flight: Departure;
};

/** What was bought together. */
export type SoldOrder = {
  id: number;
  locator: string;
  /** Who bought it; null where it was not sold to an account. */
  accountId: number | null;
  isPaymentPending: boolean;
  paymentMethod: string;
  currency: string;
  bookedAt: Temporal.Instant;
  bookings: readonly SoldBooking[];
};

/** Who asks, as far as rights over an order depend on it. */
export type Asker = { userId: number; isStaff: boolean };

/** Money that moved for an order, or is about to; in minor units. */
export type Movement = {
  kind: 'payment' | 'refund';
  amountMinor: number;
  at: Temporal.Instant;
  state: 'done' | 'pending';
};
