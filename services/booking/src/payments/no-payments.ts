import { Problem } from '@airside/contracts';
import type { PaymentService } from './payments.ts';

const cannotPay = () => Promise.reject(new Problem('PAYMENT_UNAVAILABLE', { retryAfterSeconds: 5 }));

/** Where nothing takes money, none was paid: nothing comes back, and what would have to be paid cannot be. */
export const noPayments: PaymentService = {
  begin: cannotPay,
  settle: cannotPay,
  beginExtra: cannotPay,
  settleExtra: cannotPay,
  refund: cannotPay,
  balance: () => Promise.resolve({ paidMinor: 0, refundableMinor: 0, currency: 'EUR' }),
  listMovements: () => Promise.resolve([]),
  start: () => undefined,
  stop: () => Promise.resolve(),
};
