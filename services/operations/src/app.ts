import type { Cluster } from '@airside/postgres';
import { type App, type AuthOptions, createApp, type Logger, type Registry, version } from '@airside/service';
import { deadLetterRoutes } from './dead-letters/routes.ts';

export type OperationsDeps = {
  instance: string;
  logger: Logger;
  registry?: Registry;
  auth: AuthOptions;
  cluster: Cluster;
};

export async function buildApp({ instance, logger, registry, auth, cluster }: OperationsDeps): Promise<App> {
  const app = await createApp({
    service: 'operations_service',
    instance,
    version,
    logger,
    auth,
    ...(registry === undefined ? {} : { registry }),
  });
  deadLetterRoutes(app, { cluster });
  return app;
}
