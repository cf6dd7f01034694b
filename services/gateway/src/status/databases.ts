import { DatabaseView, headers, serviceNames } from '@airside/contracts';
import type { Logger } from '@airside/service';
import { Value } from 'typebox/value';
import type { Fleet } from '../upstreams/fleet.ts';
import { selectInstance } from '../upstreams/selection.ts';

export type DatabasesDeps = { fleet: Fleet; logger: Logger; random: () => number; clusterSecret: string };

/** A cluster as one of its services sees it. */
export type SeenDatabase = DatabaseView & { seenBy: string };

const timeoutMs = 1000;

/** Every cluster, by asking one instance of each service for its own: that works wherever the databases run. */
export async function listDatabases(deps: DatabasesDeps): Promise<SeenDatabase[]> {
  const seen = await Promise.all(serviceNames.map((service) => ask(service, deps)));
  const byCluster = new Map<string, SeenDatabase>();
  for (const view of seen) if (view !== undefined && !byCluster.has(view.cluster)) byCluster.set(view.cluster, view);
  return [...byCluster.values()];
}

async function ask(
  service: (typeof serviceNames)[number],
  { fleet, logger, random, clusterSecret }: DatabasesDeps,
): Promise<SeenDatabase | undefined> {
  const upstream = selectInstance(fleet.of(service), random);
  if (upstream === undefined) return undefined;
  try {
    const answer = await upstream.pool.request({
      method: 'GET',
      path: '/internal/database',
      headers: { [headers.clusterSecret]: clusterSecret },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body: unknown = await answer.body.json();
    if (answer.statusCode === 200 && Value.Check(DatabaseView, body)) return { ...body, seenBy: upstream.name };
    logger.warn({ upstream: upstream.name, status: answer.statusCode }, 'its view of the database could not be had');
  } catch (error) {
    logger.warn({ err: error, upstream: upstream.name }, 'its view of the database could not be had');
  }
  return undefined;
}
