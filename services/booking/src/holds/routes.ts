import { HoldAnswer, HoldBody, HoldId } from '@airside/contracts';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import { type HoldDeps, holdSeats, letGo } from './hold.ts';

const tags = ['seats'];

export function holdRoutes(app: App, deps: HoldDeps): void {
  const config = { access: access.signedIn, errors: 'resource' as const };
  for (const base of ['', '/api']) {
    app.post(
      `${base}/holds`,
      {
        config,
        schema: { summary: 'Keep seats for ten minutes', tags, body: HoldBody, response: { 201: HoldAnswer } },
      },
      async (request, reply) =>
        reply.code(201).send(await holdSeats(deps, { accountId: accountOf(request).userId, body: request.body })),
    );

    app.delete(
      `${base}/holds/:holdId`,
      {
        config,
        schema: { summary: 'Let held seats go', tags, params: Type.Object({ holdId: HoldId }) },
      },
      async (request, reply) => {
        await letGo(deps, request.params.holdId, accountOf(request).userId);
        return reply.code(204).send();
      },
    );
  }
}
