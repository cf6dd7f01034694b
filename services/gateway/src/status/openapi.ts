import { serviceNames } from '@airside/contracts';
import { type Logger, version } from '@airside/service';
import type { RouteMatcher } from '../routes.ts';
import type { Fleet } from '../upstreams/fleet.ts';
import { selectInstance } from '../upstreams/selection.ts';
import { mergeDocuments, type OpenApiDocument, type ServiceDocument } from './openapi-merge.ts';

export type OpenApiDeps = {
  fleet: Fleet;
  matchRoute: RouteMatcher;
  logger: Logger;
  now: () => number;
  random: () => number;
  /** The gateway's own part. */
  own: () => OpenApiDocument;
};

/** How long a merged document is used, in milliseconds. */
const cacheMs = 10_000;
const fetchTimeoutMs = 2000;
const longestDocumentBytes = 4 * 1024 * 1024;

/** The description of all public routes. A service that does not answer is described as it last was; one that never has is named in `info`. */
export function createOpenApi(deps: OpenApiDeps): () => Promise<unknown> {
  const lastGood = new Map<string, ServiceDocument>();
  let merged: { at: number; document: Promise<unknown> } | undefined;

  async function refresh(service: (typeof serviceNames)[number]): Promise<void> {
    const upstream = selectInstance(deps.fleet.of(service), deps.random);
    if (upstream === undefined) return;
    try {
      const answer = await upstream.pool.request({
        method: 'GET',
        path: '/openapi.json',
        signal: AbortSignal.timeout(fetchTimeoutMs),
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200 || text.length > longestDocumentBytes)
        throw new Error(`answered ${answer.statusCode}`);
      lastGood.set(service, { service, document: JSON.parse(text) as OpenApiDocument });
    } catch (error) {
      deps.logger.warn({ err: error, upstream: upstream.name }, 'its OpenAPI document could not be had');
    }
  }

  async function build(): Promise<unknown> {
    await Promise.all(serviceNames.map(refresh));
    const documents = [{ service: 'gateway', document: deps.own() }, ...lastGood.values()];
    const missing = serviceNames.filter((service) => !lastGood.has(service));
    const description = `Incomplete: ${missing.join(', ')} did not say yet what is offered.`;
    return mergeDocuments(
      { title: 'Airside', version, ...(missing.length > 0 && { description }) },
      documents,
      (path, service) => service === 'gateway' || deps.matchRoute(path)?.service === service,
    );
  }

  return () => {
    if (merged === undefined || deps.now() - merged.at > cacheMs) merged = { at: deps.now(), document: build() };
    return merged.document;
  };
}
