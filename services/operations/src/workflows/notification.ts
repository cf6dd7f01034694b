import { type NoticeComposition, NoticeCounts, type NoticeDispatch, type WebhookCall } from '@airside/contracts';
import type { InternalClient } from '@airside/service';
import { ask } from './ask.ts';

const service = 'notification_service';
const timeoutMs = 3000;
/** Of a batch: texts for each of its travellers and channels are written meanwhile, for whose words it may wait 3 s. */
const composeTimeoutMs = 4500;

/** What operations asks the notification service. */
export function createNotificationClient(callInternal: InternalClient) {
  const post = (path: string, body: object, requestId: string, within = timeoutMs) =>
    ask(callInternal, NoticeCounts, { service, method: 'POST', path, body, timeoutMs: within, requestId });

  return {
    /** Notices by what became of them, such as `planned` and `skipped`. */
    compose: async (composition: NoticeComposition, requestId: string) =>
      (await post('/internal/notices/compose', composition, requestId, composeTimeoutMs)).counts,
    send: async (dispatch: NoticeDispatch, requestId: string) =>
      (await post('/internal/notices/send', dispatch, requestId)).counts,
    /** Status of the answer; the call itself is made later. */
    async callWebhook(call: WebhookCall): Promise<number> {
      const { status } = await callInternal({
        service,
        method: 'POST',
        path: '/internal/webhook-calls',
        body: call,
        timeoutMs,
      });
      return status;
    },
  };
}

export type NotificationClient = ReturnType<typeof createNotificationClient>;
