import type { NoticeChannel, NoticeKindName, NoticeState } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { ReasonCode } from './reasons.ts';

/** Held while notices of a departure are planned, so that of two events one sees the other's. */
export async function lockDeparture(tx: Db, departureId: number): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock('notice'::regclass::oid::int, $1::int)`, [departureId]);
}

export type StoredEvent = {
  eventId: string;
  eventTime: Temporal.Instant;
  isCurrent: boolean;
  what: unknown;
  flight: unknown;
};

export async function insertNoticeEvent(db: Db, event: StoredEvent): Promise<void> {
  await db.query(
    `insert into notice_event (event_id, event_time, is_current, what, flight) values ($1, $2, $3, $4::jsonb, $5::jsonb)
         on conflict do nothing`,
    [event.eventId, event.eventTime, event.isCurrent, JSON.stringify(event.what), JSON.stringify(event.flight)],
  );
}

export async function findNoticeEvent(db: Db, eventId: string): Promise<StoredEvent | undefined> {
  const [row] = await db.query<StoredEvent>(
    `select event_id as "eventId", event_time as "eventTime", is_current as "isCurrent", what, flight
       from notice_event where event_id = $1`,
    [eventId],
  );
  return row;
}

export type ThreadRow = {
  recipient: string;
  kind: NoticeKindName;
  latest: Temporal.Instant;
  /** Somebody may have read one. */
  isTold: boolean;
};

/** What the recipients have been told of a departure before, or are about to be, by kind. */
export function listThreads(
  db: Db,
  thread: { departureId: number; recipients: readonly string[]; exceptEventId: string },
): Promise<ThreadRow[]> {
  return db.query<ThreadRow>(
    `select n.recipient, n.kind, max(n.event_time) as latest,
            bool_or(exists (select from delivery d where d.notice_id = n.id
                             and (d.state in ('SENT', 'SENDING') or d.reason_code = 'digest'))) as "isTold"
       from notice n join notice_event e on e.event_id = n.event_id
      where n.departure_id = $1 and n.recipient = any($2::text[]) and n.event_id <> $3 and e.is_current
      group by n.recipient, n.kind`,
    [thread.departureId, thread.recipients, thread.exceptEventId],
  );
}

export type NewNotice = {
  recipient: string;
  passenger_id: string | null;
  booking_id: string | null;
  account_id: number | null;
  language: string;
  subject: string;
  body: string;
  sms: string;
  push_title: string;
  push_text: string;
  is_urgent: boolean;
};

export type NewDelivery = {
  recipient: string;
  channel: NoticeChannel;
  address: string | null;
  state: NoticeState;
  reason_code: ReasonCode;
  reason: string;
  held_until: string | null;
  worded_by: 'template' | 'model';
};

export type Counted = { channel: NoticeChannel; state: NoticeState; code: ReasonCode };

/** Writes notices and their deliveries; those of a recipient who has one of the event already are left out. Gives the new ones. */
export function insertNotices(
  tx: Db,
  event: { eventId: string; flightId: string; departureId: number; kind: NoticeKindName; eventTime: Temporal.Instant },
  notices: readonly NewNotice[],
  deliveries: readonly NewDelivery[],
): Promise<Counted[]> {
  return tx.query<Counted>(
    `with added as (
       insert into notice (event_id, flight_id, departure_id, kind, event_time, recipient, passenger_id, booking_id, account_id,
                           language, subject, body, sms, push_title, push_text, is_urgent)
       select $1, $2, $3, $4, $5, n.*
         from jsonb_to_recordset($6::jsonb) n(recipient text, passenger_id text, booking_id text, account_id int,
              language text, subject text, body text, sms text, push_title text, push_text text, is_urgent boolean)
           on conflict (event_id, recipient) do nothing
       returning id, recipient, passenger_id, booking_id
     )
     insert into delivery (notice_id, event_id, recipient, channel, flight_id, passenger_id, booking_id, address, state,
                           reason_code, reason, held_until, worded_by)
     select a.id, $1, a.recipient, d.channel, $2, a.passenger_id, a.booking_id, d.address, d.state, d.reason_code, d.reason,
            d.held_until, d.worded_by
       from jsonb_to_recordset($7::jsonb) d(recipient text, channel text, address text, state text, reason_code text,
            reason text, held_until timestamptz, worded_by text)
       join added a on a.recipient = d.recipient
     returning channel, state, reason_code as code`,
    [
      event.eventId,
      event.flightId,
      event.departureId,
      event.kind,
      event.eventTime,
      JSON.stringify(notices),
      JSON.stringify(deliveries),
    ],
  );
}

/** Those of the recipients who have a notice of the event. */
export async function listPlanned(db: Db, eventId: string, recipients: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ recipient: string }>(
    'select recipient from notice where event_id = $1 and recipient = any($2::text[])',
    [eventId, recipients],
  );
  return rows.map(({ recipient }) => recipient);
}

/** Ends what was not sent yet and is obsolete now. */
export function mergeUnsent(
  tx: Db,
  newer: {
    eventId: string;
    eventTime: Temporal.Instant;
    departureId: number;
    recipients: readonly string[];
    kinds: readonly NoticeKindName[];
  },
): Promise<Counted[]> {
  return tx.query<Counted>(
    `with unsent as (
       select d.id from delivery d join notice n on n.id = d.notice_id
        where n.departure_id = $3 and n.recipient = any($4::text[]) and n.kind = any($5::text[]) and n.event_id <> $1
          and n.event_time <= $2 and d.state in ('PLANNED', 'HELD', 'QUEUED')
        order by d.id for update of d
     )
     update delivery d set state = 'MERGED', reason_code = 'superseded', reason = 'superseded by event ' || $1
       from unsent where d.id = unsent.id
     returning d.channel, d.state, d.reason_code as code`,
    [newer.eventId, newer.eventTime, newer.departureId, newer.recipients, newer.kinds],
  );
}

/** Accounts that have a notice of the event already. */
export async function listToldAccounts(db: Db, eventId: string, accountIds: readonly number[]): Promise<number[]> {
  const rows = await db.query<{ accountId: number }>(
    `select distinct account_id as "accountId" from notice where event_id = $1 and account_id = any($2::int[])`,
    [eventId, accountIds],
  );
  return rows.map(({ accountId }) => accountId);
}

/** Subscribers of a flight by account, a page after `after`. */
export async function listSubscribers(db: Db, flightCode: string, after: number, limit: number): Promise<number[]> {
  const rows = await db.query<{ accountId: number }>(
    `select account_id as "accountId" from subscription
      where flight_code = $1 and account_id > $2 order by account_id limit $3`,
    [flightCode, after, limit],
  );
  return rows.map(({ accountId }) => accountId);
}

export async function countStates(
  db: Db,
  eventId: string,
  recipients: readonly string[],
): Promise<{ state: NoticeState; count: number }[]> {
  return db.query(
    `select state, count(*)::int as count from delivery where event_id = $1 and recipient = any($2::text[]) group by state`,
    [eventId, recipients],
  );
}

/** Whose e-mail a delivery was, for the link that ends them. */
export async function findDeliveryOwner(
  db: Db,
  key: string,
): Promise<{ passengerId: string | undefined; accountId: number | undefined } | undefined> {
  const [row] = await db.query<{ passengerId: string | null; accountId: number | null }>(
    `select n.passenger_id as "passengerId", n.account_id as "accountId"
       from delivery d join notice n on n.id = d.notice_id where d.key = $1::uuid`,
    [key],
  );
  if (row === undefined || (row.passengerId === null && row.accountId === null)) return undefined;
  return { passengerId: row.passengerId ?? undefined, accountId: row.accountId ?? undefined };
}

/** Forgets notices, with their deliveries, of events before. */
export async function deleteOldEvents(db: Db, before: Temporal.Instant, most: number): Promise<number> {
  const rows = await db.query(
    `delete from notice_event where event_id in (
       select event_id from notice_event where created_at < $1 order by created_at limit $2)
     returning 1`,
    [before, most],
  );
  return rows.length;
}

/** A deleted account's notices are nobody's, and say nothing any more. */
export async function forgetAccountNotices(db: Db, accountId: number): Promise<void> {
  await db.query(
    `update notice set account_id = null, subject = '', body = '', sms = '', push_title = '', push_text = ''
      where account_id = $1`,
    [accountId],
  );
}

const pendingStates = ['PLANNED', 'HELD', 'QUEUED', 'SENDING'];

/** Deliveries that are on their way, by channel and state; where there are any. */
export function countPending(db: Db): Promise<{ channel: NoticeChannel; state: NoticeState; count: number }[]> {
  return db.query<{ channel: NoticeChannel; state: NoticeState; count: number }>(
    `select channel, state, count(*)::int as count from delivery where state = any($1::text[]) group by channel, state`,
    [pendingStates],
  );
}

/** Seconds since the oldest delivery was planned that is on its way; undefined when there is none. */
export async function oldestUnsentSeconds(db: Db): Promise<number | undefined> {
  const [row] = await db.query<{ seconds: number | null }>(
    `select extract(epoch from now() - min(created_at))::float8 as seconds
       from delivery where state in ('PLANNED', 'QUEUED', 'SENDING')`,
  );
  return row?.seconds ?? undefined;
}
