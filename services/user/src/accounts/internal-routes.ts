import { AccountContact, IdInPath, Problem } from '@airside/contracts';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import type { UserDeps } from '../deps.ts';
import { isReachable } from './address.ts';
import { findAccount } from './queries.ts';

/** What the notification service asks before it writes to an account. */
export function accountInternalRoutes(app: App, { cluster }: UserDeps): void {
  app.get(
    '/internal/accounts/:accountId',
    {
      config: { access: access.internal },
      schema: { hide: true, params: Type.Object({ accountId: IdInPath }), response: { 200: AccountContact } },
    },
    async (request) => {
      const account = await findAccount(cluster.writer, request.params.accountId);
      if (account === undefined) throw new Problem('USER_NOT_FOUND');
      const { username, email, firstName } = account;
      return { username, email: isReachable(email) ? email : null, firstName };
    },
  );
}
