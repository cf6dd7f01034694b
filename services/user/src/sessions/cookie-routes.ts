import { accessTokenTtlSeconds, LoginBody, Problem, SessionAnswer } from '@airside/contracts';
import { type App, access } from '@airside/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { UserDeps } from '../deps.ts';
import { hashToken } from '../tokens.ts';
import { cookiePath, isOwnPage, isSecurePage, readRefreshCookie, refreshCookie } from './cookie.ts';
import { endSessionOfToken } from './queries.ts';
import type { OpenedSession, Sessions } from './sessions.ts';

const tags = ['accounts'];
// The cookie is who asks, so the guard of tokens has nothing to look at.
const config = { access: access.public };

/** Sessions of the web app: the refresh token is in a cookie that only these routes see, the access token in the answer. */
export function cookieSessionRoutes(app: App, sessions: Sessions, { cluster, addressOf }: UserDeps): void {
  app.post(
    cookiePath,
    {
      config,
      schema: {
        summary: 'Sign in from the web app; the refresh token is kept in a cookie',
        tags,
        body: LoginBody,
        response: { 200: SessionAnswer },
      },
    },
    async (request, reply) => {
      refuseOtherPages(request);
      return answerWith(await sessions.signIn(request.body, addressOf(request)), request, reply);
    },
  );

  app.post(
    `${cookiePath}/refresh`,
    {
      config,
      schema: {
        summary: 'A new access token for whoever holds the cookie of a session, and the next cookie',
        tags,
        response: { 200: SessionAnswer },
      },
    },
    async (request, reply) => {
      refuseOtherPages(request);
      try {
        const refreshToken = readRefreshCookie(request.headers.cookie);
        if (refreshToken === undefined) throw new Problem('INVALID_REFRESH_TOKEN');
        return answerWith(await sessions.refresh(refreshToken), request, reply);
      } catch (error) {
        if (error instanceof Problem && error.code === 'INVALID_REFRESH_TOKEN') setCookie(undefined, request, reply);
        throw error;
      }
    },
  );

  app.delete(
    cookiePath,
    {
      config,
      schema: {
        summary: 'Sign out: end the session of the cookie, and clear it',
        tags,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      refuseOtherPages(request);
      const refreshToken = readRefreshCookie(request.headers.cookie);
      if (refreshToken !== undefined) await endSessionOfToken(cluster.writer, hashToken(refreshToken));
      setCookie(undefined, request, reply);
      return reply.code(204).send(null);
    },
  );
}

function answerWith({ account, token, refreshToken }: OpenedSession, request: FastifyRequest, reply: FastifyReply) {
  setCookie(refreshToken, request, reply);
  const { id: userId, username, roles } = account;
  return { userId, username, roles, token, expiresIn: accessTokenTtlSeconds };
}

function setCookie(refreshToken: string | undefined, request: FastifyRequest, reply: FastifyReply): void {
  const isSecure = isSecurePage(request.headers.origin, textOf(request.headers['x-forwarded-proto']));
  void reply.headers({ 'cache-control': 'no-store', 'set-cookie': refreshCookie(refreshToken, isSecure) });
}

/** The gateway says which host was called; it lets nobody else say so. */
function refuseOtherPages({ headers }: FastifyRequest): void {
  const page = {
    origin: headers.origin,
    fetchSite: textOf(headers['sec-fetch-site']),
    host: textOf(headers['x-forwarded-host']) ?? headers.host,
  };
  if (!isOwnPage(page)) throw new Problem('FORBIDDEN');
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
