import type { PaymentMethod } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Payments, Settlement } from '../payments/payments.ts';
import type { Movement } from './sold-order.ts';

/** What changes of an order need of payments beside what its sale needs. */
export type ExtraPayments = {
  /**
   * In the caller's transaction: notes a payment beside the order's first one, for a change that was quoted. Answers its id.
   * What is captured adds to the order's money, which `refund` and `balance` are about.
   */
  beginExtra(
    tx: Db,
    extra: {
      orderId: number;
      quoteId: string;
      amountMinor: number;
      currency: string;
      method: PaymentMethod;
      paymentToken: string | undefined;
    },
  ): Promise<number>;
  /** As `settle`, but the outcome goes to `ChangeDesk.confirm` or `.release`; the reconciler goes on with an unknown one the same way. */
  settleExtra(paymentId: number): Promise<Settlement>;
  /** Captures and refunds of an order, oldest first; refunds also while they are only queued. */
  listMovements(db: Db, orderId: number): Promise<Movement[]>;
};

export type ChangePayments = Payments & ExtraPayments;

/** Whom payments tell how the payment of a change went; for an order that is `OrderDesk`. */
export type ChangeDesk = {
  /** Moves the booking. False where that can no longer be done: the money goes back then. Asked again, it answers the same. */
  confirm(tx: Db, quoteId: string): Promise<boolean>;
  /** Gives the held seat back; the quote can be tried again while it has not expired. False where nothing waited. */
  release(tx: Db, quoteId: string, reason: string): Promise<boolean>;
};
