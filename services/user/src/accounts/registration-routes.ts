import {
  PasswordResetConfirm,
  PasswordResetRequest,
  Problem,
  RegisterAnswer,
  RegisterBody,
  VerifyEmailBody,
  invalidField,
} from '@airside/contracts';
import { type App, access } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import { Type } from 'typebox';
import type { UserDeps } from '../deps.ts';
import { endSessionsOfAccount } from '../sessions/queries.ts';
import { findAccountByEmail, insertAccount, markEmailVerified, updatePassword } from './queries.ts';

const tags = ['accounts'];
const config = { access: access.public };
/** Longer than storing a token and its event takes, in milliseconds, so that the wait does not tell whether any were stored. */
const resetAnswerMs = 250;

/** What works without being signed in: register, prove an address, get back in with a forgotten password. */
export function registrationRoutes(app: App, { cluster, passwords, oneTimeTokens }: UserDeps): void {
  async function prepareReset(email: string): Promise<void> {
    const account = await findAccountByEmail(cluster.writer, email);
    if (account !== undefined) await cluster.transaction((tx) => oneTimeTokens.request(tx, account, 'password_reset'));
  }

  app.post(
    '/api/auth/register',
    { config, schema: { summary: 'Make an account', tags, body: RegisterBody, response: { 201: RegisterAnswer } } },
    async (request, reply) => {
      const { username, email, password } = request.body;
      const passwordHash = await passwords.hash(password);
      const userId = await cluster.transaction(async (tx) => {
        const id = await insertAccount(tx, { username, email, passwordHash, roles: ['passenger'] });
        if (id === undefined) throw new Problem('USERNAME_OR_EMAIL_TAKEN');
        await oneTimeTokens.request(tx, { id, email }, 'verify_email');
        return id;
      });
      return reply.code(201).send({ message: 'User registered successfully', userId });
    },
  );

  app.post(
    '/api/auth/password-reset',
    {
      config,
      schema: {
        summary: 'Ask for a mail that resets the password',
        tags,
        body: PasswordResetRequest,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      // The same answer after the same time, whether the address is known or not.
      await Promise.all([prepareReset(request.body.email), delay(resetAnswerMs)]);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/auth/password-reset/confirm',
    {
      config,
      schema: {
        summary: 'Set a new password with the token of the mail',
        tags,
        body: PasswordResetConfirm,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const passwordHash = await passwords.hash(request.body.newPassword);
      await cluster.transaction(async (tx) => {
        const accountId = await oneTimeTokens.redeem(tx, request.body.token, 'password_reset');
        if (accountId === undefined) throw invalidField('token', 'is not valid any more');
        await updatePassword(tx, accountId, passwordHash);
        await endSessionsOfAccount(tx, accountId);
      });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/auth/verify-email',
    {
      config,
      schema: {
        summary: 'Prove an e-mail address with the token of the mail',
        tags,
        body: VerifyEmailBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await cluster.transaction(async (tx) => {
        const accountId = await oneTimeTokens.redeem(tx, request.body.token, 'verify_email');
        if (accountId === undefined) throw invalidField('token', 'is not valid any more');
        await markEmailVerified(tx, accountId);
      });
      return reply.code(204).send(null);
    },
  );
}
