import { figuresOfStream, type Relay, startRelay } from '@airside/events';
import type { Cluster } from '@airside/postgres';
import type { RedisClient } from '@airside/redis';
import {
  type App,
  type AuthOptions,
  type Background,
  createApp,
  createRegistry,
  type Logger,
  measureBus,
  type Registry,
  version,
} from '@airside/service';
import { randomUUID } from 'node:crypto';
import { measureRuns } from './measure/measure.ts';
import { reportRoutes } from './reports/routes.ts';
import { type NightlyOptions, startNightly } from './schedule/nightly.ts';

export type EtlDeps = {
  instance: string;
  logger: Logger;
  registry?: Registry;
  auth: AuthOptions;
  warehouse: Cluster;
  redis?: RedisClient;
  /** Absent: nothing is loaded by itself. */
  nightly?: Pick<NightlyOptions, 'schedule' | 'load'>;
  now: () => Temporal.Instant;
};

/** Stream on the bus that says when figures are new. */
const warehouseStream = 'warehouse';

/** Composes the process of the warehouse: reports, figures of the runs, and the nightly load, which begins when the app is ready. */
export async function buildApp(deps: EtlDeps): Promise<App> {
  const { instance, logger, auth, warehouse, redis, nightly, now } = deps;
  const registry = deps.registry ?? createRegistry('etl_service', instance);
  const app = await createApp({
    service: 'etl_service',
    instance,
    version,
    logger,
    auth,
    registry,
    database: warehouse,
  });
  reportRoutes(app, { warehouse, now });
  measureRuns(registry, warehouse.writer);

  let running: Background[] = [];
  let relay: Relay | undefined;
  if (redis !== undefined) {
    const stream = { cluster: warehouse, redis, stream: warehouseStream };
    measureBus(
      registry,
      figuresOfStream(stream, () => relay),
    );
    app.addHook('onReady', async () => {
      relay = startRelay({ ...stream, holder: `${instance}/${randomUUID()}`, log: logger });
    });
  }
  app.addHook('onReady', async () => {
    if (nightly !== undefined) running = [startNightly({ ...nightly, warehouse, logger, now })];
  });
  app.addHook('onClose', async () => {
    await Promise.all(running.map((each) => each.stop()));
    await relay?.stop();
  });
  return app;
}
