import { IdInPath, Problem, Profile, RolesBody } from '@airside/contracts';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import type { UserDeps } from '../deps.ts';
import { endSessionsOfAccount } from '../sessions/queries.ts';
import { profileOf } from './profile.ts';
import { searchAccounts, updateRoles } from './queries.ts';

const tags = ['administration'];
const config = { access: access.admin };

const usersQuery = Type.Object(
  {
    /** Part of a username, e-mail or name; everybody when empty. */
    query: Type.String({ maxLength: 100, default: '' }),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  },
  { additionalProperties: false },
);

export function adminRoutes(app: App, { cluster }: UserDeps): void {
  app.get(
    '/api/auth/users',
    {
      config,
      schema: {
        summary: 'Find accounts',
        tags,
        querystring: usersQuery,
        response: { 200: Type.Object({ users: Type.Array(Profile), count: Type.Integer() }) },
      },
    },
    async (request) => {
      const accounts = await searchAccounts(cluster.writer, request.query.query, request.query.limit);
      return { users: accounts.map(profileOf), count: accounts.length };
    },
  );

  app.put(
    '/api/auth/users/:id/roles',
    {
      config,
      schema: {
        summary: 'Set the roles of an account; its next token has them, and one that loses a role must sign in again',
        tags,
        params: Type.Object({ id: IdInPath }),
        body: RolesBody,
        response: { 200: Profile },
      },
    },
    async (request) => {
      const { roles } = request.body;
      const account = await cluster.transaction(async (tx) => {
        const updated = await updateRoles(tx, request.params.id, roles);
        if (updated === undefined) throw new Problem('USER_NOT_FOUND');
        // Its living tokens still name the lost role: with them it could give the role back to itself.
        if (updated.rolesBefore.some((role) => !roles.includes(role))) await endSessionsOfAccount(tx, updated.id);
        return updated;
      });
      return profileOf(account);
    },
  );
}
