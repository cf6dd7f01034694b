import type { Db } from '@airside/postgres';
import type { Covered } from './rules.ts';

/** Minutes that a quote holds. */
const lifeMinutes = 15;

export type NewQuote = {
  orderId: number;
  bookingId: number;
  covers: readonly Covered[];
  refundMinor: number;
  feeMinor: number;
  currency: string;
};

export async function insertQuote(db: Db, quote: NewQuote): Promise<{ id: string; expiresAt: Temporal.Instant }> {
  const [row] = await db.query<{ id: string; expiresAt: Temporal.Instant }>(
    `insert into cancellation_quote (order_id, booking_id, covers, refund_minor, fee_minor, currency, expires_at)
     values ($1, $2, $3, $4, $5, $6, clock_timestamp() + make_interval(mins => $7::int))
     returning id, expires_at as "expiresAt"`,
    [
      quote.orderId,
      quote.bookingId,
      JSON.stringify(quote.covers),
      quote.refundMinor,
      quote.feeMinor,
      quote.currency,
      lifeMinutes,
    ],
  );
  if (row === undefined) throw new Error('the quote gave no row');
  return row;
}

export type QuoteRow = {
  id: string;
  covers: Covered[];
  refundMinor: number;
  currency: string;
  isExpired: boolean;
  /** Null until it is confirmed. */
  refundedMinor: number | null;
};

/** A quote that was asked for at this booking. The order's lock keeps it as it is. */
export async function findQuote(tx: Db, id: string, bookingId: number): Promise<QuoteRow | undefined> {
  const [row] = await tx.query<QuoteRow>(
    `select id, covers, refund_minor as "refundMinor", currency, expires_at <= clock_timestamp() as "isExpired",
            refunded_minor as "refundedMinor"
       from cancellation_quote where id = $1 and booking_id = $2`,
    [id, bookingId],
  );
  return row;
}

export async function markConfirmed(tx: Db, id: string, refundedMinor: number): Promise<void> {
  await tx.query(
    `update cancellation_quote set confirmed_at = clock_timestamp(), refunded_minor = $2, updated_at = now()
      where id = $1`,
    [id, refundedMinor],
  );
}
