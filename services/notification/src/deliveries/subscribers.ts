import type { NoticeComposition } from '@airside/contracts';
import type { Job, Jobs } from '@airside/jobs';
import { type ComposeDeps, type ComposedEvent, planPrepared, prepare, type Recipient } from './compose.ts';
import { countReleased } from './metrics.ts';
import { findNoticeEvent, listSubscribers, listToldAccounts, type StoredEvent } from './queries.ts';
import { release, type SubscriberJob, subscriberQueue, wakeAll } from './queue.ts';

const pageSize = 500;

/** Tells one page of a flight's subscribers of an event, and leaves the next page to a job of its own. Travellers know already. */
export async function tellSubscribers(deps: ComposeDeps & { jobs: Jobs }, job: Job<SubscriberJob>): Promise<void> {
  const { cluster, jobs, onStates } = deps;
  const { eventId, after } = job.data;
  const stored = await findNoticeEvent(cluster.writer, eventId);
  if (stored === undefined) return;
  const event = toEvent(stored);
  const accountIds = await listSubscribers(cluster.writer, event.flight.flight_id, after, pageSize);
  const told = new Set(await listToldAccounts(cluster.writer, eventId, accountIds));
  const recipients = accountIds.filter((accountId) => !told.has(accountId)).map(toRecipient);
  const prepared = await prepare(deps, event, recipients);
  const changed = await cluster.transaction(async (tx) => {
    const planned = await planPrepared(tx, deps, prepared);
    const keys = recipients.map(({ key }) => key);
    const released = await release(tx, jobs, eventId, keys);
    const last = accountIds.at(-1);
    if (accountIds.length === pageSize && last !== undefined)
      await jobs.send(tx, subscriberQueue, { eventId, after: last });
    await job.finish(tx);
    return [...planned, ...countReleased(released)];
  });
  jobs.wake(subscriberQueue);
  wakeAll(jobs);
  onStates(changed);
}

function toEvent({ eventId, eventTime, isCurrent, what, flight }: StoredEvent): ComposedEvent {
  return {
    event_id: eventId,
    event_time: eventTime.toString(),
    is_current: isCurrent,
    what: what as NoticeComposition['what'],
    flight: flight as NoticeComposition['flight'],
  };
}

/** Somebody of whom only the account is known; addresses are asked for when sending. */
function toRecipient(accountId: number): Recipient {
  return {
    key: `account/${accountId}`,
    passengerId: null,
    bookingId: null,
    accountId,
    firstName: undefined,
    tier: 'MEMBER',
    specialRequests: null,
    seat: null,
    email: null,
    phone: null,
  };
}
