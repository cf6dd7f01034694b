import { Device, DeviceList, IdInPath, invalidField, NewDevice, Problem, VapidKey } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import { parseTarget } from '../outgoing/targets.ts';
import { countOtherDevices, deleteDevice, listDevices, lockDevices, upsertDevice } from './queries.ts';

const path = '/api/notifications/devices';
const tags = ['notifications'];
/** Each is pushed to at every notice. */
const mostDevices = 20;

/** What browsers need to know of Web Push here, and we of the push service that one names. */
export type PushService = {
  /** With which browsers subscribe. */
  publicKey: string;
  /** Why an endpoint may not be called, if so. */
  refusal(endpoint: URL): Promise<string | undefined>;
};

export type DeviceDeps = {
  cluster: Cluster;
  /** Undefined where no Web Push is configured. */
  push: PushService | undefined;
};

export function deviceRoutes(app: App, { cluster, push }: DeviceDeps): void {
  app.post(
    path,
    {
      config: { access: access.signedIn },
      schema: { summary: 'Register a device for push messages', tags, body: NewDevice, response: { 201: Device } },
    },
    async (request, reply) => {
      const { userId } = accountOf(request);
      if (request.body.kind === 'webpush') await checkEndpoint(push, request.body.subscription.endpoint);
      const { id, kind, createdAt } = await cluster.transaction(async (tx) => {
        await lockDevices(tx, userId);
        if ((await countOtherDevices(tx, userId, request.body)) >= mostDevices)
          throw new Problem('TOO_MANY_DEVICES', { params: { most: String(mostDevices) } });
        return upsertDevice(tx, userId, request.body);
      });
      return reply.code(201).send({ id, kind, createdAt: createdAt.toString() });
    },
  );

  app.get(
    path,
    {
      config: { access: access.signedIn },
      schema: { summary: 'Your devices', tags, response: { 200: DeviceList } },
    },
    async (request) => {
      const rows = await listDevices(cluster.writer, accountOf(request).userId);
      const devices = rows.map(({ id, kind, createdAt }) => ({ id, kind, createdAt: createdAt.toString() }));
      return { devices, count: devices.length };
    },
  );

  app.delete(
    `${path}/:id`,
    {
      config: { access: access.signedIn },
      schema: {
        summary: 'Push nothing more to a device',
        tags,
        params: Type.Object({ id: IdInPath }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      if (!(await deleteDevice(cluster.writer, accountOf(request).userId, request.params.id)))
        throw new Problem('DEVICE_NOT_FOUND');
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/notifications/vapid-key',
    {
      config: { access: access.public },
      schema: { summary: 'Key with which a browser subscribes to push messages', tags, response: { 200: VapidKey } },
    },
    async () => {
      if (push === undefined) throw new Problem('NOT_FOUND');
      return { publicKey: push.publicKey };
    },
  );
}

/** Throws where messages cannot go to the endpoint, naming the field. Looked at again at each connection. */
async function checkEndpoint(push: PushService | undefined, endpoint: string): Promise<void> {
  if (push === undefined) throw invalidField('kind', 'must be fcm: there is no Web Push here');
  const parsed = parseTarget(endpoint);
  const fault = 'fault' in parsed ? parsed.fault : await push.refusal(parsed.url);
  if (fault !== undefined) throw invalidField('subscription.endpoint', fault);
}
