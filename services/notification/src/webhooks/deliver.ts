import { defineQueue, type Job, type Queue } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import type { Counter } from '@airside/service';
import {
  type DeliveryKey,
  findPending,
  markAttempted,
  markDisabled,
  markEnded,
  markFailing,
  markSucceeded,
  type PendingDelivery,
} from './queries.ts';
import { judge, mostAttempts, pauseAfter, type Verdict } from './rules.ts';
import type { Sender } from './sender.ts';
import { signatureHeaders } from './signature.ts';

/** One event for one target; longer than the 10 s that a target may take. */
export const deliveryQueue: Queue<DeliveryKey> = defineQueue<DeliveryKey>({
  name: 'webhook-deliveries',
  longestRunSeconds: 15,
  attempts: mostAttempts,
  pauseSeconds: pauseAfter,
});

export type DeliverDeps = {
  cluster: Cluster;
  sender: Sender;
  now: () => Temporal.Instant;
  /** Attempts by outcome. */
  attempts: Counter<'outcome'>;
};

/** One attempt at a delivery. Throws where it is to be tried again. */
export async function deliver(deps: DeliverDeps, job: Job<DeliveryKey>): Promise<void> {
  const { cluster, now } = deps;
  const key = job.data;
  const pending = await findPending(cluster.writer, key);
  if (pending === undefined) return;
  const verdict = pending.isDisabled ? undefined : await attempt(deps, key, pending, job.signal);
  const at = { attempts: verdict === undefined ? undefined : job.attempt, now: now() };
  if (verdict?.kind === 'failed') {
    await markAttempted(cluster.writer, key, job.attempt);
    await markFailing(cluster.writer, key.webhookId, verdict.reason, at.now);
    throw new Error(verdict.reason);
  }
  // The webhook before its delivery, as a deletion locks them too.
  await cluster.transaction(async (tx) => {
    if (verdict?.kind === 'delivered') {
      await markSucceeded(tx, key.webhookId, at.now);
      await markEnded(tx, key, { state: 'delivered' }, at);
    } else {
      const reason = verdict === undefined ? 'the webhook is disabled' : 'the target answered 410 Gone';
      await markDisabled(tx, key.webhookId, at.now);
      await markEnded(tx, key, { state: 'given_up', reason }, at);
    }
    await job.finish(tx);
  });
}

async function attempt(
  { sender, now, attempts }: DeliverDeps,
  key: DeliveryKey,
  { url, secret, event }: PendingDelivery,
  signal: AbortSignal,
): Promise<Verdict> {
  const body = JSON.stringify(event);
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'user-agent': 'Airside-Webhooks',
    ...signatureHeaders(secret, { id: key.eventId, sentAt: now(), body }),
  };
  let verdict: Verdict;
  try {
    verdict = judge(await sender.post(new URL(url), headers, body, signal));
  } catch (error) {
    // The process stops: no fault of the target.
    if (signal.aborted) throw error;
    verdict = { kind: 'failed', reason: reasonOf(error) };
  }
  attempts.inc({ outcome: verdict.kind });
  return verdict;
}

/** Node reports several failed addresses of one host as an error without a message. */
function reasonOf(error: unknown): string {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  if (name === 'TimeoutError') return 'the target did not answer within 10 s';
  return message !== undefined && message !== '' ? message : (code ?? 'the target cannot be reached');
}
