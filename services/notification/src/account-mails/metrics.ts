import { type OneTimePurpose, oneTimePurposes } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { counter, Gauge, type Registry } from '@airside/service';
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
  new Gauge({
    name: 'account_mail_oldest_unsent_seconds',
    help: 'Age of the oldest mail of an account that waits or is being sent, in seconds; 0 when there is none',
    registers: [registry],
    async collect() {
      // Without the database there is no figure, and the rest of the metrics all the same.
      await oldestUnsentMailSeconds(cluster.reader).then(
        (seconds) => this.set(seconds ?? 0),
        () => this.reset(),
      );
    },
  });
  return { onState: (purpose, state) => counts.inc({ purpose, state }) };
}
