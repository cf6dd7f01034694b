import { WsTicket } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type AccountCaller, type App, access, accountOf } from '@airside/service';
import { createHash, randomBytes } from 'node:crypto';
import { insertTicket, takeTicket } from './queries.ts';

/** How long a ticket can be used (quality.md S7). */
const ticketSeconds = 30;

const hashOf = (ticket: string) => createHash('sha256').update(ticket).digest();

/** Whoever the ticket was made for; it works once. */
export function redeemTicket(cluster: Cluster, ticket: string): Promise<AccountCaller | undefined> {
  return takeTicket(cluster.writer, hashOf(ticket));
}

export function ticketRoutes(app: App, { cluster, now }: { cluster: Cluster; now: () => Temporal.Instant }): void {
  app.post(
    '/api/notifications/ws-ticket',
    {
      config: { access: access.signedIn },
      schema: { summary: 'A ticket that opens one WebSocket', tags: ['rooms'], response: { 201: WsTicket } },
    },
    async (request, reply) => {
      const ticket = randomBytes(24).toString('base64url');
      const expiresAt = now().add({ seconds: ticketSeconds });
      await insertTicket(cluster.writer, { hash: hashOf(ticket), caller: accountOf(request), expiresAt });
      return reply.code(201).header('cache-control', 'no-store').send({ ticket, expiresIn: ticketSeconds });
    },
  );
}
