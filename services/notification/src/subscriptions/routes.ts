import { IdInPath, UserSubscriptions } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import { listSubscribedFlights } from './queries.ts';

export type SubscriptionDeps = {
  cluster: Cluster;
  /** Lets anybody read, as the oldest clients expect (`OPEN_READS`). */
  isOpen: boolean;
};

export function subscriptionRoutes(app: App, { cluster, isOpen }: SubscriptionDeps): void {
  app.get(
    '/api/auth/user-subscriptions/:user_id',
    {
      config: { access: isOpen ? access.public : access.selfOrStaff('user_id') },
      schema: {
        summary: 'Flights a user has subscribed to',
        tags: ['subscriptions'],
        params: Type.Object({ user_id: IdInPath }),
        response: { 200: UserSubscriptions },
      },
    },
    async (request) => {
      const userId = request.params.user_id;
      // From the primary: a traveller who has just subscribed expects to see it.
      return { userId, flights: await listSubscribedFlights(cluster.writer, userId) };
    },
  );
}
