import type { PaymentMethod } from '@airside/contracts';
import type { Cluster, Db } from '@airside/postgres';
import type { Background, Logger, Registry } from '@airside/service';
import { measurePayments } from './metrics.ts';
import type { ChangeDesk, OrderDesk, WriteHistory } from './order-desk.ts';
import type { Provider } from './provider.ts';
import { claimDuePayments, claimPayment, findPayment, insertPayment } from './queries.ts';
import { claimRefunds, findBalance, listMovements, type Movement } from './refunds/queries.ts';
import { carryOut, queueRefund } from './refunds/refunds.ts';
import { createSettler, leaseSeconds, type Settlement, type Settler, settlementOf } from './settle.ts';
import { workOff } from './work-off.ts';

export type { Settlement } from './settle.ts';

export type NewOrderPayment = {
  orderId: number;
  amountMinor: number;
  currency: string;
  method: PaymentMethod;
  /** What the provider's card field gave the client, never a card number. */
  paymentToken: string | undefined;
};

export type Payments = {
  /** In the transaction that makes the order: notes what is to be paid. Answers the id of the payment. */
  begin(tx: Db, order: NewOrderPayment): Promise<number>;
  /**
   * Outside any transaction, after the order has been committed: authorises and captures, then notes the outcome, posts the
   * ledger and tells the desk in one transaction. Asking again is harmless. Never throws: what goes wrong on the way is
   * `unknown`, and the reconciler goes on. `released`: the provider could not be reached, or
   * it was too late.
   */
  settle(paymentId: number): Promise<Settlement>;
  /**
   * In the caller's transaction: queues a refund of at most what is left, minor units; the same `key` of an order is the same
   * refund. Writes the history (`refund_requested`, and `refunded` when it is done). Nothing left: an amount of 0 is answered.
   */
  refund(
    tx: Db,
    refund: { orderId: number; amountMinor: number; key: string; reason: string },
  ): Promise<{ refundId: number; amountMinor: number }>;
  /** Captured, and of that what is neither refunded nor queued for it; minor units. */
  balance(db: Db, orderId: number): Promise<{ paidMinor: number; refundableMinor: number; currency: string }>;
};

/** What changes of an order need beside that. */
export type ExtraPayments = {
  /**
   * In the caller's transaction: notes a payment beside the order's own, for a change that was quoted; the change waits ten
   * minutes for it. Answers its id. What is captured adds to the order's money, which `refund` and `balance` are about.
   */
  beginExtra(tx: Db, extra: NewOrderPayment & { quoteId: string }): Promise<number>;
  /** As `settle`, but the outcome goes to the desk of changes. */
  settleExtra(paymentId: number): Promise<Settlement>;
  /** What was captured and refunded for an order, oldest first; refunds also while they are on their way. */
  listMovements(db: Db, orderId: number): Promise<Movement[]>;
};

/** Whom payments tell what has become of the money. */
export type PaymentDesks = { desk: OrderDesk; changeDesk: ChangeDesk };

export type PaymentDeps = PaymentDesks & {
  cluster: Cluster;
  provider: Provider;
  writeHistory: WriteHistory;
  /** From 0 up to but not including 1; spreads looks in time. */
  random: () => number;
  logger: Logger;
  registry: Registry;
};

/** How long a new payment is its maker's before the reconciler takes it up, in seconds. */
const graceSeconds = 5;
/** How long a change waits for its payment, in seconds; as long as a seat is held. */
const changeDueSeconds = 600;
/** Most payments and most refunds that an instance has in hand for itself. */
const concurrency = 16;

export type PaymentService = Payments & ExtraPayments & { start(): void; stop(): Promise<void> };

/** The money of orders. Between `start` and `stop` it settles what is unknown or overdue, and carries out refunds, together with all other instances. */
export function createPayments(deps: PaymentDeps): PaymentService {
  const { cluster, logger } = deps;
  const metrics = measurePayments(deps.registry, cluster);
  const provider = metrics.countCalls(deps.provider);
  const settler = createSettler({ ...deps, provider, metrics });
  let work: Background[] = [];

  const settle = (paymentId: number) => settleOne({ cluster, settler, logger }, paymentId);

  return {
    begin: (tx, { paymentToken: token, ...order }) =>
      insertPayment(tx, { ...order, token, provider: provider.name }, graceSeconds),
    beginExtra: (tx, { paymentToken: token, quoteId, ...extra }) => {
      const change = { quoteId, dueSeconds: changeDueSeconds };
      return insertPayment(tx, { ...extra, change, token, provider: provider.name }, graceSeconds);
    },
    settle,
    settleExtra: settle,
    refund: (tx, wanted) => queueRefund(tx, wanted, deps.writeHistory),
    async balance(db, orderId) {
      const balance = await findBalance(db, orderId);
      if (balance === undefined) throw new Error(`there is no order ${orderId}`);
      return balance;
    },
    listMovements,
    start() {
      work = [
        workOff({
          what: 'payments',
          concurrency,
          claim: (limit) => claimDuePayments(cluster.writer, limit, leaseSeconds),
          handle: async (row) => void (await settler.settle(row)),
          logger,
        }),
        workOff({
          what: 'refunds',
          concurrency,
          claim: (limit) => claimRefunds(cluster.writer, limit, leaseSeconds),
          handle: (refund) => carryOut({ ...deps, provider, metrics }, refund),
          logger,
        }),
      ];
    },
    async stop() {
      settler.stop();
      await Promise.all(work.map((each) => each.stop()));
      await deps.provider.close();
    },
  };
}

/** Never throws: the order is made, and what becomes of it is the reconciler's matter then. */
async function settleOne(
  { cluster, settler, logger }: { cluster: Cluster; settler: Settler; logger: Logger },
  paymentId: number,
): Promise<Settlement> {
  try {
    const claimed = await claimPayment(cluster.writer, paymentId, leaseSeconds);
    if (claimed !== undefined) return await settler.settle(claimed);
    const found = await findPayment(cluster.writer, paymentId);
    return found === undefined ? { kind: 'unknown' } : settlementOf(found);
  } catch (error) {
    logger.error({ err: error, paymentId }, 'payment: not settled; the reconciler goes on');
    return { kind: 'unknown' };
  }
}
