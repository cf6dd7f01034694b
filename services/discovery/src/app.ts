import { type App, createApp, createRegistry as createMetrics, Gauge, type Logger, version } from '@airside/service';
import type { Registry } from './registry/registry.ts';
import { registryRoutes } from './registry/routes.ts';

export type DiscoveryDeps = { instance: string; clusterSecret: string; logger: Logger; registry: Registry };

export async function buildApp({ instance, clusterSecret, logger, registry }: DiscoveryDeps): Promise<App> {
  const metrics = createMetrics('discovery', instance);
  new Gauge({
    name: 'discovery_instances',
    help: 'Instances that are registered, by service',
    labelNames: ['listed_service'],
    registers: [metrics],
    collect() {
      this.reset();
      for (const [service, list] of Object.entries(registry.directory().services)) {
        this.set({ listed_service: service }, list.length);
      }
    },
  });
  const app = await createApp({
    service: 'discovery',
    instance,
    version,
    logger,
    registry: metrics,
    auth: { clusterSecret, verifyToken: () => Promise.resolve(undefined) },
  });
  registryRoutes(app, registry);
  return app;
}
