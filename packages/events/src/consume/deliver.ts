import type { AirsideEvent } from '@airside/contracts';
import type { Cluster, Db } from '@airside/postgres';
import { handling } from '../tracing.ts';
import { insertInbox, insertInboxOfMany, type Lease, lockLease } from './queries.ts';

/** What a group does with an event, inside the transaction that also records the event as handled. */
export type Handle = (event: AirsideEvent, tx: Db) => Promise<void>;

/** Another process holds the partition now: whatever is in hand is its business. */
export class LeaseLost extends Error {}

const longestHandlingMs = 8000;

export type Delivery = {
  cluster: Pick<Cluster, 'transaction'>;
  lease: Lease;
  handle: Handle;
  /** Told of each event whose effect has been committed. */
  onHandled?: ((event: AirsideEvent) => void) | undefined;
};

/**
 * Handles one event, once: an event whose effect is there is passed over. `alongside` runs in the same transaction.
 * Throws LeaseLost, or what the handler threw.
 */
export async function deliver(
  { cluster, lease, handle, onHandled }: Delivery,
  event: AirsideEvent,
  alongside?: (tx: Db) => Promise<unknown>,
): Promise<void> {
  const isHandled = await cluster.transaction(async (tx) => {
    const { isHolder, isNew } = await insertInbox(tx, lease, event.id);
    if (!isHolder) throw new LeaseLost();
    if (isNew) await handling(event, lease.group, () => runHandler(handle, event, tx));
    await alongside?.(tx);
    return isNew;
  });
  if (isHandled) onHandled?.(event);
}

/**
 * Handles several events in one transaction, in order: what has piled up costs one commit. All or none; whoever gets what a
 * handler threw tries them one by one. Throws LeaseLost.
 */
export async function deliverTogether(
  { cluster, lease, handle, onHandled }: Delivery,
  events: readonly AirsideEvent[],
): Promise<void> {
  const handled = await cluster.transaction(async (tx) => {
    const { isHolder, newIds } = await insertInboxOfMany(
      tx,
      lease,
      events.map(({ id }) => id),
    );
    if (!isHolder) throw new LeaseLost();
    // An event may be in the stream twice.
    const fresh = events.filter(({ id }) => newIds.delete(id));
    for (const event of fresh) await handling(event, lease.group, () => runHandler(handle, event, tx));
    return fresh;
  });
  for (const event of handled) onHandled?.(event);
}

/** Runs `work` in a transaction in which the partition is ours. Throws LeaseLost. */
export function whileHolder({ cluster, lease }: Delivery, work: (tx: Db) => Promise<unknown>): Promise<void> {
  return cluster.transaction(async (tx) => {
    if (!(await lockLease(tx, lease))) throw new LeaseLost();
    await work(tx);
  });
}

/** Bounds the handler in time. One that goes on after its end finds the transaction closed, not somebody else's. */
async function runHandler(handle: Handle, event: AirsideEvent, tx: Db): Promise<void> {
  let isOpen = true;
  let timer: NodeJS.Timeout | undefined;
  const guarded: Db = {
    query: (text, values) =>
      isOpen ? tx.query(text, values) : Promise.reject(new Error('The transaction of this event is over')),
  };
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the handler did not end within ${longestHandlingMs} ms`)),
      longestHandlingMs,
    );
  });
  try {
    await Promise.race([handle(event, guarded), tooLate]);
  } finally {
    isOpen = false;
    clearTimeout(timer);
  }
}
