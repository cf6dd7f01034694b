import type { Cluster, Db } from '@airside/postgres';
import type { Movement } from '../src/changes/sold-order.ts';
import { writeHistory } from '../src/orders/history.ts';
import type { ChangeDesk } from '../src/payments/order-desk.ts';
import type { PaymentService, Settlement } from '../src/payments/payments.ts';

const tables = `
  create table stand_in_movement (
    id           integer     generated always as identity primary key,
    order_id     integer     not null,
    kind         text        not null,
    key          text        not null,
    amount_minor integer     not null check (amount_minor > 0),
    at           timestamptz not null default clock_timestamp(),
    unique (order_id, key)
  );
  create table stand_in_extra (
    id           integer generated always as identity primary key,
    order_id     integer not null,
    quote_id     uuid    not null,
    amount_minor integer not null,
    token        text,
    state        text    not null default 'pending'
  );`;

export type StandInPayments = PaymentService & {
  /** The order's own payment, as if it had been captured. */
  pay(orderId: number, amountMinor: number): Promise<void>;
  /** The provider answers at last for a payment that was unknown. */
  approveLate(): Promise<void>;
};

/** Payments that record in tables what they were asked to do; the token of an extra payment says how it ends: `decline`, `unknown`, else approved. */
export async function createStandInPayments(cluster: Cluster, desk: ChangeDesk): Promise<StandInPayments> {
  await cluster.script(tables);
  const db = cluster.writer;

  async function left(on: Db, orderId: number): Promise<{ paidMinor: number; refundableMinor: number }> {
    const [row] = await on.query<{ paidMinor: number; refundableMinor: number }>(
      `select coalesce(sum(amount_minor) filter (where kind = 'payment'), 0)::int as "paidMinor",
              coalesce(sum(case kind when 'payment' then amount_minor else -amount_minor end), 0)::int as "refundableMinor"
         from stand_in_movement where order_id = $1`,
      [orderId],
    );
    return row ?? { paidMinor: 0, refundableMinor: 0 };
  }

  function note(on: Db, move: { orderId: number; kind: string; key: string; amountMinor: number }) {
    return on.query(
      `insert into stand_in_movement (order_id, kind, key, amount_minor) values ($1, $2, $3, $4)
       on conflict do nothing returning id`,
      [move.orderId, move.kind, move.key, move.amountMinor],
    );
  }

  type Extra = { orderId: number; quoteId: string; amountMinor: number; token: string | null; state: string };

  async function settle(paymentId: number, isLate: boolean): Promise<Settlement> {
    return cluster.transaction(async (tx) => {
      const [extra] = await tx.query<Extra>(
        `select order_id as "orderId", quote_id as "quoteId", amount_minor as "amountMinor", token, state
           from stand_in_extra where id = $1 for update`,
        [paymentId],
      );
      if (extra === undefined) throw new Error(`there is no payment ${paymentId}`);
      const end = (state: string) => tx.query('update stand_in_extra set state = $2 where id = $1', [paymentId, state]);
      if (extra.state !== 'pending')
        return extra.state === 'declined' ? { kind: 'declined', reason: 'insufficient_funds' } : ended(extra.state);
      if (extra.token === 'unknown' && !isLate) return { kind: 'unknown' };
      if (extra.token === 'decline') {
        await end('declined');
        await desk.release(tx, extra.quoteId, 'insufficient_funds');
        return { kind: 'declined', reason: 'insufficient_funds' };
      }
      const { orderId, amountMinor } = extra;
      await note(tx, { orderId, kind: 'payment', key: `extra/${paymentId}`, amountMinor });
      const isDone = await desk.confirm(tx, extra.quoteId);
      if (!isDone) await note(tx, { orderId, kind: 'refund', key: `return/${paymentId}`, amountMinor });
      await end(isDone ? 'confirmed' : 'released');
      return ended(isDone ? 'confirmed' : 'released');
    });
  }

  return {
    begin: () => Promise.reject(new Error('orders are paid by `pay`')),
    settle: () => Promise.reject(new Error('orders are paid by `pay`')),
    settleExtra: (paymentId) => settle(paymentId, false),
    start: () => undefined,
    stop: () => Promise.resolve(),
    async approveLate() {
      const pending = await db.query<{ id: number }>(`select id from stand_in_extra where state = 'pending'`);
      for (const { id } of pending) await settle(id, true);
    },
    async pay(orderId, amountMinor) {
      await note(db, { orderId, kind: 'payment', key: 'sale', amountMinor });
    },
    async refund(tx, { orderId, key, amountMinor, reason }) {
      const { refundableMinor } = await left(tx, orderId);
      const most = Math.min(amountMinor, refundableMinor);
      const [made] = (await note(tx, { orderId, kind: 'refund', key, amountMinor: most })) as { id: number }[];
      if (made === undefined) throw new Error(`refund ${key} was asked for twice`);
      await writeHistory(tx, {
        orderId,
        kind: 'refund_requested',
        detail: { amountMinor: most, currency: 'EUR', reason },
      });
      return { refundId: made.id, amountMinor: most };
    },
    async balance(on, orderId) {
      return { ...(await left(on, orderId)), currency: 'EUR' };
    },
    async beginExtra(tx, { orderId, quoteId, amountMinor, paymentToken }) {
      const [row] = await tx.query<{ id: number }>(
        `insert into stand_in_extra (order_id, quote_id, amount_minor, token) values ($1, $2, $3, $4) returning id`,
        [orderId, quoteId, amountMinor, paymentToken ?? null],
      );
      if (row === undefined) throw new Error('the payment gave no row');
      return row.id;
    },
    async listMovements(on, orderId) {
      const rows = await on.query<Movement>(
        `select kind, amount_minor as "amountMinor", at, 'done' as state from stand_in_movement
          where order_id = $1 order by id`,
        [orderId],
      );
      return rows;
    },
  };
}

function ended(state: string): Settlement {
  return state === 'confirmed' ? { kind: 'confirmed' } : { kind: 'released' };
}
