import { invalidField, PasswordChange, Problem, Profile, ProfilePatch } from '@airside/contracts';
import { publish } from '@airside/events';
import { uniqueViolation } from '@airside/postgres';
import { type App, access, accountOf } from '@airside/service';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { accountDeleted } from './events.ts';
import type { UserDeps } from '../deps.ts';
import { endSessionsOfAccount } from '../sessions/queries.ts';
import { deleteOneTimeTokensOfAccount, voidOneTimeTokens } from '../one-time-tokens/queries.ts';
import { profileOf } from './profile.ts';
import { type AccountRow, findAccount, pseudonymiseAccount, updatePassword, updateProfile } from './queries.ts';

const tags = ['accounts'];
const config = { access: access.signedIn };

/** One's own account. */
export function meRoutes(app: App, { cluster, passwords, throttle, oneTimeTokens, addressOf, now }: UserDeps): void {
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
      const after = await cluster.transaction(async (tx) => {
        const changed = await updateProfile(tx, before.id, request.body).catch((error: unknown) => {
          throw uniqueViolation(error) === undefined ? error : new Problem('USERNAME_OR_EMAIL_TAKEN');
        });
        if (changed === undefined) throw new Problem('AUTHENTICATION_REQUIRED');
        // The same address in other letters stays proven.
        if (changed.email !== before.email && changed.emailVerifiedAt === null)
          await oneTimeTokens.request(tx, changed, 'verify_email');
        return changed;
      });
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
        await deleteOneTimeTokensOfAccount(tx, userId);
        await pseudonymiseAccount(tx, userId);
        await endSessionsOfAccount(tx, userId);
        await publish(tx, [accountDeleted(userId, now())]);
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
      try {
        if (!(await passwords.matches(request.body.currentPassword, account.passwordHash))) {
          await attempt.failed();
          throw invalidField('currentPassword', 'is wrong');
        }
      } finally {
        attempt.release();
      }
      const passwordHash = await passwords.hash(request.body.newPassword);
      await cluster.transaction(async (tx) => {
        await voidOneTimeTokens(tx, account.id, 'password_reset');
        await updatePassword(tx, account.id, passwordHash);
        await endSessionsOfAccount(tx, account.id, accountOf(request).sessionId);
      });
      return reply.code(204).send(null);
    },
  );
}
