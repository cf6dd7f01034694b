import { type Directory, serviceNames } from '@airside/contracts';
import { type App, createApp, type Logger, type Registry as Metrics, sampled, version } from '@airside/service';
import type { Registry } from './registry/registry.ts';
import { registryRoutes } from './registry/routes.ts';

export type DiscoveryDeps = {
  instance: string;
  clusterSecret: string;
  logger: Logger;
  registry: Registry;
  metrics: Metrics;
};

export async function buildApp({ instance, clusterSecret, logger, registry, metrics }: DiscoveryDeps): Promise<App> {
  sampled(metrics, {
    name: 'discovery_instances',
    help: 'Instances that are registered, by service and state; a service without any is there at zero',
    labelNames: ['listed_service', 'state'],
    read: () => countInstances(registry.directory()),
  });
  sampled(metrics, {
    name: 'discovery_settled',
    help: '1 once discovery has heard everybody since its start; nobody is dropped on its word before',
    read: () => [{ value: Number(registry.directory().settled) }],
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

function countInstances({ services }: Directory) {
  return serviceNames.flatMap((service) =>
    (['up', 'draining'] as const).map((state) => ({
      labels: { listed_service: service, state },
      value: (services[service] ?? []).filter((one) => one.state === state).length,
    })),
  );
}
