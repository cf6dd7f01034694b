import type { RefundState } from '@airside/contracts';
import type { Db } from '@airside/postgres';

/** The payment of an order and what is left of it; null where nothing has been paid. */
export type Left = {
  paymentId: number | null;
  paidMinor: number;
  /** Not refunded and not queued for it. */
  leftMinor: number;
  currency: string;
};

const leftSql = `
  select p.id as "paymentId", coalesce(p.amount_minor, 0) as "paidMinor", o.currency,
         (coalesce(p.amount_minor, 0)
           - coalesce((select sum(r.amount_minor) from refund r where r.payment_id = p.id), 0))::int as "leftMinor"
    from booking_order o
    left join payment p on p.order_id = o.id and p.state in ('captured', 'returned')
   where o.id = $1`;

export async function findLeft(db: Db, orderId: number): Promise<Left | undefined> {
  const [row] = await db.query<Left>(leftSql, [orderId]);
  return row;
}

/** Locks the order and then its payment, as everybody does who changes what has been paid. */
export async function lockPaid(tx: Db, orderId: number): Promise<void> {
  await tx.query(`select 1 from booking_order where id = $1 for no key update`, [orderId]);
  await tx.query(`select 1 from payment where order_id = $1 for no key update`, [orderId]);
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

export async function findRefundByKey(
  tx: Db,
  orderId: number,
  key: string,
): Promise<{ refundId: number; amountMinor: number } | undefined> {
  const [row] = await tx.query<{ refundId: number; amountMinor: number }>(
    `select id as "refundId", amount_minor as "amountMinor" from refund where order_id = $1 and key = $2`,
    [orderId, key],
  );
  return row;
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
