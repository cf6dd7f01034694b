import { Problem } from '@airside/contracts';
import type { ChangePayments } from './extra-payments.ts';

const unavailable = () => new Problem('SERVICE_UNAVAILABLE', { params: { service: 'payments' }, retryAfterSeconds: 1 });

/** Where nothing takes money, none was paid: nothing comes back, and what would have to be paid cannot be. */
export const noPayments: ChangePayments = {
  begin: () => Promise.reject(unavailable()),
  settle: () => Promise.reject(unavailable()),
  beginExtra: () => Promise.reject(unavailable()),
  settleExtra: () => Promise.reject(unavailable()),
  refund: () => Promise.reject(unavailable()),
  balance: () => Promise.resolve({ paidMinor: 0, refundableMinor: 0, currency: 'EUR' }),
  listMovements: () => Promise.resolve([]),
};
