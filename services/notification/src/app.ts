import type { Cluster } from '@airside/postgres';
import { type App, type AuthOptions, createApp, type Logger, type Registry, version } from '@airside/service';
import { subscriptionRoutes } from './subscriptions/routes.ts';

export type NotificationDeps = {
  instance: string;
  logger: Logger;
  registry?: Registry;
  auth: AuthOptions;
  cluster: Cluster;
  /** `OPEN_READS`: lifts the guards that the oldest clients lack. */
  isOpen?: boolean;
};

export async function buildApp({
  instance,
  logger,
  registry,
  auth,
  cluster,
  isOpen = false,
}: NotificationDeps): Promise<App> {
  const app = await createApp({
    service: 'notification_service',
    instance,
    version,
    logger,
    auth,
    ...(registry === undefined ? {} : { registry }),
  });
  subscriptionRoutes(app, { cluster, isOpen });
  return app;
}
