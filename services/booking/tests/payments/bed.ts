import type { Cluster, Db } from '@airside/postgres';
import { createRegistry, type Registry } from '@airside/service';
import { createTestDatabase, silentLogger, type TestDatabase, waitUntil } from '@airside/testing';
import { join } from 'node:path';
import { createHttpProvider } from '../../src/payments/http-provider.ts';
import type { ChangeDesk, OrderDesk, WriteHistory } from '../../src/payments/order-desk.ts';
import { createPayments, type Payments, type PaymentService } from '../../src/payments/payments.ts';
import type { Provider } from '../../src/payments/provider.ts';
import { sandboxSecret, type SandboxBooks } from './sandbox.ts';

/** The desk on the real table of orders, without seats and events. */
export const plainDesk: OrderDesk = {
  confirm: (tx, orderId) => endWaiting(tx, orderId, 'CONFIRMED'),
  release: (tx, orderId) => endWaiting(tx, orderId, 'CANCELLED'),
};

async function endWaiting(tx: Db, orderId: number, state: string): Promise<boolean> {
  const rows = await tx.query(
    `update booking_order set state = $2, payment_due_at = null where id = $1 and state = 'PAYMENT_PENDING' returning id`,
    [orderId, state],
  );
  return rows.length > 0;
}

const noChanges: ChangeDesk = {
  confirm: () => Promise.reject(new Error('nothing is changed here')),
  release: () => Promise.reject(new Error('nothing is changed here')),
};

export const plainHistory: WriteHistory = async (tx, { orderId, kind, detail }) => {
  await tx.query(`insert into booking_history (order_id, kind, detail) values ($1, $2, $3)`, [orderId, kind, detail]);
};

export function providerAt(url: string): Provider {
  return createHttpProvider({ name: 'sandbox', url, secret: sandboxSecret });
}

type Parts = { desk?: OrderDesk; changeDesk?: ChangeDesk; writeHistory?: WriteHistory; registry?: Registry };

/** Payments of one instance. */
export function createInstanceOf(cluster: Cluster, provider: Provider, parts: Parts = {}): PaymentService {
  const {
    desk = plainDesk,
    changeDesk = noChanges,
    writeHistory = plainHistory,
    registry = createRegistry('booking_service', 'test'),
  } = parts;
  return createPayments({
    cluster,
    provider,
    desk,
    changeDesk,
    writeHistory,
    random: () => 0.5,
    logger: silentLogger(),
    registry,
  });
}

/** The same over a provider at an address. */
export function createInstance(cluster: Cluster, url: string, parts: Parts = {}): PaymentService {
  return createInstanceOf(cluster, providerAt(url), parts);
}

export type OrderView = {
  order: 'PAYMENT_PENDING' | 'CONFIRMED' | 'CANCELLED';
  payment: string;
  /** Provider's and ours: what was captured, and of it what went back. */
  capturedMinor: number;
  refundedMinor: number;
  history: string[];
};

export type Bed = {
  database: TestDatabase;
  cluster: Cluster;
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** An order that waits for its payment. */
  order(
    payments: Payments,
    token?: string,
    members?: { amountMinor?: number },
  ): Promise<{ orderId: number; paymentId: number }>;
  view(orderId: number): Promise<OrderView>;
  /** Every claim has run out and every pause is over, as if an hour had passed. */
  letTimePass(): Promise<void>;
  /** The time of an order to be paid has passed. */
  letFallDue(orderId: number): Promise<void>;
  /** Whether nothing is left to do. */
  isAtRest(): Promise<boolean>;
  whenAtRest(): Promise<void>;
  /** What must be true at rest: the books agree, the ledger sums to zero, nobody has paid for nothing. */
  audit(books: SandboxBooks): Promise<{ faults: string[] }>;
  drop(): Promise<void>;
};

export async function makeBed(): Promise<Bed> {
  const database = await createTestDatabase({
    role: 'booking_service',
    migrations: join(import.meta.dirname, '../../migrations'),
  });
  const { cluster } = database;
  const query = <Row extends object>(text: string, values?: unknown[]) => cluster.writer.query<Row>(text, values);
  const isAtRest = async () => {
    const left = await query(
      `select 1 from payment where next_look_at is not null union all select 1 from refund where state = 'queued'`,
    );
    return left.length === 0;
  };
  return {
    database,
    cluster,
    query,
    order: (payments, token, { amountMinor = 20_000 } = {}) =>
      cluster.transaction(async (tx) => {
        const [order] = await tx.query<{ id: number }>(
          `insert into booking_order (locator, account_id, state, payment_due_at, payment_method, amount_minor, currency)
           select upper(substr(md5(gen_random_uuid()::text), 1, 6)), 7, 'PAYMENT_PENDING', now() + interval '10 min', 'credit_card', $1, 'EUR'
           returning id`,
          [amountMinor],
        );
        const orderId = order?.id ?? 0;
        const whatToPay = {
          orderId,
          amountMinor,
          currency: 'EUR',
          method: 'credit_card' as const,
          paymentToken: token,
        };
        return { orderId, paymentId: await payments.begin(tx, whatToPay) };
      }),
    async view(orderId) {
      const [row] = await query<OrderView>(
        `select o.state as "order", p.state as payment,
                coalesce((select sum(e.amount_minor) from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
                           where t.order_id = o.id and e.account = 'provider_clearing' and e.amount_minor > 0), 0)::int as "capturedMinor",
                -coalesce((select sum(e.amount_minor) from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
                            where t.order_id = o.id and e.account = 'provider_clearing' and e.amount_minor < 0), 0)::int as "refundedMinor",
                array(select h.kind from booking_history h where h.order_id = o.id order by h.id) as history
           from booking_order o join payment p on p.order_id = o.id and p.quote_id is null where o.id = $1`,
        [orderId],
      );
      if (row === undefined) throw new Error(`no order ${orderId}`);
      return row;
    },
    async letTimePass() {
      await query(`update payment set next_look_at = now(), claimed_until = null where next_look_at is not null`);
      await query(`update refund set next_attempt_at = now() where next_attempt_at is not null`);
    },
    async letFallDue(orderId) {
      await query(`update booking_order set payment_due_at = now() where id = $1 and state = 'PAYMENT_PENDING'`, [
        orderId,
      ]);
      await query(
        `update payment set next_look_at = now() where order_id = $1 and claimed_until is null and next_look_at is not null`,
        [orderId],
      );
    },
    isAtRest,
    whenAtRest: async () => void (await waitUntil('nothing is left to do', isAtRest, 15_000)),
    audit: async (books) => ({ faults: await listFaults(query, books) }),
    drop: () => database.drop(),
  };
}

type Query = Bed['query'];

async function listFaults(query: Query, books: SandboxBooks): Promise<string[]> {
  const faults = await query<{ fault: string }>(
    `select 'ledger does not sum to zero' as fault from ledger_entry group by currency having sum(amount_minor) <> 0
     union all
     select 'order ' || o.id || ' ' || o.state || ' with payment ' || p.state || ', kept ' || kept.minor
       from booking_order o join payment p on p.order_id = o.id and p.quote_id is null
       cross join lateral (
         select coalesce(sum(e.amount_minor), 0) as minor from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
          where t.order_id = o.id and e.account = 'provider_clearing') kept
      where not case o.state
              when 'CONFIRMED' then p.state = 'captured'
                and kept.minor = (select sum(c.amount_minor) from payment c where c.order_id = o.id and c.state in ('captured', 'returned')) - (select coalesce(sum(r.amount_minor), 0) from refund r where r.order_id = o.id and r.state = 'done')
              when 'CANCELLED' then p.state <> 'captured' and kept.minor = 0
              else false end`,
  );
  const [ours] = await query<{ capturedMinor: number; refundedMinor: number }>(
    `select coalesce(sum(amount_minor) filter (where amount_minor > 0), 0)::int as "capturedMinor",
            -coalesce(sum(amount_minor) filter (where amount_minor < 0), 0)::int as "refundedMinor"
       from ledger_entry where account = 'provider_clearing'`,
  );
  const [total] = books.totals;
  const theirs = { capturedMinor: total?.capturedMinor ?? 0, refundedMinor: total?.refundedMinor ?? 0 };
  return [
    ...faults.map(({ fault }) => fault),
    ...(JSON.stringify(ours) === JSON.stringify(theirs)
      ? []
      : [`books differ: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`]),
    ...books.held.map((key) => `${key} is held for nothing`),
  ];
}
