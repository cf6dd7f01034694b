import {
  CreatedWebhook,
  IdInPath,
  invalidField,
  mostWebhooks,
  NewWebhook,
  Problem,
  WebhookList,
} from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access, accountOf } from '@airside/service';
import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { checkedUrl } from './checked-url.ts';
import {
  countWebhooks,
  deleteWebhook,
  type GivenUpRow,
  insertWebhook,
  listGivenUp,
  listWebhooks,
  lockCount,
  type WebhookRow,
} from './queries.ts';
import { stateOf } from './rules.ts';
import type { Sender } from './sender.ts';
import { isSecret, secretBytes, secretFrom } from './signature.ts';

const path = '/api/notifications/webhooks';
const tags = ['webhooks'];
const mostGivenUpShown = 20;

export type WebhookRouteDeps = {
  cluster: Cluster;
  sender: Sender;
  now: () => Temporal.Instant;
  /** Resolves when no instance passes over what a new webhook wants. */
  whenKnown: () => Promise<void>;
};

export function webhookRoutes(app: App, { cluster, sender, now, whenKnown }: WebhookRouteDeps): void {
  app.post(
    path,
    {
      config: { access: access.ops },
      schema: { summary: 'Send events to a URL', tags, body: NewWebhook, response: { 201: CreatedWebhook } },
    },
    async (request, reply) => {
      const { types, secret = secretFrom(randomBytes(secretBytes)) } = request.body;
      if (!isSecret(secret)) throw invalidField('secret', 'must be 24 to 64 bytes in base64 after whsec_');
      const url = await checkedUrl(sender, request.body.url);
      const webhook = {
        url,
        types: [...new Set(types)],
        secret,
        createdBy: accountOf(request).userId,
        createdAt: now(),
      };
      const id = await cluster.transaction(async (tx) => {
        await lockCount(tx);
        if ((await countWebhooks(tx)) >= mostWebhooks) {
          throw new Problem('TOO_MANY_WEBHOOKS', { params: { most: String(mostWebhooks) } });
        }
        return insertWebhook(tx, webhook);
      });
      // From the answer on, no event that it wants is missed.
      await whenKnown();
      const created = { id, url, types: webhook.types, secret, createdAt: webhook.createdAt.toString() };
      return reply.code(201).header('cache-control', 'no-store').send(created);
    },
  );

  app.get(
    path,
    {
      config: { access: access.ops },
      schema: { summary: 'Webhooks and how their deliveries go', tags, response: { 200: WebhookList } },
    },
    async () => {
      // From the primary: whoever has just added one expects to see it.
      const rows = await listWebhooks(cluster.writer);
      const givenUp = Map.groupBy(await listGivenUp(cluster.writer, mostGivenUpShown), ({ webhookId }) => webhookId);
      const webhooks = rows.map((row) => shown(row, givenUp.get(row.id) ?? []));
      return { webhooks, count: webhooks.length };
    },
  );

  app.delete(
    `${path}/:id`,
    {
      config: { access: access.ops },
      schema: {
        summary: 'Send nothing more to a URL',
        tags,
        params: Type.Object({ id: IdInPath }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      if (!(await deleteWebhook(cluster.writer, request.params.id))) throw new Problem('WEBHOOK_NOT_FOUND');
      return reply.code(204).send(null);
    },
  );
}

function shown(row: WebhookRow, givenUp: readonly GivenUpRow[]) {
  return {
    id: row.id,
    url: row.url,
    types: row.types,
    createdAt: row.createdAt.toString(),
    state: stateOf({ isDisabled: row.disabledAt !== null, isFailing: row.failingSince !== null }),
    lastSuccessAt: row.lastSuccessAt?.toString() ?? null,
    failingSince: row.failingSince?.toString() ?? null,
    lastFailure: row.lastFailure,
    pending: row.pending,
    givenUp: givenUp.map(({ eventId, type, reason, attempts, at }) => ({
      eventId,
      type,
      reason,
      attempts,
      at: at.toString(),
    })),
  };
}
