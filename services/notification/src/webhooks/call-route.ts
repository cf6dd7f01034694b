import { type AirsideEvent, WebhookCall } from '@airside/contracts';
import { type Jobs, idFrom } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { checkedUrl } from './checked-url.ts';
import { deliveryQueue } from './deliver.ts';
import { insertDeliveries, upsertRuleWebhook } from './queries.ts';
import type { Sender } from './sender.ts';
import { secretBytes, secretFrom } from './signature.ts';

export type CallRouteDeps = { cluster: Cluster; sender: Sender; jobs: () => Jobs };

/** Enqueues one signed call for the target of a rule (operations asks); the same rule, URL and event again add none. */
export function webhookCallRoute(app: App, { cluster, sender, jobs }: CallRouteDeps): void {
  app.post(
    '/internal/webhook-calls',
    {
      config: { access: access.internal },
      schema: { hide: true, body: WebhookCall, response: { 202: Type.Object({ isNew: Type.Boolean() }) } },
    },
    async (request, reply) => {
      const { rule_id: ruleId } = request.body;
      const event = request.body.event as AirsideEvent;
      const url = await checkedUrl(sender, request.body.url);
      const isNew = await cluster.transaction(async (tx) => {
        const secret = secretFrom(randomBytes(secretBytes));
        const webhookId = await upsertRuleWebhook(tx, { ruleId, url, secret });
        const added = await insertDeliveries(tx, [webhookId], event);
        await jobs().sendAll(
          tx,
          deliveryQueue,
          added.map((id) => ({
            data: { webhookId: id, eventId: event.id },
            id: idFrom('webhook', String(id), event.id),
            group: String(id),
          })),
        );
        return added.length > 0;
      });
      jobs().wake(deliveryQueue);
      return reply.code(202).send({ isNew });
    },
  );
}
