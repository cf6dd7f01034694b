import type { Cluster } from '@airside/postgres';
import { counter, Histogram, type Registry, sampled } from '@airside/service';
import { noticeChannels } from '@airside/contracts';
import { type Counted, countPending, oldestUnsentSeconds } from './queries.ts';
import type { ReasonCode } from './reasons.ts';
import type { EndedRow, QueuedRow } from './sending-queries.ts';

export type NoticeMetrics = {
  onStates(changed: readonly Counted[]): void;
  onEnded(rows: readonly EndedRow[]): void;
};

/** Figures of the ledger; labels are of bounded sets. */
export function measureNotices(
  registry: Registry,
  cluster: Pick<Cluster, 'reader'>,
  now: () => Temporal.Instant,
): NoticeMetrics {
  const states = counter(
    registry,
    'notification_deliveries_total',
    'Deliveries that came into a state, with its reason',
    ['channel', 'state', 'reason'],
  );
  const sent = counter(registry, 'notifications_sent_total', 'Notices handed over, by channel', ['channel']);
  for (const channel of noticeChannels) {
    sent.inc({ channel }, 0);
    for (const reason of ['refused', 'unknown_outcome', 'exhausted'] satisfies ReasonCode[])
      states.inc({ channel, state: 'FAILED', reason }, 0);
  }
  const latency = new Histogram({
    name: 'notification_handover_seconds',
    help: 'From the event, or the end of the hours in which its reader wants none, to the hand-over of its notice to a provider',
    labelNames: ['channel'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200],
    registers: [registry],
  });
  for (const channel of noticeChannels) latency.zero({ channel });
  sampled(registry, {
    name: 'notification_oldest_unsent_seconds',
    help: 'Age of the oldest delivery that is planned, queued or being sent, in seconds; 0 when there is none',
    read: async () => [{ value: (await oldestUnsentSeconds(cluster.reader)) ?? 0 }],
  });
  sampled(registry, {
    name: 'notification_pending',
    help: 'Deliveries that are planned, held on purpose, queued or being sent',
    labelNames: ['channel', 'state'],
    async read() {
      const counts = await countPending(cluster.reader);
      const all = noticeChannels.flatMap((channel) =>
        ['HELD', 'QUEUED'].map((state) => ({ channel, state, count: 0 })),
      );
      return [...all, ...counts].map(({ channel, state, count }) => ({ labels: { channel, state }, value: count }));
    },
  });
  function onStates(changed: readonly Counted[]): void {
    for (const { channel, state, code } of changed) {
      states.inc({ channel, state, reason: code });
      if (state === 'SENT') sent.inc({ channel });
    }
  }
  return {
    onStates,
    onEnded(rows) {
      onStates(rows);
      const at = now();
      for (const { channel, state, eventTime, heldUntil } of rows) {
        if (state !== 'SENT') continue;
        const due = heldUntil !== null && Temporal.Instant.compare(heldUntil, eventTime) > 0 ? heldUntil : eventTime;
        latency.observe({ channel }, Math.max(0, at.since(due).total('seconds')));
      }
    },
  };
}

/** What releasing did: the inbox has its notice, the rest waits; what is held stays held. */
export function countReleased(released: readonly QueuedRow[]): Counted[] {
  return released.flatMap(({ channel, heldUntil }): Counted[] => {
    if (channel === 'in_app') return [{ channel, state: 'SENT', code: 'delivered' }];
    return heldUntil === null ? [{ channel, state: 'QUEUED', code: 'queued' }] : [];
  });
}
