import type { Cabin } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Mover } from './rules.ts';

/** Minutes that a quote holds. */
const lifeMinutes = 15;

export type NewChangeQuote = {
  orderId: number;
  bookingId: number;
  accountId: number;
  flightId: number;
  cabin: Cabin;
  seat: string | undefined;
  covers: readonly Mover[];
  differenceMinor: number;
  feeMinor: number;
  currency: string;
};

export async function insertChangeQuote(
  db: Db,
  quote: NewChangeQuote,
): Promise<{ id: string; expiresAt: Temporal.Instant }> {
  const [row] = await db.query<{ id: string; expiresAt: Temporal.Instant }>(
    `insert into change_quote (order_id, booking_id, account_id, flight_id, cabin, seat, covers, difference_minor,
                               fee_minor, currency, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp() + make_interval(mins => $11::int))
     returning id, expires_at as "expiresAt"`,
    [
      quote.orderId,
      quote.bookingId,
      quote.accountId,
      quote.flightId,
      quote.cabin,
      quote.seat ?? null,
      JSON.stringify(quote.covers),
      quote.differenceMinor,
      quote.feeMinor,
      quote.currency,
      lifeMinutes,
    ],
  );
  if (row === undefined) throw new Error('the quote gave no row');
  return row;
}

export type ChangeQuoteRow = {
  id: string;
  bookingId: number;
  accountId: number;
  flightId: number;
  cabin: Cabin;
  seat: string | null;
  covers: Mover[];
  differenceMinor: number;
  feeMinor: number;
  currency: string;
  state: 'open' | 'paying' | 'confirmed' | 'released';
  paymentId: number | null;
  holdId: string | null;
  refundedMinor: number | null;
  isExpired: boolean;
};

/** The order's lock keeps a quote as it is. */
export async function findChangeQuote(db: Db, id: string): Promise<ChangeQuoteRow | undefined> {
  const [row] = await db.query<ChangeQuoteRow>(
    `select id, booking_id as "bookingId", account_id as "accountId", flight_id as "flightId", cabin, seat, covers,
            difference_minor as "differenceMinor", fee_minor as "feeMinor", currency, state, payment_id as "paymentId",
            hold_id as "holdId", refunded_minor as "refundedMinor", expires_at <= clock_timestamp() as "isExpired"
       from change_quote where id = $1`,
    [id],
  );
  return row;
}

export async function markPaying(
  tx: Db,
  id: string,
  paying: { paymentId: number; holdId: string; accountId: number },
): Promise<void> {
  await tx.query(
    `update change_quote set state = 'paying', payment_id = $2, hold_id = $3, account_id = $4, updated_at = now()
      where id = $1`,
    [id, paying.paymentId, paying.holdId, paying.accountId],
  );
}

export async function markChanged(tx: Db, id: string, refundedMinor: number): Promise<void> {
  await tx.query(`update change_quote set state = 'confirmed', refunded_minor = $2, updated_at = now() where id = $1`, [
    id,
    refundedMinor,
  ]);
}

/** A payment that failed leaves the quote open; one that came in vain ends it. */
export async function markUnpaid(tx: Db, id: string, state: 'open' | 'released'): Promise<void> {
  await tx.query(`update change_quote set state = $2, hold_id = null, updated_at = now() where id = $1`, [id, state]);
}
