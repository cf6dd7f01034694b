import { type OneTimePurpose, oneTimePurposes } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { counter, type Registry, sampled } from '@airside/service';
import { oldestUnsentMailSeconds } from './queries.ts';
import type { Ending } from './rules.ts';

export type AccountMailMetrics = { onState(purpose: OneTimePurpose, state: Ending['state']): void };

const states = ['QUEUED', 'SENT', 'VOID', 'FAILED'] as const satisfies Ending['state'][];

export function measureAccountMails(registry: Registry, cluster: Pick<Cluster, 'reader'>): AccountMailMetrics {
  const counts = counter(
    registry,
    'account_mails_total',
    'Mails of accounts that came into a state; into QUEUED once more before each retry',
    ['purpose', 'state'],
  );
  for (const purpose of oneTimePurposes) for (const state of states) counts.inc({ purpose, state }, 0);
  sampled(registry, {
    name: 'account_mail_oldest_unsent_seconds',
    help: 'Age of the oldest mail of an account that waits or is being sent, in seconds; 0 when there is none',
    read: async () => [{ value: (await oldestUnsentMailSeconds(cluster.reader)) ?? 0 }],
  });
  return { onState: (purpose, state) => counts.inc({ purpose, state }) };
}
