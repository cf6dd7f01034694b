import type { Cluster } from '@airside/postgres';
import type { Airports } from '../airports/rules.ts';
import type { ChangePayments } from './extra-payments.ts';

/** What cancelling, changing and rebooking stand on. */
export type ChangeDeps = {
  cluster: Cluster;
  airports: Airports;
  now: () => Temporal.Instant;
  payments: ChangePayments;
};
