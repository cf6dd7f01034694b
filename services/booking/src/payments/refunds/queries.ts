import type { RefundState } from '@airside/contracts';
import type { Db } from '@airside/postgres';

/** What was captured for an order, and what of it is neither refunded nor queued for that; minor units. */
export type PaidSoFar = { paidMinor: number; refundableMinor: number; currency: string };

export async function findBalance(db: Db, orderId: number): Promise<PaidSoFar | undefined> {
  const [row] = await db.query<PaidSoFar>(
    `select o.currency, coalesce(paid.minor, 0)::int as "paidMinor",
            (coalesce(paid.minor, 0) - coalesce(back.minor, 0))::int as "refundableMinor"
       from booking_order o
       left join lateral (select sum(amount_minor) as minor from payment
                           where order_id = o.id and state in ('captured', 'returned')) paid on true
       left join lateral (select sum(amount_minor) as minor from refund where order_id = o.id) back on true
      where o.id = $1`,
    [orderId],
  );
  return row;
}

/** The payments of an order with something left of them, oldest first. */
export function listLeft(
  tx: Db,
  orderId: number,
): Promise<{ paymentId: number; leftMinor: number; currency: string }[]> {
  return tx.query(
    `select * from (
       select p.id as "paymentId", p.currency,
              (p.amount_minor - coalesce((select sum(r.amount_minor) from refund r where r.payment_id = p.id), 0))::int as "leftMinor"
         from payment p where p.order_id = $1 and p.state in ('captured', 'returned')) paid
      where "leftMinor" > 0 order by "paymentId"`,
    [orderId],
  );
}

export type Movement = {
  kind: 'payment' | 'refund';
  amountMinor: number;
  at: Temporal.Instant;
  state: 'done' | 'pending';
};

/** What was captured and refunded for an order, oldest first; refunds also while they are on their way. */
export function listMovements(db: Db, orderId: number): Promise<Movement[]> {
  return db.query<Movement>(
    `select 'payment' as kind, amount_minor as "amountMinor", settled_at as at, 'done' as state
       from payment where order_id = $1 and state in ('captured', 'returned') and amount_minor > 0
     union all
     select 'refund', amount_minor, coalesce(done_at, created_at), case state when 'done' then 'done' else 'pending' end
       from refund where order_id = $1 and amount_minor > 0
      order by at, kind`,
    [orderId],
  );
}

/** Locks the order and then its payments, as everybody does who changes what has been paid. Gives its currency. */
export async function lockPaid(tx: Db, orderId: number): Promise<string> {
  const [order] = await tx.query<{ currency: string }>(`select currency from booking_order where id = $1 for update`, [
    orderId,
  ]);
  if (order === undefined) throw new Error(`there is no order ${orderId}`);
  await tx.query(`select 1 from payment where order_id = $1 order by id for update`, [orderId]);
  return order.currency;
}

export type NewRefund = {
  orderId: number;
  paymentId: number | null;
  key: string;
  amountMinor: number;
  currency: string;
  reason: string;
};

/** Queues a refund; one of nothing is done at once. */
export async function insertRefund(tx: Db, refund: NewRefund): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into refund (order_id, payment_id, key, amount_minor, currency, reason, state, next_attempt_at, done_at)
     select $1, $2, $3, $4::int, $5, $6, case when $4 = 0 then 'done' else 'queued' end,
            case when $4 <> 0 then now() end, case when $4 = 0 then now() end
     returning id`,
    [refund.orderId, refund.paymentId, refund.key, refund.amountMinor, refund.currency, refund.reason],
  );
  if (row === undefined) throw new Error('the refund was not queued');
  return row.id;
}

/** What was queued under a key before; all its rows together. */
export async function findRefundByKey(
  tx: Db,
  orderId: number,
  key: string,
): Promise<{ refundId: number; amountMinor: number } | undefined> {
  const [row] = await tx.query<{ refundId: number | null; amountMinor: number }>(
    `select min(id) as "refundId", sum(amount_minor)::int as "amountMinor" from refund where order_id = $1 and key = $2`,
    [orderId, key],
  );
  return row === undefined || row.refundId === null ? undefined : { ...row, refundId: row.refundId };
}

/** A refund that is to be carried out now. */
export type DueRefund = {
  id: number;
  key: string;
  paymentKey: string;
  reference: string;
  amountMinor: number;
  /** This one included. */
  attempts: number;
};

/** Takes up to `limit` refunds that are due; they are nobody else's for `leaseSeconds`. */
export function claimRefunds(db: Db, limit: number, leaseSeconds: number): Promise<DueRefund[]> {
  return db.query<DueRefund>(
    `with due as (
       select id from refund where state = 'queued' and next_attempt_at <= now()
        order by next_attempt_at limit $1 for update skip locked
     )
     update refund r
        set attempts = r.attempts + 1, next_attempt_at = now() + make_interval(secs => $2), updated_at = now()
       from due, payment p
      where r.id = due.id and p.id = r.payment_id
     returning r.id, r.key, p.key as "paymentKey", p.reference, r.amount_minor as "amountMinor", r.attempts`,
    [limit, leaseSeconds],
  );
}

export type DoneRefund = { orderId: number; amountMinor: number; currency: string; reason: string };

/** Notes that the money has gone back; undefined where that had been noted before. */
export async function markRefunded(tx: Db, id: number, reference: string | undefined): Promise<DoneRefund | undefined> {
  const [row] = await tx.query<DoneRefund>(
    `update refund set state = 'done', done_at = now(), next_attempt_at = null, reference = $2, last_error = null, updated_at = now()
      where id = $1 and state <> 'done'
     returning order_id as "orderId", amount_minor as "amountMinor", currency, reason`,
    [id, reference ?? null],
  );
  return row;
}

/** Notes that the money has not gone back yet; with no pause it is given up. False where somebody else has been at it since. */
export async function markNotRefunded(
  db: Db,
  { id, attempts, inSeconds, reason }: { id: number; attempts: number; inSeconds: number | undefined; reason: string },
): Promise<boolean> {
  const rows = await db.query(
    `update refund
        set state = case when $3::float8 is null then 'dead' else 'queued' end,
            next_attempt_at = now() + make_interval(secs => $3::float8), last_error = $4, updated_at = now()
      where id = $1 and attempts = $2 and state = 'queued'
     returning id`,
    [id, attempts, inSeconds ?? null, reason],
  );
  return rows.length > 0;
}

/**
 * Lets a refund that was given up be tried again; gives the state it had, undefined where there is no such refund. Not as at
 * its first attempt: the provider is asked before anything is sent.
 */
export async function markRetried(db: Db, id: number): Promise<RefundState | undefined> {
  const [row] = await db.query<{ state: RefundState }>(
    `with before as materialized (select id, state from refund where id = $1 for no key update), retried as (
       update refund r set state = 'queued', attempts = 1, next_attempt_at = now(), updated_at = now()
         from before where r.id = before.id and before.state = 'dead'
     )
     select state from before`,
    [id],
  );
  return row?.state;
}
