import type { Cluster } from '@airside/postgres';
import type { PasswordHasher } from '../passwords/hasher.ts';
import { findAccountByUsername, insertAccount, lockAccounts, updatePassword, updateRoles } from './queries.ts';

/** The first account with all rights, from configuration. Idempotent; a changed password in the configuration becomes the account's. */
export async function ensureStaffAccount(
  { cluster, passwords }: { cluster: Cluster; passwords: PasswordHasher },
  staff: { username: string; password: string },
): Promise<void> {
  const { username, password } = staff;
  const known = await findAccountByUsername(cluster.writer, username);
  if (known === undefined)
    return insertStaffAccount(cluster, { username, passwordHash: await passwords.hash(password) });
  if (!known.roles.includes('admin')) await updateRoles(cluster.writer, known.id, [...known.roles, 'admin']);
  if (!(await passwords.matches(password, known.passwordHash))) {
    await updatePassword(cluster.writer, known.id, await passwords.hash(password));
  }
}

/** Of several instances that start together one inserts; the others wait for it and find it there. */
async function insertStaffAccount(
  cluster: Cluster,
  account: { username: string; passwordHash: string },
): Promise<void> {
  await cluster.transaction(async (tx) => {
    await lockAccounts(tx);
    if ((await findAccountByUsername(tx, account.username)) !== undefined) return;
    await insertAccount(tx, {
      ...account,
      email: `${account.username}@airside.invalid`,
      roles: ['passenger', 'admin'],
    });
  });
}
