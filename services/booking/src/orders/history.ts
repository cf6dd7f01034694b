import type { Db } from '@airside/postgres';

export type HistoryKind =
  | 'ordered'
  | 'payment_authorised'
  | 'payment_declined'
  | 'payment_unknown'
  | 'confirmed'
  | 'released'
  | 'cancelled'
  | 'refund_requested'
  | 'refunded'
  | 'seat_changed'
  | 'flight_cancelled'
  | 'rebooking_offered'
  | 'rebooked'
  | 'flight_changed'
  | 'checked_in';

/** Adds one row to what happened to an order, or to one booking of it. */
export async function writeHistory(
  tx: Db,
  entry: { orderId: number; bookingId?: number; kind: HistoryKind; actorAccountId?: number; detail?: object },
): Promise<void> {
  await tx.query(
    `insert into booking_history (order_id, booking_id, kind, actor_account_id, detail) values ($1, $2, $3, $4, $5)`,
    [
      entry.orderId,
      entry.bookingId ?? null,
      entry.kind,
      entry.actorAccountId ?? null,
      JSON.stringify(entry.detail ?? {}),
    ],
  );
}
