import { PasswordChange, Problem, Profile, ProfilePatch } from '@airside/contracts';
import { uniqueViolation } from '@airside/postgres';
import { type App, access, accountOf } from '@airside/service';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { UserDeps } from '../deps.ts';
import { endSessionsOfAccount } from '../sessions/queries.ts';
import { makeOneTimeToken } from '../one-time-tokens/one-time-tokens.ts';
import { profileOf } from './profile.ts';
import { type AccountRow, findAccount, pseudonymiseAccount, updatePassword, updateProfile } from './queries.ts';

const tags = ['accounts'];
const config = { access: access.signedIn };

/** One's own account. */
export function meRoutes(app: App, { cluster, passwords, throttle, addressOf, now }: UserDeps): void {
  async function ownAccount(request: FastifyRequest): Promise<AccountRow> {
    const account = await findAccount(cluster.writer, accountOf(request).userId);
    if (account === undefined) throw new Problem('AUTHENTICATION_REQUIRED');
    return account;
  }

  app.get(
    '/api/auth/me',
    { config, schema: { summary: 'My account', tags, response: { 200: Profile } } },
    async (request) => profileOf(await ownAccount(request)),
  );

  app.patch(
    '/api/auth/me',
    { config, schema: { summary: 'Change my account', tags, body: ProfilePatch, response: { 200: Profile } } },
    async (request) => {
      const before = await ownAccount(request);
      const after = await updateProfile(cluster.writer, before.id, request.body).catch((error: unknown) => {
        throw uniqueViolation(error) === undefined ? error : new Problem('USERNAME_OR_EMAIL_TAKEN');
      });
      if (after === undefined) throw new Problem('AUTHENTICATION_REQUIRED');
      if (after.email !== before.email) await makeOneTimeToken(cluster.writer, after, 'verify_email', now());
      return profileOf(after);
    },
  );

  app.delete(
    '/api/auth/me',
    {
      config,
      schema: { summary: 'Delete my account and all personal data in it', tags, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { userId } = accountOf(request);
      await cluster.transaction(async (tx) => {
        await pseudonymiseAccount(tx, userId);
        await endSessionsOfAccount(tx, userId);
      });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/auth/me/password',
    {
      config,
      schema: {
        summary: 'Change my password; ends my other sessions',
        tags,
        body: PasswordChange,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const account = await ownAccount(request);
      const attempt = await throttle.begin(account.username, addressOf(request));
      const isRight = await passwords
        .matches(request.body.currentPassword, account.passwordHash)
        .finally(() => attempt.release());
      if (!isRight) {
        await attempt.failed();
        throw new Problem('VALIDATION_FAILED', {
          message: 'currentPassword: is wrong',
          errors: [{ field: 'currentPassword', message: 'is wrong' }],
        });
      }
      const passwordHash = await passwords.hash(request.body.newPassword);
      await cluster.transaction(async (tx) => {
        await updatePassword(tx, account.id, passwordHash);
        await endSessionsOfAccount(tx, account.id, accountOf(request).sessionId);
      });
      return reply.code(204).send(null);
    },
  );
}
