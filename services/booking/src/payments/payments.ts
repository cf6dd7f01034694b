import type { PaymentMethod } from '@airside/contracts';
import type { Db } from '@airside/postgres';

export type Settlement =
  | { kind: 'confirmed' }
  | { kind: 'declined'; reason: string }
  | { kind: 'unknown' }
  | { kind: 'released' };

export type Payments = {
  /**
   * In the transaction that makes the order: notes what is to be paid. Answers the id of the payment. `paymentToken` is what a
   * card field of the provider gave the client, never a card number.
   */
  begin(
    tx: Db,
    order: {
      orderId: number;
      amountMinor: number;
      currency: string;
      method: PaymentMethod;
      paymentToken: string | undefined;
    },
  ): Promise<number>;
  /**
   * Outside any transaction: asks the provider to authorise and capture (asking again is harmless), then in one transaction
   * notes the outcome, posts the ledger, and calls desk.confirm or desk.release. `unknown`: no answer in time; the reconciler goes on.
   */
  settle(paymentId: number): Promise<Settlement>;
  /**
   * In the caller's transaction: queues a refund (repeatable by key), which is carried out afterwards. Amount at most what is
   * left of the order's captured money; answers what was queued.
   */
  refund(
    tx: Db,
    refund: { orderId: number; amountMinor: number; key: string; reason: string },
  ): Promise<{ refundId: number; amountMinor: number }>;
  /** Captured minus refunded or queued for refund, minor units. */
  balance(db: Db, orderId: number): Promise<{ paidMinor: number; refundableMinor: number; currency: string }>;
};
