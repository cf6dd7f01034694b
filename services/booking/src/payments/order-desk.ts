import type { Db } from '@airside/postgres';

/** Whom payments tell how the payment of an order went. Both are called in the transaction that notes what has become of the money. */
export type OrderDesk = {
  /** The order is paid; false where it no longer waits (the money goes back then). */
  confirm(tx: Db, orderId: number): Promise<boolean>;
  /** The order is let go; false where it no longer waits. */
  release(tx: Db, orderId: number, reason: string): Promise<boolean>;
};

/** Whom payments tell how the payment of a change went, by its quote. */
export type ChangeDesk = {
  /** Does the change; false where that can no longer be done (the money goes back then). */
  confirm(tx: Db, quoteId: string): Promise<boolean>;
  /** Lets the change go, and notes that it was not paid; false where nothing waited. */
  release(tx: Db, quoteId: string, reason: string): Promise<boolean>;
};

/** One line in the history of an order, written in the caller's transaction. */
export type WriteHistory = (
  tx: Db,
  entry: {
    orderId: number;
    kind: 'payment_authorised' | 'payment_declined' | 'payment_unknown' | 'refund_requested' | 'refunded';
    detail: object;
  },
) => Promise<void>;
