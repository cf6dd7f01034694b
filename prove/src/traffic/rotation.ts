import { until } from '../kit/stack.ts';
import type { Scene } from '../failover/scene.ts';

type Upstream = { instance: string; isHealthy: boolean; isEjected: boolean; breaker: { state: string } };

/** What the gateway thinks of its instances now. */
async function listUpstreams({ users, staff }: Scene): Promise<Upstream[]> {
  const { status, body } = await users.send('GET', '/api/system', { token: staff.token });
  if (status !== 200) throw new Error(`/api/system: ${status}`);
  return body['instances'] as Upstream[];
}

/** Whether balanced calls go there. */
const isInRotation = (one: Upstream | undefined) =>
  one !== undefined && one.isHealthy && !one.isEjected && one.breaker.state !== 'open';

/** Waits until no balanced call goes to an instance any more; the moment. */
export async function whenOut(scene: Scene, name: string): Promise<number> {
  await until(
    `${name} out of rotation`,
    async () => !isInRotation((await listUpstreams(scene)).find(({ instance }) => instance === name)),
    30_000,
  );
  return performance.now();
}

/** Waits until an instance gets calls. */
export async function whenOneIn(scene: Scene, name: string): Promise<void> {
  await until(
    `${name} in rotation`,
    async () => isInRotation((await listUpstreams(scene)).find(({ instance }) => instance === name)),
    30_000,
  );
}

/** Waits until all instances of a service get calls again. */
export async function whenAllIn(scene: Scene, service: string): Promise<void> {
  const instances = await scene.stack.instancesOf(service);
  await until(
    `all of ${service} in rotation`,
    async () => {
      const upstreams = await listUpstreams(scene);
      return instances.every(({ name }) => isInRotation(upstreams.find(({ instance }) => instance === name)));
    },
    60_000,
  );
}
