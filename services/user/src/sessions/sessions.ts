import { Problem } from '@airside/contracts';
import type { App } from '@airside/service';
import { randomUUID } from 'node:crypto';
import { type AccountRow, findAccount, findAccountByUsername } from '../accounts/queries.ts';
import type { UserDeps } from '../deps.ts';
import { hashToken, newOpaqueToken } from '../tokens.ts';
import { claimsFor, refreshLifetime } from './issue.ts';
import { endSessionOfReusedToken, insertSession, rotateRefreshToken } from './queries.ts';

/** What signing in and refreshing hand out; the routes decide how the refresh token travels. */
export type OpenedSession = { account: AccountRow; token: string; refreshToken: string };

export type Sessions = {
  /** Throws INVALID_CREDENTIALS, or TOO_MANY_LOGINS. */
  signIn(credentials: { username: string; password: string }, address: string): Promise<OpenedSession>;
  /** Trades a refresh token for the next pair. Throws INVALID_REFRESH_TOKEN; a reused one ends its session. */
  refresh(refreshToken: string): Promise<OpenedSession>;
};

export function createSessions(app: App, { cluster, keyRing, passwords, throttle, now }: UserDeps): Sessions {
  function accessToken(account: AccountRow, sessionId: string): string {
    const { kid, privatePem } = keyRing.signingKey();
    return app.jwt.sign(claimsFor(account, sessionId, now()), { key: privatePem, algorithm: 'EdDSA', kid });
  }

  async function open(account: AccountRow): Promise<OpenedSession> {
    const id = randomUUID();
    const refresh = newOpaqueToken();
    const isOpen = await insertSession(cluster.writer, {
      id,
      accountId: account.id,
      passwordHash: account.passwordHash,
      expiresAt: now().add(refreshLifetime),
      refreshHash: refresh.hash,
    });
    if (!isOpen) throw new Problem('INVALID_CREDENTIALS');
    return { account, token: accessToken(account, id), refreshToken: refresh.token };
  }

  return {
    async signIn({ username, password }, address) {
      const attempt = await throttle.begin(username, address);
      try {
        const account = await findAccountByUsername(cluster.writer, username);
        if (!(await passwords.matches(password, account?.passwordHash)) || account === undefined) {
          await attempt.failed();
          throw new Problem('INVALID_CREDENTIALS');
        }
        return await open(account);
      } finally {
        attempt.release();
      }
    },

    async refresh(refreshToken) {
      const hash = hashToken(refreshToken);
      const next = newOpaqueToken();
      const rotated = await cluster.transaction(async (tx) => {
        const session = await rotateRefreshToken(tx, {
          hash,
          nextHash: next.hash,
          expiresAt: now().add(refreshLifetime),
        });
        const account = session === undefined ? undefined : await findAccount(tx, session.accountId);
        return session === undefined || account === undefined ? undefined : { account, sessionId: session.sessionId };
      });
      if (rotated === undefined) {
        await endSessionOfReusedToken(cluster.writer, hash);
        throw new Problem('INVALID_REFRESH_TOKEN');
      }
      const { account, sessionId } = rotated;
      return { account, token: accessToken(account, sessionId), refreshToken: next.token };
    },
  };
}
