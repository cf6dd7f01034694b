import type { Cluster } from '@airside/postgres';
import type { Airports } from '../airports/rules.ts';
import type { ExtraPayments, Payments } from '../payments/payments.ts';

/** What cancelling, changing and rebooking stand on. */
export type ChangeDeps = {
  cluster: Cluster;
  airports: Airports;
  now: () => Temporal.Instant;
  payments: Payments & ExtraPayments;
};
