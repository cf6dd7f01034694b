import type { NoticeChannel } from '@airside/contracts';
import { defineQueue, type Jobs, type Queue } from '@airside/jobs';
import type { Db } from '@airside/postgres';
import { markQueued, type QueuedRow } from './sending-queries.ts';

/** Channels that are sent to; the inbox is only looked at. */
export type SentChannel = Exclude<NoticeChannel, 'in_app'>;
export const sentChannels: readonly SentChannel[] = ['email', 'sms', 'push'];

/**
 * Deliveries of one channel that are tried together, each on its own: a queue has much more trouble with ten thousand jobs
 * than with three hundred. `attempt` counts the tries before, so that a job that comes again after its worker died leaves
 * alone what has been given to a later one.
 */
export type NoticeJob = { channel: SentChannel; ids: number[]; attempt: number };

/** Subscribers of a flight who are told of an event, from an account on. */
export type SubscriberJob = { eventId: string; after: number };

/** Deliveries in one job. */
const lotSize = 32;

/** Tries of one delivery: about two hours in all; a notice that comes later than that helps nobody. */
export const mostAttempts = 130;
const longestPauseSeconds = 60;

/** Seconds to wait after the nth failed attempt: doubling, each within ±25 % so that a provider that is back is not overrun. */
export function pauseAfter(attempt: number, random: () => number): number {
  const pause = Math.min(2 ** Math.min(attempt - 1, 10), longestPauseSeconds);
  return Math.max(1, Math.round(pause * (0.75 + random() / 2)));
}

/** A queue of its own for each channel: a provider that hangs holds up no other's. A dead worker's job is taken over 12 s later. */
export const noticeQueues: Record<SentChannel, Queue<NoticeJob>> = {
  email: defineQueue<NoticeJob>({ name: 'notices-email', longestRunSeconds: 20 }),
  sms: defineQueue<NoticeJob>({ name: 'notices-sms', longestRunSeconds: 20 }),
  push: defineQueue<NoticeJob>({ name: 'notices-push', longestRunSeconds: 20 }),
};

export const subscriberQueue: Queue<SubscriberJob> = defineQueue<SubscriberJob>({ name: 'notice-subscribers' });

/** Releases planned notices of these people: what is due goes into the queues in the same transaction. Doing it again releases none twice. */
export async function release(
  tx: Db,
  jobs: Jobs,
  eventId: string,
  recipients: readonly string[],
): Promise<QueuedRow[]> {
  const released = await markQueued(tx, eventId, recipients);
  await enqueue(
    tx,
    jobs,
    released.map(({ heldUntil, ...row }) => ({ ...row, attempt: 0, startAfter: heldUntil ?? undefined })),
  );
  return released;
}

export type Due = { id: number; channel: NoticeChannel; attempt: number; startAfter: Temporal.Instant | undefined };

/** Makes jobs of deliveries, those together that are due together. */
export async function enqueue(tx: Db, jobs: Jobs, due: readonly Due[]): Promise<void> {
  for (const channel of sentChannels) {
    const own = due.filter((each) => each.channel === channel);
    const together = Map.groupBy(own, ({ attempt, startAfter }) => `${attempt} ${startAfter?.toString() ?? 'now'}`);
    const lots = [...together.values()].flatMap((rows) =>
      chunksOf(rows).map((chunk) => {
        const [{ attempt, startAfter }] = chunk as [Due];
        const data: NoticeJob = { channel, ids: chunk.map(({ id }) => id), attempt };
        return { data, ...(startAfter === undefined ? {} : { startAfter }) };
      }),
    );
    await jobs.sendAll(tx, noticeQueues[channel], lots);
  }
}

function chunksOf(rows: readonly Due[]): Due[][] {
  return Array.from({ length: Math.ceil(rows.length / lotSize) }, (_none, index) =>
    rows.slice(index * lotSize, (index + 1) * lotSize),
  );
}

/** A hint after the commit. */
export function wakeAll(jobs: Jobs): void {
  for (const channel of sentChannels) jobs.wake(noticeQueues[channel]);
}
