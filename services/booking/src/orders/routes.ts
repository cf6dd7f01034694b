import { headers, IdempotencyKey, OrderAnswer, OrderBody } from '@airside/contracts';
import { type App, access, accountOf } from '@airside/service';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { sendOutcome } from '../bookings/outcome.ts';
import { buyOrder } from './buy.ts';
import type { SellDeps } from './sell.ts';

export function orderRoutes(app: App, deps: SellDeps): void {
  for (const base of ['', '/api']) {
    app.post(
      `${base}/bookings`,
      {
        config: { access: access.signedIn, errors: 'resource' },
        schema: {
          summary: 'Book several passengers under one record locator',
          tags: ['bookings'],
          headers: Type.Object({ [headers.idempotencyKey]: Type.Optional(IdempotencyKey) }),
          body: OrderBody,
          response: { 201: OrderAnswer, 202: OrderAnswer },
        },
      },
      async (request, reply) => {
        const outcome = await buyOrder(deps, {
          caller: accountOf(request),
          body: request.body,
          idempotencyKey: request.headers[headers.idempotencyKey],
          requestId: request.id,
        });
        return sendOutcome(reply as FastifyReply, outcome);
      },
    );
  }
}
