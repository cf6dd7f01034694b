import type { Job } from '@airside/jobs';
import type { Logger } from '@airside/service';
import type { WebhookJob } from '../executions/queues.ts';
import type { NotificationClient } from '../workflows/notification.ts';

/** Hands a call over to the notification service, which signs it and keeps at it. Throws where it is to be tried again. */
export async function callWebhook(
  { notification, logger }: { notification: NotificationClient; logger: Logger },
  { data }: Job<WebhookJob>,
): Promise<void> {
  const { ruleId, url, event } = data;
  const status = await notification.callWebhook({ rule_id: ruleId, url, event });
  if (status < 300) return;
  // Such as an address that may not be called: it will not be another one next time.
  if (status !== 400 && status !== 422) throw new Error(`notification_service answered ${status}`);
  logger.warn({ ruleId, url, eventId: event.id, status }, 'webhook of a rule refused');
}
