import { accessTokenTtlSeconds, LoginAnswer, LoginBody, Problem, RefreshAnswer, RefreshBody } from '@airside/contracts';
import { type App, access, accountOf } from '@airside/service';
import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { type AccountRow, findAccount, findAccountByUsername } from '../accounts/queries.ts';
import type { UserDeps } from '../deps.ts';
import { hashToken, newOpaqueToken } from '../tokens.ts';
import { claimsFor, refreshLifetime } from './issue.ts';
import { endSession, endSessionOfReusedToken, insertSession, rotateRefreshToken } from './queries.ts';

const tags = ['accounts'];

export function sessionRoutes(app: App, { cluster, keyRing, passwords, throttle, addressOf, now }: UserDeps): void {
  function accessToken(account: AccountRow, sessionId: string): string {
    const { kid, privatePem } = keyRing.signingKey();
    return app.jwt.sign(claimsFor(account, sessionId, now()), { key: privatePem, algorithm: 'EdDSA', kid });
  }

  async function openSession(account: AccountRow): Promise<{ token: string; refreshToken: string }> {
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
    return { token: accessToken(account, id), refreshToken: refresh.token };
  }

  app.post(
    '/api/auth/login',
    {
      config: { access: access.public },
      schema: { summary: 'Sign in', tags, body: LoginBody, response: { 200: LoginAnswer } },
    },
    async (request, reply) => {
      const { username, password } = request.body;
      const attempt = await throttle.begin(username, addressOf(request));
      try {
        const account = await findAccountByUsername(cluster.writer, username);
        if (!(await passwords.matches(password, account?.passwordHash)) || account === undefined) {
          await attempt.failed();
          throw new Problem('INVALID_CREDENTIALS');
        }
        const pair = await openSession(account);
        return await reply
          .header('cache-control', 'no-store')
          .send({ message: 'Login successful', userId: account.id, ...pair, expiresIn: accessTokenTtlSeconds });
      } finally {
        attempt.release();
      }
    },
  );

  app.post(
    '/api/auth/refresh',
    {
      config: { access: access.public },
      schema: {
        summary: 'Trade a refresh token for a new pair; a token works once',
        tags,
        body: RefreshBody,
        response: { 200: RefreshAnswer },
      },
    },
    async (request, reply) => {
      const hash = hashToken(request.body.refreshToken);
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
      return reply.header('cache-control', 'no-store').send({
        userId: rotated.account.id,
        token: accessToken(rotated.account, rotated.sessionId),
        refreshToken: next.token,
        expiresIn: accessTokenTtlSeconds,
      });
    },
  );

  app.post(
    '/api/auth/logout',
    {
      config: { access: access.signedIn },
      schema: { summary: 'End this session', tags, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await endSession(cluster.writer, accountOf(request).sessionId);
      return reply.code(204).send(null);
    },
  );
}
