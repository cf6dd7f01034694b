import type { Cluster } from '@airside/postgres';
import type { PasswordHasher } from '../passwords/hasher.ts';
import { endSessionsOfAccount } from '../sessions/queries.ts';
import { findAccountByUsername, insertAccount, lockAccounts, updatePassword, updateRoles } from './queries.ts';

/**
 * The first account with all rights, from configuration. Idempotent; a changed password in the configuration becomes the
 * account's and ends its sessions, so that whoever held the name or the old password is out.
 */
export async function ensureStaffAccount(
  { cluster, passwords }: { cluster: Cluster; passwords: PasswordHasher },
  staff: { username: string; password: string },
): Promise<void> {
  const { username, password } = staff;
  const known = await findAccountByUsername(cluster.writer, username);
  if (known === undefined)
    return insertStaffAccount(cluster, { username, passwordHash: await passwords.hash(password) });
  if (!known.roles.includes('admin')) await updateRoles(cluster.writer, known.id, [...known.roles, 'admin']);
  if (await passwords.matches(password, known.passwordHash)) return;
  const passwordHash = await passwords.hash(password);
  await cluster.transaction(async (tx) => {
    await updatePassword(tx, known.id, passwordHash);
    await endSessionsOfAccount(tx, known.id);
  });
}

/** Of several instances that start together one inserts; the others wait for it and find it there. */
async function insertStaffAccount(
  cluster: Cluster,
  account: { username: string; passwordHash: string },
): Promise<void> {
  await cluster.transaction(async (tx) => {
    await lockAccounts(tx);
    if ((await findAccountByUsername(tx, account.username)) !== undefined) return;
    const email = `${account.username}@airside.invalid`;
    const id = await insertAccount(tx, { ...account, email, roles: ['passenger', 'admin'] });
    if (id === undefined) throw new Error(`there is no room for the staff account: ${email} belongs to somebody else`);
  });
}
