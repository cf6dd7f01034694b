import type { OneTimePurpose } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Attempt, Ending } from './rules.ts';

export type NewMail = {
  tokenId: string;
  accountId: number;
  eventId: string;
  purpose: OneTimePurpose;
  expiresAt: Temporal.Instant;
};

/** False where the mail of the token is known already. */
export async function insertMail(tx: Db, mail: NewMail): Promise<boolean> {
  const rows = await tx.query(
    `insert into account_mail (token_id, account_id, event_id, purpose, expires_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing returning 1`,
    [mail.tokenId, mail.accountId, mail.eventId, mail.purpose, mail.expiresAt],
  );
  return rows.length === 1;
}

export type ClaimedMail = NewMail &
  Attempt & {
    /** The attempt before this one ended without a word, after the mail was perhaps given to a provider. */
    isInterrupted: boolean;
  };

/** Begins an attempt; undefined where the mail has ended, or its account. */
export async function claimMail(db: Db, tokenId: string): Promise<ClaimedMail | undefined> {
  const [row] = await db.query<ClaimedMail>(
    `update account_mail
        set state = 'SENDING', attempts = attempts + 1, reason = 'an attempt is under way',
            provider = case state when 'SENDING' then provider end
      where token_id = $1 and state in ('QUEUED', 'SENDING')
     returning token_id as "tokenId", account_id as "accountId", event_id as "eventId", purpose, expires_at as "expiresAt",
               attempts, doubts, provider is not null as "isInterrupted"`,
    [tokenId],
  );
  return row;
}

type Own = Pick<ClaimedMail, 'tokenId' | 'attempts'>;

/** Notes to whom the mail is given next; false where another attempt has taken over. */
export async function noteProvider(db: Db, { tokenId, attempts }: Own, provider: string): Promise<boolean> {
  const rows = await db.query(
    `update account_mail set provider = $3 where token_id = $1 and attempts = $2 and state = 'SENDING' returning 1`,
    [tokenId, attempts, provider],
  );
  return rows.length === 1;
}

/** Notes how an attempt ended; false where another one has taken over, or the account is forgotten. */
export async function endMail(tx: Db, { tokenId, attempts }: Own, ending: Ending): Promise<boolean> {
  const isDoubtful = ending.state === 'QUEUED' && ending.isDoubtful;
  const rows = await tx.query(
    `update account_mail
        set state = $3, reason = $4, doubts = doubts + $5::int, sent_at = case $3 when 'SENT' then now() end
      where token_id = $1 and attempts = $2 and state = 'SENDING'
     returning 1`,
    [tokenId, attempts, ending.state, ending.reason, isDoubtful ? 1 : 0],
  );
  return rows.length === 1;
}

/** A mail as the log names it. */
export type EndedMail = Pick<ClaimedMail, 'tokenId' | 'accountId' | 'eventId' | 'purpose' | 'attempts'>;

/** Gives a mail up whose job never got to an end; undefined where it has ended all the same. */
export async function abandonMail(tx: Db, tokenId: string, reason: string): Promise<EndedMail | undefined> {
  const [row] = await tx.query<EndedMail>(
    `update account_mail set state = 'FAILED', reason = $2
      where token_id = $1 and state in ('QUEUED', 'SENDING')
     returning token_id as "tokenId", account_id as "accountId", event_id as "eventId", purpose, attempts`,
    [tokenId, reason],
  );
  return row;
}

export async function deleteMailsOfAccount(tx: Db, accountId: number): Promise<void> {
  await tx.query('delete from account_mail where account_id = $1', [accountId]);
}

export async function deleteOldMails(db: Db, before: Temporal.Instant): Promise<void> {
  await db.query('delete from account_mail where created_at < $1', [before]);
}

/** Seconds since the oldest mail was asked for that is on its way; undefined when there is none. */
export async function oldestUnsentMailSeconds(db: Db): Promise<number | undefined> {
  const [row] = await db.query<{ seconds: number | null }>(
    `select extract(epoch from now() - min(created_at))::float8 as seconds
       from account_mail where state in ('QUEUED', 'SENDING')`,
  );
  return row?.seconds ?? undefined;
}
