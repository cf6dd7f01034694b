import type { PaymentState, RefundState } from '@airside/contracts';
import type { Db } from '@airside/postgres';

export type ListFilter<State> = {
  state: State | undefined;
  order: number | undefined;
  limit: number;
  /** The last id of the page before. */
  cursor: number | undefined;
};

export type ListedPayment = {
  id: number;
  orderId: number;
  pnr: string;
  state: PaymentState;
  reason: string | null;
  method: string;
  amountMinor: number;
  currency: string;
  refundedMinor: number;
  reference: string | null;
  attempts: number;
  unknownSince: Temporal.Instant | null;
  lastError: string | null;
  createdAt: Temporal.Instant;
};

/** Payments, the newest first. */
export function listPayments(db: Db, filter: ListFilter<PaymentState>): Promise<ListedPayment[]> {
  return db.query<ListedPayment>(
    `select p.id, p.order_id as "orderId", o.locator as pnr, p.state, p.reason, p.method, p.amount_minor as "amountMinor",
            p.currency, coalesce((select sum(r.amount_minor) from refund r where r.payment_id = p.id), 0)::int as "refundedMinor",
            p.reference, p.attempts, p.unknown_since as "unknownSince", p.last_error as "lastError", p.created_at as "createdAt"
       from payment p join booking_order o on o.id = p.order_id
      where ($1::text is null or p.state = $1) and ($2::int is null or p.order_id = $2) and ($3::int is null or p.id < $3)
      order by p.id desc limit $4`,
    [filter.state ?? null, filter.order ?? null, filter.cursor ?? null, filter.limit],
  );
}

export type ListedRefund = {
  id: number;
  orderId: number;
  pnr: string;
  state: RefundState;
  reason: string;
  amountMinor: number;
  currency: string;
  attempts: number;
  lastError: string | null;
  createdAt: Temporal.Instant;
  doneAt: Temporal.Instant | null;
};

/** Refunds, the newest first. */
export function listRefunds(db: Db, filter: ListFilter<RefundState>): Promise<ListedRefund[]> {
  return db.query<ListedRefund>(
    `select r.id, r.order_id as "orderId", o.locator as pnr, r.state, r.reason, r.amount_minor as "amountMinor", r.currency,
            r.attempts, r.last_error as "lastError", r.created_at as "createdAt", r.done_at as "doneAt"
       from refund r join booking_order o on o.id = r.order_id
      where ($1::text is null or r.state = $1) and ($2::int is null or r.order_id = $2) and ($3::int is null or r.id < $3)
      order by r.id desc limit $4`,
    [filter.state ?? null, filter.order ?? null, filter.cursor ?? null, filter.limit],
  );
}
