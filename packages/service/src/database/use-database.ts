import { DatabaseView, headers } from '@airside/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { access } from '../auth/access.ts';
import type { Registry } from '../metrics.ts';
import { describeDatabase } from './metrics.ts';
import type { ReadSession, ServiceDatabase } from './service-database.ts';
import { beyondAll, createReadAfterReader, type ReadAfter } from './read-after.ts';

/** How long an answer waits to learn its position, in milliseconds; then the client's next reads go to the primary. */
const longestPositionMs = 500;

/** Reads after the caller's own writes, metrics, and the view that the gateway shows to staff. Before any route is added. */
export function useDatabase(
  app: FastifyInstance,
  { database, registry, clusterSecret }: { database: ServiceDatabase; registry: Registry; clusterSecret: string },
): void {
  describeDatabase(registry, database);
  const read = createReadAfterReader(clusterSecret);
  const told = new WeakMap<FastifyRequest, { session: ReadSession; readAfter: ReadAfter | undefined }>();

  // With a callback: everything that follows for this request runs inside its session.
  app.addHook('onRequest', (request, _reply, done) => {
    const value = request.headers[headers.readAfter];
    const readAfter = typeof value === 'string' ? read(value) : undefined;
    const session: ReadSession = { after: readAfter?.positionOf(database.name), hasWritten: false };
    told.set(request, { session, readAfter });
    database.inSession(session, done);
  });

  // Only for clients that asked: it costs a question to the primary.
  app.addHook('onSend', async (request, reply) => {
    const { session, readAfter } = told.get(request) ?? {};
    if (readAfter === undefined || session?.hasWritten !== true) return;
    void reply.header(headers.readAfter, readAfter.with(database.name, await positionSoon(database)));
  });

  app.get(
    '/internal/database',
    { config: { access: access.internal }, schema: { hide: true, response: { 200: DatabaseView } } },
    async () => viewOf(database),
  );
}

async function positionSoon(database: ServiceDatabase): Promise<string> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve(beyondAll), longestPositionMs);
  try {
    return await Promise.race([database.position().catch(() => beyondAll), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function viewOf(database: ServiceDatabase): DatabaseView {
  return {
    cluster: database.name,
    failovers: database.counts().failovers,
    nodes: database.nodes().map(({ name, isWriter, view }) => ({
      name,
      isWriter,
      state: view.state,
      ...(view.state === 'unreachable' ? { error: view.error } : { timeline: view.timeline, lsn: view.lsn }),
      ...(view.state === 'standby' && Number.isFinite(view.lagMs) ? { lagMs: Math.round(view.lagMs) } : {}),
    })),
  };
}
