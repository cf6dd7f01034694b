import type { ProfilePatch, Role } from '@airside/contracts';
import type { Db } from '@airside/postgres';

export type AccountRow = {
  id: number;
  username: string;
  email: string;
  emailVerifiedAt: Temporal.Instant | null;
  passwordHash: string;
  firstName: string | null;
  lastName: string | null;
  phone: string | null;
  language: string;
  roles: Role[];
};

const columns = `id, username, email, email_verified_at as "emailVerifiedAt", password_hash as "passwordHash",
  first_name as "firstName", last_name as "lastName", phone, language, roles`;

/** Undefined where username or e-mail is taken, in any case. */
export async function insertAccount(
  db: Db,
  account: { username: string; email: string; passwordHash: string; roles: Role[] },
): Promise<number | undefined> {
  const [row] = await db.query<{ id: number }>(
    `insert into account (username, email, password_hash, roles) values ($1, $2, $3, $4)
     on conflict do nothing returning id`,
    [account.username, account.email, account.passwordHash, account.roles],
  );
  return row?.id;
}

/** Held to the end of the transaction: nobody else makes an account meanwhile. */
export async function lockAccounts(db: Db): Promise<void> {
  await db.query('lock table account in share row exclusive mode');
}

export async function findAccountByUsername(db: Db, username: string): Promise<AccountRow | undefined> {
  const [row] = await db.query<AccountRow>(
    `select ${columns} from account where lower(username) = lower($1) and deleted_at is null`,
    [username],
  );
  return row;
}

export async function findAccountByEmail(db: Db, email: string): Promise<AccountRow | undefined> {
  const [row] = await db.query<AccountRow>(
    `select ${columns} from account where lower(email) = lower($1) and deleted_at is null`,
    [email],
  );
  return row;
}

export async function findAccount(db: Db, id: number): Promise<AccountRow | undefined> {
  const [row] = await db.query<AccountRow>(`select ${columns} from account where id = $1 and deleted_at is null`, [id]);
  return row;
}

/** Changes what the patch has; a new e-mail address is not verified. Throws a unique violation where it is taken. */
export async function updateProfile(db: Db, id: number, patch: ProfilePatch): Promise<AccountRow | undefined> {
  const [row] = await db.query<AccountRow>(
    `update account set
       first_name = case when $2::jsonb ? 'firstName' then $2->>'firstName' else first_name end,
       last_name = case when $2::jsonb ? 'lastName' then $2->>'lastName' else last_name end,
       phone = case when $2::jsonb ? 'phone' then $2->>'phone' else phone end,
       language = coalesce($2->>'language', language),
       email_verified_at = case when lower(coalesce($2->>'email', email)) = lower(email) then email_verified_at end,
       email = coalesce($2->>'email', email),
       updated_at = now()
     where id = $1 and deleted_at is null
     returning ${columns}`,
    [id, JSON.stringify(patch)],
  );
  return row;
}

export async function updatePassword(db: Db, id: number, passwordHash: string): Promise<void> {
  await db.query('update account set password_hash = $2, updated_at = now() where id = $1', [id, passwordHash]);
}

/** The account as it is now, and the roles it had before. */
export async function updateRoles(
  db: Db,
  id: number,
  roles: readonly Role[],
): Promise<(AccountRow & { rolesBefore: Role[] }) | undefined> {
  const [row] = await db.query<AccountRow & { rolesBefore: Role[] }>(
    `update account set roles = $2, updated_at = now() where id = $1 and deleted_at is null
     returning ${columns}, old.roles as "rolesBefore"`,
    [id, roles],
  );
  return row;
}

/**
 * Leaves a row without personal data: bookings and audits go on pointing at an id that names nobody.
 * The stand-ins have a colon, which no username has, so that nobody can register one and block a deletion.
 */
export async function pseudonymiseAccount(db: Db, id: number): Promise<void> {
  await db.query(
    `update account set username = 'deleted:' || id, email = 'deleted:' || id, email_verified_at = null,
       password_hash = '', first_name = null, last_name = null, phone = null, roles = '{}',
       deleted_at = now(), updated_at = now()
     where id = $1`,
    [id],
  );
}

/** Accounts whose username, e-mail or name contains the text, by username. */
export async function searchAccounts(db: Db, text: string, limit: number): Promise<AccountRow[]> {
  return db.query<AccountRow>(
    `select ${columns} from account
      where deleted_at is null
        and position(lower($1) in lower(concat_ws(' ', username, email, first_name, last_name))) > 0
      order by lower(username) limit $2`,
    [text, limit],
  );
}

export async function markEmailVerified(db: Db, id: number): Promise<void> {
  await db.query('update account set email_verified_at = now(), updated_at = now() where id = $1', [id]);
}
