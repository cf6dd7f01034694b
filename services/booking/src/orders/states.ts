export const bookingStatuses = [
  'HELD',
  'PAYMENT_PENDING',
  'CONFIRMED',
  'CHECKED_IN',
  'NEEDS_REBOOKING',
  'CANCELLED',
] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

type BookingMove = { from: readonly BookingStatus[]; to: BookingStatus };

/** What can happen to a booking: from where, and where it leads. The database refuses everything else (is_booking_step). */
export const bookingSteps = {
  order: { from: ['HELD'], to: 'PAYMENT_PENDING' },
  /** The payment was captured. */
  confirm: { from: ['PAYMENT_PENDING'], to: 'CONFIRMED' },
  /** It was not, or the hold ended. */
  release: { from: ['HELD', 'PAYMENT_PENDING'], to: 'CANCELLED' },
  checkIn: { from: ['CONFIRMED'], to: 'CHECKED_IN' },
  undoCheckIn: { from: ['CHECKED_IN'], to: 'CONFIRMED' },
  /** The flight will not leave. */
  loseFlight: { from: ['CONFIRMED', 'CHECKED_IN'], to: 'NEEDS_REBOOKING' },
  /** Another flight was accepted. */
  rebook: { from: ['NEEDS_REBOOKING'], to: 'CONFIRMED' },
  cancel: { from: ['CONFIRMED', 'CHECKED_IN', 'NEEDS_REBOOKING'], to: 'CANCELLED' },
} as const satisfies Record<string, BookingMove>;
export type BookingStep = keyof typeof bookingSteps;

/** Where a step leads; undefined where it cannot be taken. */
export function stepBooking(status: BookingStatus, step: BookingStep): BookingStatus | undefined {
  const { from, to }: BookingMove = bookingSteps[step];
  return from.includes(status) ? to : undefined;
}

export const orderStates = ['PAYMENT_PENDING', 'CONFIRMED', 'CANCELLED'] as const;

/** An order and what it has in each of its states. */
export type OrderState =
  /** Its seats are its own until then. */
  { state: 'PAYMENT_PENDING'; dueAt: Temporal.Instant } | { state: 'CONFIRMED' } | { state: 'CANCELLED' };

/** `empty`: the last of its bookings was cancelled. */
export type OrderStep = 'confirm' | 'release' | 'empty';

/** Where a step leads; undefined where it cannot be taken: then money that came goes back. */
export function stepOrder(order: OrderState, step: OrderStep): OrderState | undefined {
  switch (step) {
    case 'confirm':
      return order.state === 'PAYMENT_PENDING' ? { state: 'CONFIRMED' } : undefined;
    case 'release':
      return order.state === 'PAYMENT_PENDING' ? { state: 'CANCELLED' } : undefined;
    case 'empty':
      return order.state === 'CONFIRMED' ? { state: 'CANCELLED' } : undefined;
  }
}
