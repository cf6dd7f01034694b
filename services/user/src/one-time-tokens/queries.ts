import type { Db } from '@airside/postgres';

export type OneTimePurpose = 'password_reset' | 'verify_email';

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
  token: { hash: Buffer; accountId: number; purpose: OneTimePurpose; email: string; expiresAt: Temporal.Instant },
): Promise<void> {
  await db.query(
    `insert into one_time_token (hash, account_id, purpose, email, expires_at) values ($1, $2, $3, $4, $5)`,
    [token.hash, token.accountId, token.purpose, token.email, token.expiresAt],
  );
}

export async function useOneTimeToken(db: Db, hash: Buffer, purpose: OneTimePurpose): Promise<number | undefined> {
  const [row] = await db.query<{ accountId: number }>(
    `update one_time_token t set used_at = now()
       from account a
      where t.hash = $1 and t.purpose = $2 and t.used_at is null and t.expires_at > now()
        and a.id = t.account_id and a.deleted_at is null and lower(a.email) = lower(t.email)
      returning t.account_id as "accountId"`,
    [hash, purpose],
  );
  return row?.accountId;
}
