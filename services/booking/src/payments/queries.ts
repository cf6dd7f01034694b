import type { PaymentMethod, PaymentState } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { OperationState } from './rules.ts';

export type NewPayment = {
  orderId: number;
  /** What it pays for beside the order itself, and for how long that waits. */
  change?: { quoteId: string; dueSeconds: number };
  provider: string;
  method: PaymentMethod;
  amountMinor: number;
  currency: string;
  token: string | undefined;
};

/** A new payment is left to its maker for `graceSeconds`. One of nothing needs no provider. */
export async function insertPayment(tx: Db, payment: NewPayment, graceSeconds: number): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into payment (order_id, key, provider, state, method, amount_minor, currency, token,
                          authorise_state, capture_state, next_look_at, quote_id, due_at)
     select $1, 'order-' || $1::int || '-' || substr(gen_random_uuid()::text, 1, 8), $2, 'pending', $3, $4::int, $5, $6,
            done, done, now() + make_interval(secs => $7), $8, now() + make_interval(secs => $9)
       from (select case when $4 = 0 then 'done' else 'pending' end as done)
     returning id`,
    [
      payment.orderId,
      payment.provider,
      payment.method,
      payment.amountMinor,
      payment.currency,
      payment.token ?? null,
      graceSeconds,
      payment.change?.quoteId ?? null,
      payment.change?.dueSeconds ?? null,
    ],
  );
  if (row === undefined) throw new Error('the payment was not noted');
  return row.id;
}

export type PaymentRow = {
  id: number;
  orderId: number;
  /** What it pays for beside the order itself. */
  quoteId: string | null;
  key: string;
  state: PaymentState;
  method: PaymentMethod;
  amountMinor: number;
  currency: string;
  token: string | null;
  authorise: OperationState;
  capture: OperationState;
  void: OperationState | null;
  reference: string | null;
  reason: string | null;
  attempts: number;
  isUnknown: boolean;
  /** What it pays for waits no longer, or not beyond this moment. */
  isDue: boolean;
};

const columns = `
  p.id, p.order_id as "orderId", p.quote_id as "quoteId", p.key, p.state, p.method, p.amount_minor as "amountMinor", p.currency, p.token,
  p.authorise_state as authorise, p.capture_state as capture, p.void_state as void, p.reference, p.reason, p.attempts,
  p.unknown_since is not null as "isUnknown", case when p.quote_id is null then o.state <> 'PAYMENT_PENDING' or o.payment_due_at <= now()
       else p.due_at <= now() end as "isDue"`;

/** Takes a payment to settle it; undefined where somebody is at it, or nothing is due. The maker need not wait. */
export async function claimPayment(db: Db, id: number, leaseSeconds: number): Promise<PaymentRow | undefined> {
  const [row] = await db.query<PaymentRow>(
    `update payment p
        set attempts = p.attempts + 1, claimed_until = now() + make_interval(secs => $2),
            next_look_at = now() + make_interval(secs => $2), updated_at = now()
       from booking_order o
      where p.id = $1 and o.id = p.order_id and (p.claimed_until is null or p.claimed_until <= now())
        and (p.next_look_at <= now() or (p.attempts = 0 and p.state = 'pending'))
     returning ${columns}`,
    [id, leaseSeconds],
  );
  return row;
}

/** Takes up to `limit` payments that are due; they are nobody else's for `leaseSeconds`. */
export function claimDuePayments(db: Db, limit: number, leaseSeconds: number): Promise<PaymentRow[]> {
  return db.query<PaymentRow>(
    `with due as (
       select id from payment where next_look_at <= now() and (claimed_until is null or claimed_until <= now())
        order by next_look_at limit $1 for update skip locked
     )
     update payment p
        set attempts = p.attempts + 1, claimed_until = now() + make_interval(secs => $2),
            next_look_at = now() + make_interval(secs => $2), updated_at = now()
       from due, booking_order o
      where p.id = due.id and o.id = p.order_id
     returning ${columns}`,
    [limit, leaseSeconds],
  );
}

export async function findPayment(db: Db, id: number): Promise<PaymentRow | undefined> {
  const [row] = await db.query<PaymentRow>(
    `select ${columns} from payment p join booking_order o on o.id = p.order_id where p.id = $1`,
    [id],
  );
  return row;
}

/** Locks the order and then its payment, as everybody does who changes what has been paid, and reads it. */
export async function lockPayment(tx: Db, { id, orderId }: { id: number; orderId: number }): Promise<PaymentRow> {
  await tx.query(`select 1 from booking_order where id = $1 for update`, [orderId]);
  const [row] = await tx.query<PaymentRow>(
    `select ${columns} from payment p join booking_order o on o.id = p.order_id where p.id = $1 for update of p`,
    [id],
  );
  if (row === undefined) throw new Error(`there is no payment ${id}`);
  return row;
}

export type PaymentChange = {
  state: PaymentState;
  authorise: OperationState;
  capture: OperationState;
  void: OperationState | undefined;
  reference: string | undefined;
  reason: string | undefined;
  /** Seconds until the next look, which is no later than it is due; undefined where nothing is left to do. */
  lookInSeconds: number | undefined;
  lastError: string | undefined;
};

/** Writes what has become of a payment and lets go of it. */
export async function updatePayment(tx: Db, id: number, change: PaymentChange): Promise<void> {
  await tx.query(
    `update payment p
        set state = $2::text, authorise_state = $3, capture_state = $4, void_state = $5, reference = $6, reason = $7,
            next_look_at = least(now() + make_interval(secs => $8::float8),
                                 case when $2 = 'pending' then greatest(p.due_at, o.payment_due_at, now()) end),
            last_error = $9,
            token = case when $2 = 'pending' then p.token end,
            unknown_since = case when $8 is not null then coalesce(p.unknown_since, now()) end,
            settled_at = case when $2 <> 'pending' then coalesce(p.settled_at, now()) end,
            claimed_until = null, updated_at = now()
       from booking_order o
      where p.id = $1 and o.id = p.order_id`,
    [
      id,
      change.state,
      change.authorise,
      change.capture,
      change.void ?? null,
      change.reference ?? null,
      change.reason ?? null,
      change.lookInSeconds ?? null,
      change.lastError ?? null,
    ],
  );
}

/** The provider has something to say about a payment: the next look is now, unless somebody is at it. */
export async function ringPayment(db: Db, key: string): Promise<void> {
  await db.query(
    `update payment set next_look_at = now(), updated_at = now()
      where key = $1 and next_look_at > now() and claimed_until is null and attempts > 0`,
    [key],
  );
}

export type Backlog = {
  unknown: number;
  /** 0 when there is none. */
  oldestUnknownSeconds: number;
  refundsQueued: number;
  oldestQueuedSeconds: number;
  refundsDead: number;
};

/** What waits for an outcome, for the figures. */
export async function findBacklog(db: Db): Promise<Backlog> {
  const [row] = await db.query<Backlog>(
    `select (select count(*)::int from payment where unknown_since is not null) as unknown,
            (select coalesce(extract(epoch from now() - min(unknown_since)), 0)::float8 from payment
              where unknown_since is not null) as "oldestUnknownSeconds",
            (select count(*)::int from refund where state = 'queued') as "refundsQueued",
            (select coalesce(extract(epoch from now() - min(created_at)), 0)::float8 from refund
              where state = 'queued') as "oldestQueuedSeconds",
            (select count(*)::int from refund where state = 'dead') as "refundsDead"`,
  );
  if (row === undefined) throw new Error('no figures came');
  return row;
}
