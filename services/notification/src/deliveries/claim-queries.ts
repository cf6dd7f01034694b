import type { NoticeChannel, NoticeKindName, NoticeLanguage } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { LockedRow, Taken } from './digests.ts';

/**
 * Locks the deliveries that are wanted, what travels with them, and what else of the same readers waits and is due; gives
 * those that are still on their way.
 */
export function lockWanted(tx: Db, ids: readonly number[]): Promise<LockedRow[]> {
  return tx.query<LockedRow>(
    `with wanted as (select unnest($1::bigint[]) as id),
          reader as (
       select distinct d.recipient, d.channel
         from wanted w join delivery d on d.id = w.id
        where d.channel in ('email', 'push') and (d.state = 'HELD' or (d.state = 'QUEUED' and d.reason_code = 'retrying'))
     ), candidate as (
       select id from wanted
        union
       select d.id from wanted w join delivery d on d.carried_by = w.id and d.state <> 'MERGED'
        union
       select d.id
         from reader r join delivery d on d.recipient = r.recipient and d.channel = r.channel
        where (d.state = 'HELD' or (d.state = 'QUEUED' and d.reason_code = 'retrying'))
          and (d.state = 'QUEUED' or (d.is_released and d.held_until <= now()))
     )
     select d.id, d.state, d.reason_code as code, d.attempts, d.account, d.carried_by as "carriedBy", d.recipient, d.channel,
            d.address, n.account_id as "accountId", n.language
       from candidate c join delivery d on d.id = c.id join notice n on n.id = d.notice_id
      where d.state in ('QUEUED', 'HELD', 'SENDING')
      order by d.id for update of d`,
    [ids],
  );
}

/** A delivery that is being sent, with its text. */
export type SendingRow = {
  id: number;
  key: string;
  claim: string;
  carriedBy: number | null;
  /** Whom the delivery may have been given to, by the attempt before. */
  account: string | null;
  channel: NoticeChannel;
  address: string | null;
  /** Tries, this one included. */
  attempts: number;
  eventId: string;
  eventTime: Temporal.Instant;
  flightId: string;
  accountId: number | null;
  departureId: number;
  language: NoticeLanguage;
  subject: string;
  body: string;
  sms: string;
  pushTitle: string;
  pushText: string;
  isUrgent: boolean;
};

/** Marks deliveries as being sent, before anything is. Gives them and what travels with them already. */
export function markSending(tx: Db, taken: readonly Taken[]): Promise<SendingRow[]> {
  return tx.query<SendingRow>(
    `with taken as (
       select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::int[], $5::bigint[]) t(id, claim, account, attempts, carried_by)
     ), due as (
       select id, claim, account, attempts, carried_by from taken
        union all
       select d.id, t.claim, d.account, d.attempts, d.carried_by
         from taken t join delivery d on d.carried_by = t.id and d.state <> 'MERGED'
     )
     update delivery d
        set state = 'SENDING', attempts = due.attempts, claim = due.claim, account = due.account, carried_by = due.carried_by,
            reason_code = 'sending', reason = 'an attempt is under way'
       from due, notice n
      where d.id = due.id and n.id = d.notice_id
     returning d.id, d.key, d.claim, d.carried_by as "carriedBy", d.account, d.channel, d.address, d.attempts,
               d.event_id as "eventId", n.event_time as "eventTime", n.flight_id as "flightId", n.account_id as "accountId",
               n.departure_id as "departureId", n.language, n.subject, n.body, n.sms, n.push_title as "pushTitle",
               n.push_text as "pushText", n.is_urgent as "isUrgent"`,
    [
      taken.map(({ id }) => id),
      taken.map(({ claim }) => claim),
      taken.map(({ account }) => account),
      taken.map(({ attempts }) => attempts),
      taken.map(({ carriedBy }) => carriedBy),
    ],
  );
}

export type NewerNotice = { id: number; kind: NoticeKindName; newerKind: NoticeKindName; newerEventId: string };

/** Current notices of the same departure to the same person that are newer than those of the deliveries. */
export function listNewer(db: Db, ids: readonly number[]): Promise<NewerNotice[]> {
  return db.query<NewerNotice>(
    `select d.id, n.kind, newer.kind as "newerKind", newer.event_id as "newerEventId"
       from delivery d
       join notice n on n.id = d.notice_id
       join notice newer on newer.departure_id = n.departure_id and newer.recipient = n.recipient
                        and (newer.event_time, newer.id) > (n.event_time, n.id)
       join notice_event e on e.event_id = newer.event_id and e.is_current
      where d.id = any($1::bigint[])
      order by newer.event_time, newer.id`,
    [ids],
  );
}
