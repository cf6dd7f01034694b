import type { Cluster } from '@airside/postgres';
import type { OrderDesk } from '../src/orders/desk.ts';
import { noPayments } from '../src/payments/no-payments.ts';
import type { PaymentDesks, PaymentService } from '../src/payments/payments.ts';

/** What becomes of a payment, by its token; without one it is captured. */
export const tokens = {
  captured: 'captured',
  declined: 'declined',
  /** The provider does not answer; `finish` says later what it had done. */
  unknown: 'unknown',
  /** The provider could not be reached at all: the order is let go. */
  unreachable: 'unreachable',
} as const;

export type StandInPayments = {
  payments: (desks: PaymentDesks) => PaymentService;
  /** What the reconciler does when the outcome of a payment is known after all; false where the order no longer waits. */
  finish(orderId: number, outcome: 'captured' | 'declined'): Promise<boolean>;
};

/** Pays through the desk of the app under test and on its database; only the provider is scripted. */
export function createStandInPayments(cluster: Cluster): StandInPayments {
  const begun: { orderId: number; token: string | undefined }[] = [];
  let used: OrderDesk | undefined;
  const confirm = (desk: OrderDesk, orderId: number) => cluster.transaction((tx) => desk.confirm(tx, orderId));
  const release = (desk: OrderDesk, orderId: number, reason: string) =>
    cluster.transaction((tx) => desk.release(tx, orderId, reason));
  return {
    payments({ desk }) {
      used = desk;
      return {
        // No money is kept here, so that none comes back.
        ...noPayments,
        async begin(_tx, { orderId, paymentToken }) {
          return begun.push({ orderId, token: paymentToken });
        },
        async settle(paymentId) {
          const { orderId, token } = begun[paymentId - 1] ?? { orderId: 0, token: undefined };
          switch (token) {
            case tokens.declined:
              await release(desk, orderId, 'insufficient_funds');
              return { kind: 'declined', reason: 'insufficient_funds' };
            case tokens.unknown:
              return { kind: 'unknown' };
            case tokens.unreachable:
              await release(desk, orderId, 'provider_unreachable');
              return { kind: 'released' };
            default:
              return (await confirm(desk, orderId)) ? { kind: 'confirmed' } : { kind: 'released' };
          }
        },
      };
    },
    async finish(orderId, outcome) {
      if (used === undefined) throw new Error('nothing was built with these payments');
      return outcome === 'captured' ? confirm(used, orderId) : release(used, orderId, 'expired_card');
    },
  };
}
