import { isStaff } from '@airside/contracts';
import {
  access,
  type App,
  bearerToken,
  type DirectoryWatch,
  type Registry,
  type TokenVerifier,
} from '@airside/service';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Fleet } from '../upstreams/fleet.ts';
import type { SeenDatabase } from './databases.ts';
import { describeDirectory, describeUpstream } from './describe.ts';

export type StatusDeps = {
  fleet: Fleet;
  directory: DirectoryWatch;
  registry: Registry;
  verifyToken: TokenVerifier;
  /** Port the gateway is reached by. */
  port: () => number;
  openSockets: () => number;
  openApi: () => Promise<unknown>;
  databases: () => Promise<SeenDatabase[]>;
  now: () => number;
};

const config = { access: access.public };
const Health = Type.Object({ status: Type.String(), timestamp: Type.String(), service: Type.String() });
const Listed = Type.Object({
  url: Type.String(),
  instance: Type.String(),
  version: Type.String(),
  state: Type.String(),
});
const DiscoveryStatus = Type.Object({
  status: Type.String(),
  services: Type.Record(Type.String(), Type.Array(Listed)),
});
const GatewayStatus = Type.Object({
  status: Type.String(),
  port: Type.Integer(),
  uptime: Type.Number(),
  inFlight: Type.Optional(Type.Integer()),
  webSockets: Type.Optional(Type.Integer()),
  instances: Type.Optional(Type.Array(Type.Unknown())),
  databases: Type.Optional(Type.Array(Type.Unknown())),
});

/** What the gateway tells about itself and about discovery (api.md §1). */
export function statusRoutes(app: App, deps: StatusDeps): void {
  const tags = ['platform'];
  app.get('/health', { config, schema: { tags, summary: 'Is Airside up?', response: { 200: Health } } }, async () => ({
    status: 'healthy',
    timestamp: Temporal.Now.instant().toString({ smallestUnit: 'second' }),
    service: 'airside-api',
  }));
  // For whoever starts and watches the process, like every service.
  for (const [url, status] of [
    ['/health/live', 'live'],
    ['/health/ready', 'ready'],
  ] as const) {
    app.get(url, { config, schema: { hide: true } }, async () => ({ status }));
  }

  const discoverySchema = { tags, summary: 'Instances that discovery knows', response: { 200: DiscoveryStatus } };
  app.get('/api/discovery/status', { config, schema: discoverySchema }, async (_request, reply) =>
    reply.send(describeDirectory(deps.directory.current(), deps.directory.ageMs()) as never),
  );

  const gatewaySchema = {
    tags,
    summary: 'The gateway; staff also see instances, breakers, databases and what is under way',
    response: { 200: GatewayStatus },
  };
  for (const url of ['/api/gateway/status', '/gateway/status']) {
    app.get(url, { config, schema: gatewaySchema }, async (request) => ({
      status: 'Gateway is running',
      port: deps.port(),
      uptime: Math.round(process.uptime() * 1000) / 1000,
      ...((await isStaffRequest(request, deps)) ? { ...describeTraffic(deps), databases: await deps.databases() } : {}),
    }));
  }

  app.get('/metrics', { config, schema: { hide: true } }, async (_request, reply) =>
    reply.type(deps.registry.contentType).send(await deps.registry.metrics()),
  );
  app.get('/openapi.json', { config, schema: { hide: true } }, async () => deps.openApi());
}

function describeTraffic({ fleet, openSockets, now }: StatusDeps) {
  const upstreams = fleet.all();
  return {
    inFlight: upstreams.reduce((sum, one) => sum + one.inFlight, 0),
    webSockets: openSockets(),
    instances: upstreams.map((one) => describeUpstream(one, now())),
  };
}

/** The route is public; a token only adds to the answer, and one that cannot be checked adds nothing. */
async function isStaffRequest(request: FastifyRequest, { verifyToken }: StatusDeps): Promise<boolean> {
  const token = bearerToken(request.headers.authorization);
  if (token === undefined) return false;
  const claims = await verifyToken(token).catch(() => undefined);
  return claims !== undefined && isStaff(claims.roles);
}
