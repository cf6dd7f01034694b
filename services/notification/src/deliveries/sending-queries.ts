import type { NoticeChannel, NoticeKindName, NoticeState } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { ReasonCode } from './reasons.ts';

export type QueuedRow = {
  id: number;
  channel: NoticeChannel;
  heldUntil: Temporal.Instant | null;
};

/** Releases what is planned: to the queue, the held ones for later; the inbox shows it at once. Gives those that are released now. */
export async function markQueued(tx: Db, eventId: string, recipients: readonly string[]): Promise<QueuedRow[]> {
  const rows = await tx.query<QueuedRow & { noticeId: number }>(
    `with due as (
       select id from delivery
        where event_id = $1 and recipient = any($2::text[]) and (state = 'PLANNED' or (state = 'HELD' and not is_released))
        order by id for update
     )
     update delivery d
        set is_released = true,
            state = case when d.channel = 'in_app' then 'SENT' when d.state = 'HELD' then 'HELD' else 'QUEUED' end,
            sent_at = case when d.channel = 'in_app' then now() end,
            reason_code = case when d.channel = 'in_app' then 'delivered' when d.state = 'HELD' then d.reason_code else 'queued' end,
            reason = case when d.channel = 'in_app' then 'shown in the inbox' when d.state = 'HELD' then d.reason
                          else 'waits for its turn' end
       from due where d.id = due.id
     returning d.id, d.channel, d.held_until as "heldUntil", d.notice_id as "noticeId"`,
    [eventId, recipients],
  );
  const shown = rows.filter(({ channel }) => channel === 'in_app').map(({ noticeId }) => noticeId);
  if (shown.length > 0) await tx.query('update notice set shown_at = now() where id = any($1::bigint[])', [shown]);
  return rows;
}

export type Claim = {
  id: number;
  claim: string;
  /** Tries before this one. */
  attempt: number;
};

/** To whom a claimed delivery is given next. */
export type Handover = { id: number; claim: string; account: string };

export type ClaimedRow = {
  id: number;
  key: string;
  /** SENDING: an attempt that did not say how it ended. */
  stateBefore: NoticeState;
  /** Whom that attempt may have given it to. */
  account: string | null;
  channel: NoticeChannel;
  address: string | null;
  /** Tries, this one included. */
  attempts: number;
  /** A newer event came while an earlier attempt was under way. */
  isSuperseded: boolean;
  accountId: number | null;
  departureId: number;
  language: string;
  subject: string;
  body: string;
  sms: string;
  pushTitle: string;
  pushText: string;
  isUrgent: boolean;
};

/**
 * Marks deliveries as being sent, before anything is; gives those that still are to be. A job that comes again finds what
 * its own first run has left in SENDING, and nothing that was left to a later job.
 */
export function claimDeliveries(db: Db, claims: readonly Claim[]): Promise<ClaimedRow[]> {
  return db.query<ClaimedRow>(
    `with due as (
       select d.id, d.state as state_before, c.claim, c.attempt
         from delivery d join unnest($1::bigint[], $2::uuid[], $3::int[]) c(id, claim, attempt) on c.id = d.id
        where (d.state in ('QUEUED', 'HELD', 'SENDING') and d.attempts = c.attempt)
           or (d.state = 'SENDING' and d.reason_code = 'sending' and d.attempts = c.attempt + 1)
        order by d.id for update of d
     )
     update delivery d
        set state = 'SENDING', attempts = due.attempt + 1, claim = due.claim,
            account = case when due.state_before = 'SENDING' then d.account end,
            reason_code = 'sending', reason = 'an attempt is under way'
       from due, notice n
      where d.id = due.id and n.id = d.notice_id
     returning d.id, d.key, due.state_before as "stateBefore", d.account, d.channel, d.address, d.attempts,
               d.superseded_by is not null as "isSuperseded", n.account_id as "accountId", n.departure_id as "departureId", n.language, n.subject, n.body, n.sms,
               n.push_title as "pushTitle", n.push_text as "pushText", n.is_urgent as "isUrgent"`,
    [claims.map(({ id }) => id), claims.map(({ claim }) => claim), claims.map(({ attempt }) => attempt)],
  );
}

/** Notes to whom deliveries are given next; gives the ids of those that are still the claims' own. */
export async function noteAccounts(db: Db, claims: readonly Handover[]): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `with due as (
       select d.id, c.account
         from delivery d join unnest($1::bigint[], $2::uuid[], $3::text[]) c(id, claim, account) on c.id = d.id and c.claim = d.claim
        where d.state = 'SENDING' order by d.id for update of d
     )
     update delivery d set account = due.account from due where d.id = due.id returning d.id`,
    [claims.map(({ id }) => id), claims.map(({ claim }) => claim), claims.map(({ account }) => account)],
  );
  return rows.map(({ id }) => id);
}

export type Ending = {
  id: number;
  claim: string;
  /** QUEUED and SENDING: another attempt follows. */
  state: 'SENT' | 'FAILED' | 'QUEUED' | 'SENDING';
  reason_code: ReasonCode;
  reason: string;
  account: string | null;
  provider_id: string | null;
  sent_at: string | null;
};

export type EndedRow = {
  id: number;
  key: string;
  channel: NoticeChannel;
  state: NoticeState;
  code: ReasonCode;
  attempts: number;
  flightId: string;
  passengerId: string | null;
  bookingId: string | null;
  eventId: string;
  kind: NoticeKindName;
  eventTime: Temporal.Instant;
  subject: string;
};

/**
 * Notes how attempts ended, each only while it is still the claim's own. What would be tried again, and has been superseded
 * meanwhile, is at its end.
 */
export function endDeliveries(tx: Db, endings: readonly Ending[]): Promise<EndedRow[]> {
  return tx.query<EndedRow>(
    `with due as (
       select d.id, e.state, e.reason_code, e.reason, e.account, e.provider_id, e.sent_at
         from delivery d
         join jsonb_to_recordset($1::jsonb) e(id bigint, claim uuid, state text, reason_code text, reason text, account text,
              provider_id text, sent_at timestamptz) on e.id = d.id and e.claim = d.claim
        where d.state = 'SENDING' order by d.id for update of d
     )
     update delivery d
        set state = case when due.state = 'QUEUED' and d.superseded_by is not null then 'MERGED' else due.state end,
            reason_code = case when due.state = 'QUEUED' and d.superseded_by is not null then 'superseded' else due.reason_code end,
            reason = case when due.state = 'QUEUED' and d.superseded_by is not null then 'superseded by event ' || d.superseded_by else due.reason end, claim = null,
            account = coalesce(due.account, d.account), provider_id = due.provider_id, sent_at = due.sent_at
       from due, notice n
      where d.id = due.id and n.id = d.notice_id
     returning d.id, d.key, d.channel, d.state, d.reason_code as code, d.attempts, d.flight_id as "flightId",
               d.passenger_id as "passengerId", d.booking_id as "bookingId", d.event_id as "eventId", n.kind,
               n.event_time as "eventTime", n.subject`,
    [JSON.stringify(endings)],
  );
}

/** Gives deliveries up whose job never got to an end; those that nobody knows the end of say so. */
export function markAbandoned(tx: Db, { ids, attempt }: { ids: readonly number[]; attempt: number }, reason: string) {
  return tx.query<{ channel: NoticeChannel; state: NoticeState; code: ReasonCode }>(
    `update delivery
        set state = 'FAILED', claim = null, reason = $3,
            reason_code = case when state = 'SENDING' then 'unknown_outcome' else 'exhausted' end
      where id = any($1::bigint[])
        and ((state in ('QUEUED', 'HELD', 'SENDING') and attempts = $2)
          or (state = 'SENDING' and reason_code = 'sending' and attempts = $2 + 1))
     returning channel, state, reason_code as code`,
    [ids, attempt, reason],
  );
}

/** Puts a failed delivery back into the queue; undefined where there is none, else the state that it was in. */
export async function markRedriven(
  tx: Db,
  id: number,
): Promise<{ stateBefore: NoticeState; channel: NoticeChannel } | undefined> {
  const [found] = await tx.query<{ stateBefore: NoticeState; channel: NoticeChannel }>(
    'select state as "stateBefore", channel from delivery where id = $1 for update',
    [id],
  );
  if (found?.stateBefore === 'FAILED') {
    await tx.query(
      `update delivery
          set state = 'QUEUED', reason_code = 'queued', reason = 'sent again by hand', attempts = 0, account = null
        where id = $1`,
      [id],
    );
  }
  return found;
}

/** What a provider tells later of a message it had taken. Gives the row where that changed its state. */
export function markReceipt(
  db: Db,
  receipt: { key: string; isDelivered: boolean; providerId: string | undefined; reason: string },
) {
  return db.query<{ channel: NoticeChannel; state: NoticeState; code: ReasonCode }>(
    `update delivery
        set state = case when $2 then state else 'FAILED' end, reason = $3, provider_id = coalesce($4, provider_id),
            reason_code = case when $2 then 'delivered' else 'refused' end
      where key = $1::uuid and state = 'SENT'
     returning channel, state, reason_code as code`,
    [receipt.key, receipt.isDelivered, receipt.reason, receipt.providerId ?? null],
  );
}
