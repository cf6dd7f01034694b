import type { Db } from '@airside/postgres';

/**
 * A session and its first refresh token. Answers false where the account was deleted or its password changed since the
 * password was looked at: the row lock orders both, so that no session slips past the end of all sessions.
 */
export async function insertSession(
  db: Db,
  session: { id: string; accountId: number; passwordHash: string; expiresAt: Temporal.Instant; refreshHash: Buffer },
): Promise<boolean> {
  const rows = await db.query(
    `with holder as (
       select id from account where id = $2 and password_hash = $3 and deleted_at is null for share
     ), opened as (
       insert into session (id, account_id, expires_at) select $1, id, $4 from holder returning id
     )
     insert into refresh_token (hash, session_id) select $5, id from opened returning session_id`,
    [session.id, session.accountId, session.passwordHash, session.expiresAt, session.refreshHash],
  );
  return rows.length === 1;
}

/**
 * Uses a refresh token up and puts the next one in its place. Of several calls with one token exactly one gets a row:
 * the row lock orders them, and the second finds it used.
 */
export async function rotateRefreshToken(
  db: Db,
  rotation: { hash: Buffer; nextHash: Buffer; expiresAt: Temporal.Instant },
): Promise<{ sessionId: string; accountId: number } | undefined> {
  const [row] = await db.query<{ sessionId: string; accountId: number }>(
    `with used as (
       update refresh_token t set used_at = now()
         from session s
        where t.hash = $1 and t.used_at is null and s.id = t.session_id and s.ended_at is null and s.expires_at > now()
        returning t.session_id
     ), prolonged as (
       update session s set expires_at = $3 from used where s.id = used.session_id and s.ended_at is null
       returning s.id, s.account_id
     ), issued as (
       insert into refresh_token (hash, session_id) select $2, session_id from used
     )
     select id as "sessionId", account_id as "accountId" from prolonged`,
    [rotation.hash, rotation.nextHash, rotation.expiresAt],
  );
  return row;
}

/**
 * Ends the session of a token that was used before: somebody else may have a copy. A client that lost the answer to its
 * refresh and asks again cannot be told from a thief, so it must sign in again (api.md §2).
 */
export async function endSessionOfReusedToken(db: Db, hash: Buffer): Promise<void> {
  await db.query(
    `update session s set ended_at = now() from refresh_token t
      where t.hash = $1 and t.used_at is not null and s.id = t.session_id and s.ended_at is null`,
    [hash],
  );
}

export async function endSession(db: Db, id: string): Promise<void> {
  await db.query('update session set ended_at = now() where id = $1 and ended_at is null', [id]);
}

/** The session that a refresh token belongs to, used or not: whoever holds it may end it. */
export async function endSessionOfToken(db: Db, hash: Buffer): Promise<void> {
  await db.query(
    `update session s set ended_at = now() from refresh_token t
      where t.hash = $1 and s.id = t.session_id and s.ended_at is null`,
    [hash],
  );
}

/** All sessions of an account, but for `except`. */
export async function endSessionsOfAccount(db: Db, accountId: number, except?: string): Promise<void> {
  await db.query(
    'update session set ended_at = now() where account_id = $1 and ended_at is null and id is distinct from $2::uuid',
    [accountId, except ?? null],
  );
}

export async function isSessionAlive(db: Db, id: string): Promise<boolean> {
  const rows = await db.query('select 1 from session where id = $1 and ended_at is null and expires_at > now()', [id]);
  return rows.length === 1;
}

/** Refresh tokens that were used before; sessions in daily use would gather them for ever. */
export async function deleteOldRefreshTokens(db: Db, before: Temporal.Instant): Promise<void> {
  await db.query('delete from refresh_token where used_at < $1', [before]);
}

/** Sessions that ended or expired before; their tokens go with them. */
export async function deleteOldSessions(db: Db, before: Temporal.Instant): Promise<void> {
  await db.query('delete from session where coalesce(ended_at, expires_at) < $1', [before]);
}
