import { accessTokenTtlSeconds, LoginAnswer, LoginBody, RefreshAnswer, RefreshBody } from '@airside/contracts';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import type { UserDeps } from '../deps.ts';
import { endSession } from './queries.ts';
import type { Sessions } from './sessions.ts';

const tags = ['accounts'];

/** Sessions of programs: both tokens are in the answer, and are theirs to keep. */
export function sessionRoutes(app: App, sessions: Sessions, { cluster, addressOf }: UserDeps): void {
  app.post(
    '/api/auth/login',
    {
      config: { access: access.public },
      schema: { summary: 'Sign in', tags, body: LoginBody, response: { 200: LoginAnswer } },
    },
    async (request, reply) => {
      const { account, token, refreshToken } = await sessions.signIn(request.body, addressOf(request));
      return reply.header('cache-control', 'no-store').send({
        message: 'Login successful',
        userId: account.id,
        token,
        refreshToken,
        expiresIn: accessTokenTtlSeconds,
      });
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
      const { account, token, refreshToken } = await sessions.refresh(request.body.refreshToken);
      return reply
        .header('cache-control', 'no-store')
        .send({ userId: account.id, token, refreshToken, expiresIn: accessTokenTtlSeconds });
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
