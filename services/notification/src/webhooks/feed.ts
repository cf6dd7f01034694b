import type { AirsideEvent } from '@airside/contracts';
import { idFrom, type Jobs } from '@airside/jobs';
import type { Db } from '@airside/postgres';
import { deliveryQueue } from './deliver.ts';
import { insertDeliveries, listActiveWebhooks } from './queries.ts';
import { wantsType } from './rules.ts';

/**
 * Plans the deliveries of an event, one per webhook that wants it, in the caller's transaction. Deliveries that are there
 * already stay as they are, so that an event may come again.
 */
export async function planDeliveries(jobs: Jobs, event: AirsideEvent, tx: Db): Promise<void> {
  const webhooks = await listActiveWebhooks(tx);
  const wanting = webhooks.filter(({ types }) => wantsType(types, event.type)).map(({ id }) => id);
  if (wanting.length === 0) return;
  const added = await insertDeliveries(tx, wanting, event);
  await jobs.sendAll(
    tx,
    deliveryQueue,
    added.map((webhookId) => ({
      data: { webhookId, eventId: event.id },
      id: idFrom('webhook', String(webhookId), event.id),
      group: String(webhookId),
    })),
  );
}
