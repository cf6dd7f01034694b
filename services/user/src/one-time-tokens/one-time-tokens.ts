import type { OneTimePurpose, OneTimeTokenFacts } from '@airside/contracts';
import { publish } from '@airside/events';
import type { Db } from '@airside/postgres';
import { randomUUID } from 'node:crypto';
import { isReachable } from '../accounts/address.ts';
import { hashToken } from '../tokens.ts';
import type { TokenOf } from './derive.ts';
import { mailRequested } from './events.ts';
import { countRecentTokens, findOpenToken, insertOneTimeToken, lockAccount, useOneTimeToken } from './queries.ts';

const lifetimes: Record<OneTimePurpose, Temporal.Duration> = {
  password_reset: Temporal.Duration.from({ hours: 1 }),
  verify_email: Temporal.Duration.from({ hours: 48 }),
};
/** Requests for one account within an hour; more are accepted in silence and make no token, so that nobody's mailbox is flooded. */
const mostPerHour = 5;

export type OneTimeTokens = {
  /**
   * Makes a token and, in the same transaction, the event that has its mail sent. Does nothing where there were enough
   * lately, or the account or its address is another by now.
   */
  request(tx: Db, account: { id: number; email: string }, purpose: OneTimePurpose): Promise<void>;
  /** Uses a token up; answers whose it was, or undefined where it is unknown, used, too old, or made for an address that has changed. */
  redeem(tx: Db, token: string, purpose: OneTimePurpose): Promise<number | undefined>;
  /** A token with all that its mail says; undefined where it cannot be redeemed any more. */
  reveal(db: Db, id: string): Promise<OneTimeTokenFacts | undefined>;
};

export function createOneTimeTokens({
  tokenOf,
  now,
}: {
  tokenOf: TokenOf;
  now: () => Temporal.Instant;
}): OneTimeTokens {
  return {
    async request(tx, account, purpose) {
      if (!isReachable(account.email)) return;
      // One request of an account at a time: else some that come at once are all below the bound.
      if (!(await lockAccount(tx, account))) return;
      const at = now();
      if ((await countRecentTokens(tx, account.id, purpose, at.subtract({ hours: 1 }))) >= mostPerHour) return;
      const id = randomUUID();
      const token = { id, accountId: account.id, purpose, expiresAt: at.add(lifetimes[purpose]).round('second') };
      await insertOneTimeToken(tx, { ...token, hash: hashToken(tokenOf(id)), email: account.email });
      await publish(tx, [mailRequested(token, at)]);
    },
    redeem: (tx, token, purpose) => useOneTimeToken(tx, hashToken(token), purpose),
    async reveal(db, id) {
      const found = await findOpenToken(db, id);
      if (found === undefined) return undefined;
      const { hash, expiresAt, ...facts } = found;
      const token = tokenOf(id);
      // Made under another secret: nobody can tell it any more.
      if (!hashToken(token).equals(hash)) return undefined;
      return { ...facts, token, expiresAt: expiresAt.toString() };
    },
  };
}
