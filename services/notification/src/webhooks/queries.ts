import type { Db } from '@airside/postgres';

/** Held by whoever adds a webhook, so that the count stays true; deliveries go on meanwhile. */
export async function lockCount(tx: Db): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock('webhook'::regclass::oid::bigint)`);
}

export async function countWebhooks(db: Db): Promise<number> {
  const [row] = await db.query<{ count: number }>('select count(*)::int as count from webhook');
  return row?.count ?? 0;
}

/** The webhook by which a rule's target is called: one that was registered with the URL, else one of the rule's own. */
export async function upsertRuleWebhook(
  tx: Db,
  { ruleId, url, secret }: { ruleId: number; url: string; secret: string },
): Promise<number> {
  const [registered] = await tx.query<{ id: number }>(
    'select id from webhook where url = $1 and rule_id is null and disabled_at is null order by id limit 1',
    [url],
  );
  if (registered !== undefined) return registered.id;
  const [own] = await tx.query<{ id: number }>(
    `insert into webhook (url, types, secret, rule_id) values ($1, '{}', $2, $3)
     on conflict (rule_id, url) where rule_id is not null do update set url = excluded.url returning id`,
    [url, secret, ruleId],
  );
  if (own === undefined) throw new Error('the insert gave no row');
  return own.id;
}

export async function insertWebhook(
  db: Db,
  webhook: { url: string; types: readonly string[]; secret: string; createdBy: number; createdAt: Temporal.Instant },
): Promise<number> {
  const [row] = await db.query<{ id: number }>(
    `insert into webhook (url, types, secret, created_by, created_at) values ($1, $2, $3, $4, $5) returning id`,
    [webhook.url, webhook.types, webhook.secret, webhook.createdBy, webhook.createdAt],
  );
  if (row === undefined) throw new Error('the insert gave no row');
  return row.id;
}

/** Whether there was one; its deliveries go with it. */
export async function deleteWebhook(db: Db, id: number): Promise<boolean> {
  return (await db.query('delete from webhook where id = $1 returning id', [id])).length === 1;
}

export type WebhookRow = {
  id: number;
  url: string;
  types: string[];
  createdAt: Temporal.Instant;
  lastSuccessAt: Temporal.Instant | null;
  failingSince: Temporal.Instant | null;
  lastFailure: string | null;
  disabledAt: Temporal.Instant | null;
  pending: number;
};

/** All webhooks by id, without their secrets. */
export function listWebhooks(db: Db): Promise<WebhookRow[]> {
  return db.query<WebhookRow>(
    `select id, url, types, created_at as "createdAt", last_success_at as "lastSuccessAt",
            failing_since as "failingSince", last_failure as "lastFailure", disabled_at as "disabledAt",
            (select count(*)::int from webhook_delivery d where d.webhook_id = w.id and d.state = 'pending') as pending
       from webhook w order by id`,
  );
}

export type GivenUpRow = {
  webhookId: number;
  eventId: string;
  type: string;
  reason: string;
  attempts: number;
  at: Temporal.Instant;
};

/** The latest deliveries given up, newest first, `most` of each webhook. */
export function listGivenUp(db: Db, most: number): Promise<GivenUpRow[]> {
  return db.query<GivenUpRow>(
    `select w.id as "webhookId", d.event_id as "eventId", d.event_type as type, coalesce(d.reason, '') as reason,
            d.attempts, d.ended_at as at
       from webhook w
       cross join lateral (
         select * from webhook_delivery where webhook_id = w.id and state = 'given_up' order by ended_at desc limit $1
       ) d
      order by d.ended_at desc`,
    [most],
  );
}

/** Webhooks that are sent to. */
export function listActiveWebhooks(db: Db): Promise<{ id: number; types: string[] }[]> {
  return db.query(`select id, types from webhook where disabled_at is null`);
}

/** Ids of the webhooks for which the delivery is new. One that has just been deleted gets none. */
export async function insertDeliveries(
  db: Db,
  webhookIds: readonly number[],
  event: { id: string; type: string },
): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `insert into webhook_delivery (webhook_id, event_id, event_type, event)
     select id, $2, $3, $4::json from webhook where id = any($1::int[]) for key share
         on conflict do nothing
     returning webhook_id as id`,
    [webhookIds, event.id, event.type, JSON.stringify(event)],
  );
  return rows.map(({ id }) => id);
}

export type DeliveryKey = { webhookId: number; eventId: string };
export type PendingDelivery = { url: string; secret: string; isDisabled: boolean; event: object };

/** What is to be sent, unless it has ended or its webhook is gone. */
export async function findPending(db: Db, { webhookId, eventId }: DeliveryKey): Promise<PendingDelivery | undefined> {
  const [row] = await db.query<PendingDelivery>(
    `select w.url, w.secret, w.disabled_at is not null as "isDisabled", d.event
       from webhook_delivery d join webhook w on w.id = d.webhook_id
      where d.webhook_id = $1 and d.event_id = $2 and d.state = 'pending'`,
    [webhookId, eventId],
  );
  return row;
}

export type Ending = { state: 'delivered' } | { state: 'given_up'; reason: string };

/** Ends a delivery; `attempts` counts those that were really sent. */
export async function markEnded(
  db: Db,
  { webhookId, eventId }: DeliveryKey,
  ending: Ending,
  { attempts, now }: { attempts: number | undefined; now: Temporal.Instant },
): Promise<void> {
  await db.query(
    `update webhook_delivery
        set state = $3, reason = $4, attempts = coalesce($5::int, attempts), ended_at = $6
      where webhook_id = $1 and event_id = $2 and state = 'pending'`,
    [webhookId, eventId, ending.state, ending.state === 'given_up' ? ending.reason : null, attempts, now],
  );
}

export async function markAttempted(db: Db, key: DeliveryKey, attempts: number): Promise<void> {
  await db.query('update webhook_delivery set attempts = $3 where webhook_id = $1 and event_id = $2', [
    key.webhookId,
    key.eventId,
    attempts,
  ]);
}

export async function markSucceeded(db: Db, webhookId: number, now: Temporal.Instant): Promise<void> {
  await db.query('update webhook set last_success_at = $2, failing_since = null, last_failure = null where id = $1', [
    webhookId,
    now,
  ]);
}

export async function markFailing(db: Db, webhookId: number, reason: string, now: Temporal.Instant): Promise<void> {
  await db.query('update webhook set failing_since = coalesce(failing_since, $3), last_failure = $2 where id = $1', [
    webhookId,
    reason,
    now,
  ]);
}

export async function markDisabled(db: Db, webhookId: number, now: Temporal.Instant): Promise<void> {
  await db.query('update webhook set disabled_at = coalesce(disabled_at, $2) where id = $1', [webhookId, now]);
}

/** Forgets deliveries that ended before. */
export async function deleteEnded(db: Db, before: Temporal.Instant): Promise<void> {
  await db.query(`delete from webhook_delivery where state <> 'pending' and ended_at < $1`, [before]);
}
