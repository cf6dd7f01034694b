import { OneTimeTokenFacts, Problem, Uuid } from '@airside/contracts';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import type { UserDeps } from '../deps.ts';

/** What the notification service asks in the moment in which it sends the mail of a token. */
export function oneTimeTokenRoutes(app: App, { cluster, oneTimeTokens }: UserDeps): void {
  app.get(
    '/internal/one-time-tokens/:tokenId',
    {
      config: { access: access.internal },
      schema: { hide: true, params: Type.Object({ tokenId: Uuid }), response: { 200: OneTimeTokenFacts } },
    },
    async (request, reply) => {
      const facts = await oneTimeTokens.reveal(cluster.writer, request.params.tokenId);
      if (facts === undefined) throw new Problem('ONE_TIME_TOKEN_VOID');
      return reply.header('cache-control', 'no-store').send(facts);
    },
  );
}
