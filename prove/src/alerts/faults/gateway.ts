import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setInterval } from 'node:timers';
import { type Fault, lastStage } from '../fault.ts';
import type { AlertScene } from '../scene.ts';

const heartbeatMs = 2000;

export const breakerOpens: Fault = {
  words: 'three calls of an instance fail (simulate-failure)',
  async cause({ api }) {
    for (let call = 0; call < 3; call += 1) await api.call('GET', '/api/auth/simulate-failure');
    // It closes by itself.
    return lastStage([{ alert: 'BreakerOpen', labels: { upstream: 'user_service' } }], 30_000, () => undefined);
  },
};

/** As one whose network lets its own calls out and nobody's in. */
export const instanceDeaf: Fault = {
  words: 'an instance that says it is alive and answers nobody',
  async cause(scene) {
    const instance = 'user_service_9';
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const heartbeat = () => callDiscovery(scene, 'PUT', instance, { port });
    await heartbeat();
    const beating = setInterval(() => void heartbeat().catch(() => undefined), heartbeatMs);
    const labels = { service: 'user_service' };
    return lastStage(
      [
        { alert: 'InstanceUnhealthy', labels: { ...labels, instance_name: instance } },
        { alert: 'TargetDown', labels: { ...labels, instance } },
      ],
      30_000,
      async () => {
        clearInterval(beating);
        await callDiscovery(scene, 'DELETE', instance);
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    );
  },
};

async function callDiscovery(
  { portOf, clusterSecret }: AlertScene,
  method: 'PUT' | 'DELETE',
  instance: string,
  lease?: { port: number },
): Promise<void> {
  const body =
    lease === undefined
      ? undefined
      : JSON.stringify({
          service: 'user_service',
          url: `http://127.0.0.1:${lease.port}`,
          incarnation: 'prove',
          version: '0',
          state: 'up',
        });
  const answer = await fetch(`http://127.0.0.1:${portOf('discovery_1')}/leases/${instance}`, {
    method,
    headers: {
      'x-airside-cluster-secret': clusterSecret,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(5000),
  });
  if (!answer.ok) throw new Error(`${method} of the lease of ${instance}: ${answer.status}`);
}

export const discoveryFrozen: Fault = {
  words: 'discovery hangs',
  async cause({ freeze }) {
    const thaw = await freeze('discovery_1');
    return lastStage(
      [
        { alert: 'DiscoverySilent', labels: { instance: 'gateway_1' } },
        { alert: 'ServiceAbsent', labels: { service: 'discovery' } },
      ],
      120_000,
      thaw,
    );
  },
};
