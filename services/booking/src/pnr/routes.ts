import { headers, Locator, PnrAnswer, PnrQuery, Problem } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import type { RedisClient } from '@airside/redis';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import { listTickets } from './queries.ts';
import { composePnr, isNamed } from './rules.ts';
import { createLookupThrottle } from './throttle.ts';

/** A booking by its record locator and a last name, without signing in; says nothing of which of the two was wrong. */
export function pnrRoutes(app: App, { cluster, redis }: { cluster: Cluster; redis: RedisClient }): void {
  const throttle = createLookupThrottle({ redis });
  for (const base of ['', '/api']) {
    app.get(
      `${base}/pnr/:locator`,
      {
        config: { access: access.public, errors: 'resource' },
        schema: {
          summary: 'A booking by record locator and last name',
          tags: ['bookings'],
          params: Type.Object({ locator: Locator }),
          querystring: PnrQuery,
          response: { 200: PnrAnswer },
        },
      },
      async (request) => {
        const locator = request.params.locator.toUpperCase();
        const seen = request.headers[headers.clientAddress];
        await throttle.enter(typeof seen === 'string' ? seen : request.ip, locator);
        // The same work for a locator that there is and one that there is not. From the primary: whoever has just booked looks.
        const tickets = await listTickets(cluster.writer, locator);
        if (!isNamed(tickets, request.query.lastName)) throw new Problem('BOOKING_NOT_FOUND');
        await throttle.right(locator);
        return composePnr(locator, tickets);
      },
    );
  }
}
