import { Device, DeviceList, IdInPath, NewDevice, Problem, VapidKey } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import { countDevices, deleteDevice, listDevices, upsertDevice } from './queries.ts';

const path = '/api/notifications/devices';
const tags = ['notifications'];
/** Each is pushed to at every notice. */
const mostDevices = 20;

export type DeviceDeps = {
  cluster: Cluster;
  /** With which browsers subscribe; undefined where no Web Push account is configured. */
  vapidPublicKey: string | undefined;
};

export function deviceRoutes(app: App, { cluster, vapidPublicKey }: DeviceDeps): void {
  app.post(
    path,
    {
      config: { access: access.signedIn },
      schema: { summary: 'Register a device for push messages', tags, body: NewDevice, response: { 201: Device } },
    },
    async (request, reply) => {
      const { userId } = accountOf(request);
      // Two at once may both be the last one: a bound on work, not a promise.
      if ((await countDevices(cluster.writer, userId)) >= mostDevices)
        throw new Problem('TOO_MANY_DEVICES', { params: { most: String(mostDevices) } });
      const { id, kind, createdAt } = await upsertDevice(cluster.writer, userId, request.body);
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
      if (vapidPublicKey === undefined) throw new Problem('NOT_FOUND');
      return { publicKey: vapidPublicKey };
    },
  );
}
