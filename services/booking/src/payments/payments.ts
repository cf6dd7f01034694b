import type { PaymentMethod } from '@airside/contracts';
import type { Db } from '@airside/postgres';

/** How orders are paid. */
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
   * notes the outcome and confirms or releases the order. `unknown`: no answer in time; the reconciler goes on.
   */
  settle(
    paymentId: number,
  ): Promise<{ kind: 'confirmed' } | { kind: 'declined'; reason: string } | { kind: 'unknown' } | { kind: 'released' }>;
  /** In the caller's transaction: queues a refund (repeatable by key) of at most what is left; answers what was queued. */
  refund(
    tx: Db,
    refund: { orderId: number; amountMinor: number; key: string; reason: string },
  ): Promise<{ refundId: number; amountMinor: number }>;
  /** Captured minus refunded or queued for refund, minor units. */
  balance(db: Db, orderId: number): Promise<{ paidMinor: number; refundableMinor: number; currency: string }>;
};
