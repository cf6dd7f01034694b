import type { Db } from '@airside/postgres';
import { hashToken, newOpaqueToken } from '../tokens.ts';
import { countRecentTokens, insertOneTimeToken, type OneTimePurpose, useOneTimeToken } from './queries.ts';

const lifetimes: Record<OneTimePurpose, Temporal.Duration> = {
  password_reset: Temporal.Duration.from({ hours: 1 }),
  verify_email: Temporal.Duration.from({ hours: 48 }),
};
/** Requests for one account within an hour; more are accepted in silence and make no token, so that nobody's mailbox is flooded. */
const mostPerHour = 5;

/** Makes a token for a mail to the account; undefined where there were enough lately. */
export async function makeOneTimeToken(
  db: Db,
  account: { id: number; email: string },
  purpose: OneTimePurpose,
  now: Temporal.Instant,
): Promise<string | undefined> {
  const since = now.subtract({ hours: 1 });
  if ((await countRecentTokens(db, account.id, purpose, since)) >= mostPerHour) return undefined;
  const { token, hash } = newOpaqueToken();
  await insertOneTimeToken(db, {
    hash,
    accountId: account.id,
    purpose,
    email: account.email,
    expiresAt: now.add(lifetimes[purpose]),
  });
  return token;
}

/** Uses a token up; answers whose it was, or undefined where it is unknown, used, too old, or made for an address that has changed. */
export async function redeemOneTimeToken(db: Db, token: string, purpose: OneTimePurpose): Promise<number | undefined> {
  return useOneTimeToken(db, hashToken(token), purpose);
}
