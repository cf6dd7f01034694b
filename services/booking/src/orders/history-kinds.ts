/** What can happen to an order and its bookings; the words of its timeline. */
const historyKinds = [
  'ordered',
  'payment_authorised',
  'payment_declined',
  'payment_unknown',
  'confirmed',
  'released',
  'cancelled',
  'refund_requested',
  'refunded',
  'seat_changed',
  'flight_cancelled',
  'rebooking_offered',
  'rebooked',
  'flight_changed',
  'checked_in',
] as const;
export type HistoryKind = (typeof historyKinds)[number];

export type HistoryEntry = {
  orderId: number;
  /** Absent where it concerns the whole order. */
  bookingId?: number;
  kind: HistoryKind;
  /** Absent where the system did it. */
  actorAccountId?: number;
  detail?: object;
};
