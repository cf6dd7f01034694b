import type { OneTimePurpose } from '@airside/contracts';
import type { Db } from '@airside/postgres';

/** Holds an account to the end of the transaction; false where it is gone, or has another address. */
export async function lockAccount(tx: Db, { id, email }: { id: number; email: string }): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from account where id = $1 and lower(email) = lower($2) and deleted_at is null for no key update`,
    [id, email],
  );
  return rows.length === 1;
}

export async function countRecentTokens(
  db: Db,
  accountId: number,
  purpose: OneTimePurpose,
  since: Temporal.Instant,
): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from one_time_token where account_id = $1 and purpose = $2 and created_at > $3`,
    [accountId, purpose, since],
  );
  return row?.count ?? 0;
}

export async function insertOneTimeToken(
  db: Db,
  token: {
    id: string;
    hash: Buffer;
    accountId: number;
    purpose: OneTimePurpose;
    email: string;
    expiresAt: Temporal.Instant;
  },
): Promise<void> {
  await db.query(
    `insert into one_time_token (id, hash, account_id, purpose, email, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [token.id, token.hash, token.accountId, token.purpose, token.email, token.expiresAt],
  );
}

/**
 * Uses a token up, and with it all others of its account and purpose: what one mail has done, an older one must not undo.
 * Of several uses at once one gets a row; the others find it used when the first has committed.
 */
export async function useOneTimeToken(db: Db, hash: Buffer, purpose: OneTimePurpose): Promise<number | undefined> {
  const rows = await db.query<{ accountId: number; isGiven: boolean }>(
    `with given as (
       select t.account_id
         from one_time_token t
         join account a on a.id = t.account_id and a.deleted_at is null and lower(a.email) = lower(t.email)
        where t.hash = $1 and t.purpose = $2 and t.used_at is null and t.expires_at > now()
     )
     update one_time_token t set used_at = now()
       from given
      where t.account_id = given.account_id and t.purpose = $2 and t.used_at is null
     returning t.account_id as "accountId", t.hash = $1 as "isGiven"`,
    [hash, purpose],
  );
  return rows.find(({ isGiven }) => isGiven)?.accountId;
}

export type OpenToken = {
  hash: Buffer;
  accountId: number;
  purpose: OneTimePurpose;
  expiresAt: Temporal.Instant;
  email: string;
  username: string;
  firstName: string | null;
  language: string;
};

/** A token that could be used now, and whose it is. */
export async function findOpenToken(db: Db, id: string): Promise<OpenToken | undefined> {
  const [row] = await db.query<OpenToken>(
    `select t.hash, t.account_id as "accountId", t.purpose, t.expires_at as "expiresAt", a.email, a.username,
            a.first_name as "firstName", a.language
       from one_time_token t
       join account a on a.id = t.account_id and a.deleted_at is null and lower(a.email) = lower(t.email)
      where t.id = $1 and t.used_at is null and t.expires_at > now()`,
    [id],
  );
  return row;
}

/** Makes every unused token of the account for this purpose void. */
export async function voidOneTimeTokens(db: Db, accountId: number, purpose: OneTimePurpose): Promise<void> {
  await db.query(
    'update one_time_token set used_at = now() where account_id = $1 and purpose = $2 and used_at is null',
    [accountId, purpose],
  );
}

/** They hold the e-mail addresses they were made for. */
export async function deleteOneTimeTokensOfAccount(db: Db, accountId: number): Promise<void> {
  await db.query('delete from one_time_token where account_id = $1', [accountId]);
}

/** Tokens that ended before, used or not. */
export async function deleteOldOneTimeTokens(db: Db, before: Temporal.Instant): Promise<void> {
  await db.query('delete from one_time_token where expires_at < $1', [before]);
}
