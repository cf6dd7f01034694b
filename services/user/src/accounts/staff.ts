import type { Cluster } from '@airside/postgres';
import type { PasswordHasher } from '../passwords/hasher.ts';
import { findAccountByUsername, insertAccount, updatePassword, updateRoles } from './queries.ts';

/** The first account with all rights, from configuration. Idempotent; a changed password in the configuration becomes the account's. */
export async function ensureStaffAccount(
  { cluster, passwords }: { cluster: Cluster; passwords: PasswordHasher },
  staff: { username: string; password: string },
): Promise<void> {
  const { username, password } = staff;
  const known = await findAccountByUsername(cluster.writer, username);
  if (known === undefined) {
    const email = `${username}@airside.invalid`;
    // Of several instances that start together one inserts; the others find it there.
    await insertAccount(cluster.writer, {
      username,
      email,
      passwordHash: await passwords.hash(password),
      roles: ['passenger', 'admin'],
    });
    return;
  }
  if (!known.roles.includes('admin')) await updateRoles(cluster.writer, known.id, [...known.roles, 'admin']);
  if (!(await passwords.matches(password, known.passwordHash))) {
    await updatePassword(cluster.writer, known.id, await passwords.hash(password));
  }
}
