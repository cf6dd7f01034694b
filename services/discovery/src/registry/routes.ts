import {
  Directory,
  heartbeatSeconds,
  InstanceName,
  LeaseAnswer,
  LeaseRequest,
  leaseTtlSeconds,
  longestWatchSeconds,
  Problem,
} from '@airside/contracts';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import type { Registry } from './registry.ts';
import { scrapeTargets } from './scrape-targets.ts';

const params = Type.Object({ instance: InstanceName });
const watchQuery = Type.Object(
  {
    /** The revision the caller has; the answer waits until there is another. */
    revision: Type.Optional(Type.String({ maxLength: 100 })),
    waitSeconds: Type.Integer({ minimum: 0, maximum: longestWatchSeconds, default: 0 }),
  },
  { additionalProperties: false },
);

/** Most watches held open at once; a gateway or service has one each. */
const mostWatches = 500;

/** Registration, list, blocking watch, and Prometheus targets. Every route but the last needs the cluster secret. */
export function registryRoutes(app: App, registry: Registry): void {
  const config = { access: access.internal };
  let watches = 0;

  app.put(
    '/leases/:instance',
    { config, schema: { params, body: LeaseRequest, response: { 200: LeaseAnswer } } },
    async (request) => {
      await registry.put({ ...request.body, instance: request.params.instance });
      return { ttlSeconds: leaseTtlSeconds, heartbeatSeconds };
    },
  );

  app.delete('/leases/:instance', { config, schema: { params } }, async (request, reply) => {
    const known = registry.find(request.params.instance);
    if (known !== undefined) await registry.put({ ...known, state: 'left' });
    return reply.code(204).send();
  });

  app.get(
    '/services',
    { config, schema: { querystring: watchQuery, response: { 200: Directory } } },
    async (request) => {
      const { revision, waitSeconds } = request.query;
      if (revision === undefined || waitSeconds === 0) return registry.directory();
      if (watches >= mostWatches) throw new Problem('OVERLOADED', { retryAfterSeconds: 1 });
      watches += 1;
      try {
        return await registry.watch(revision, waitSeconds * 1000, request.signal);
      } finally {
        watches -= 1;
      }
    },
  );

  // Prometheus cannot send our header; the list says no more than its own target page does.
  app.get('/prometheus/targets', { config: { access: access.public } }, async (_request, reply) =>
    reply.type('application/json').send(scrapeTargets(registry.directory(), registry.lost())),
  );
}
