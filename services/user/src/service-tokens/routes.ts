import { IdInPath, Problem, ServiceTokenBody, serviceTokenPrefix, ServiceTokenVerification } from '@airside/contracts';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import type { UserDeps } from '../deps.ts';
import { hashToken, newOpaqueToken } from '../tokens.ts';
import {
  findServiceToken,
  insertServiceToken,
  listServiceTokens,
  revokeServiceToken,
  type ServiceTokenRow,
} from './queries.ts';

const tags = ['administration'];
const config = { access: access.admin };

const listed = { id: Type.Integer(), name: Type.String(), scopes: Type.Array(Type.String()), createdAt: Type.String() };
const present = (row: ServiceTokenRow) => ({ ...row, createdAt: row.createdAt.toString() });

/** Tokens for machines: made and revoked by admins, shown once. */
export function serviceTokenRoutes(app: App, { cluster }: UserDeps): void {
  app.post(
    '/api/auth/service-tokens',
    {
      config,
      schema: {
        summary: 'Make a service token; the answer is the only time it is shown',
        tags,
        body: ServiceTokenBody,
        response: { 201: Type.Object({ ...listed, token: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { name, scopes } = request.body;
      const { token, hash } = newOpaqueToken(serviceTokenPrefix);
      const row = await insertServiceToken(cluster.writer, {
        name,
        scopes,
        hash,
        createdBy: accountOf(request).userId,
      });
      if (row === undefined) throw new Problem('UNEXPECTED');
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...present(row), token });
    },
  );

  app.get(
    '/api/auth/service-tokens',
    {
      config,
      schema: {
        summary: 'Living service tokens, without the tokens',
        tags,
        response: { 200: Type.Object({ serviceTokens: Type.Array(Type.Object(listed)) }) },
      },
    },
    async () => ({ serviceTokens: (await listServiceTokens(cluster.writer)).map(present) }),
  );

  app.delete(
    '/api/auth/service-tokens/:id',
    {
      config,
      schema: {
        summary: 'Revoke a service token',
        tags,
        params: Type.Object({ id: IdInPath }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      if (!(await revokeServiceToken(cluster.writer, request.params.id))) throw new Problem('NOT_FOUND');
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/internal/service-tokens/verify',
    {
      config: { access: access.internal },
      schema: {
        body: Type.Object({ token: Type.String({ maxLength: 512 }) }, { additionalProperties: false }),
        response: { 200: ServiceTokenVerification },
      },
    },
    async (request): Promise<ServiceTokenVerification> => {
      const found = await findServiceToken(cluster.writer, hashToken(request.body.token));
      return found === undefined
        ? { active: false }
        : { active: true, id: found.id, name: found.name, scopes: found.scopes };
    },
  );
}
