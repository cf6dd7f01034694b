import type { Cluster } from '@airside/postgres';
import { counter, Gauge, Histogram, type Registry } from '@airside/service';
import { noticeChannels } from '@airside/contracts';
import { type Counted, oldestUnsentSeconds } from './queries.ts';
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
  for (const channel of noticeChannels) sent.inc({ channel }, 0);
  const latency = new Histogram({
    name: 'notification_handover_seconds',
    help: 'From the event to the hand-over of its notice to a provider, in seconds',
    labelNames: ['channel'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200],
    registers: [registry],
  });
  new Gauge({
    name: 'notification_oldest_unsent_seconds',
    help: 'Age of the oldest delivery that is planned, queued or being sent, in seconds; 0 when there is none',
    registers: [registry],
    async collect() {
      // Without the database there is no figure, and the rest of the metrics all the same.
      await oldestUnsentSeconds(cluster.reader).then(
        (seconds) => this.set(seconds ?? 0),
        () => this.reset(),
      );
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
      for (const { channel, state, eventTime } of rows)
        if (state === 'SENT') latency.observe({ channel }, at.since(eventTime).total('seconds'));
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
