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

/** To whom a claimed delivery is given next. */
export type Handover = { id: number; claim: string; account: string };

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
  /** QUEUED and SENDING: another attempt follows; of what is carried, that of its carrier while it is SENDING. */
  state: 'SENT' | 'MERGED' | 'FAILED' | 'QUEUED' | 'SENDING';
  reason_code: ReasonCode;
  reason: string;
  account: string | null;
  provider_id: string | null;
  sent_at: string | null;
  /** Tries that the pause until the next one is measured by; 0: at once. */
  pace: number;
};

export type EndedRow = {
  id: number;
  key: string;
  channel: NoticeChannel;
  state: NoticeState;
  code: ReasonCode;
  attempts: number;
  carriedBy: number | null;
  flightId: string;
  passengerId: string | null;
  bookingId: string | null;
  eventId: string;
  kind: NoticeKindName;
  eventTime: Temporal.Instant;
  /** Until when it was held on purpose. */
  heldUntil: Temporal.Instant | null;
  subject: string;
};

/** Notes how attempts ended, each only while it is still the claim's own. */
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
        set state = due.state, reason_code = due.reason_code, reason = due.reason, claim = null,
            account = coalesce(due.account, d.account), provider_id = due.provider_id, sent_at = due.sent_at,
            carried_by = case when due.reason_code in ('asking', 'digest') then d.carried_by end
       from due, notice n
      where d.id = due.id and n.id = d.notice_id
     returning d.id, d.key, d.channel, d.state, d.reason_code as code, d.attempts,
               d.carried_by as "carriedBy", d.flight_id as "flightId", d.passenger_id as "passengerId", d.booking_id as "bookingId", d.event_id as "eventId", n.kind,
               n.event_time as "eventTime", d.held_until as "heldUntil", n.subject`,
    [JSON.stringify(endings)],
  );
}

/** Gives deliveries up whose job never got to an end, with what they carry; those that nobody knows the end of say so. */
export async function markAbandoned(
  tx: Db,
  { ids, attempt }: { ids: readonly number[]; attempt: number },
  reason: string,
): Promise<{ channel: NoticeChannel; state: NoticeState; code: ReasonCode }[]> {
  const given = await tx.query<{ id: number }>(
    `select id from delivery
      where id = any($1::bigint[]) and carried_by is null
        and ((state in ('QUEUED', 'HELD', 'SENDING') and attempts = $2)
          or (state = 'SENDING' and reason_code = 'sending' and attempts = $2 + 1))
      order by id for update`,
    [ids, attempt],
  );
  // A statement of its own: what a delivery carries stays as it is while that is locked.
  return tx.query(
    `update delivery
        set state = 'FAILED', claim = null, carried_by = null, reason = $2,
            reason_code = case when state = 'SENDING' then 'unknown_outcome' else 'exhausted' end
      where id = any($1::bigint[]) or (carried_by = any($1::bigint[]) and state = 'SENDING')
     returning channel, state, reason_code as code`,
    [given.map(({ id }) => id), reason],
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
