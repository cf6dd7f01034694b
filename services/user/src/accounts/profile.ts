import type { Profile } from '@airside/contracts';
import type { AccountRow } from './queries.ts';

/** What an account's owner and admins see of it. */
export function profileOf(account: AccountRow): Profile {
  const { id, username, email, emailVerifiedAt, firstName, lastName, phone, language, roles } = account;
  return {
    userId: id,
    username,
    email,
    emailVerified: emailVerifiedAt !== null,
    firstName,
    lastName,
    phone,
    language,
    roles,
  };
}
