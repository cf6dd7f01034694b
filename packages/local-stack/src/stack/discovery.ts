import { headers } from '@airside/contracts';

const timeoutMs = 1000;

/** The launcher's view of discovery and of the gateway. */
export type DiscoveryClient = { url: string; clusterSecret: string };

/** Names of the registered instances. */
export async function listRegistered(discovery: DiscoveryClient): Promise<string[]> {
  return instancesIn(await getJson(`${discovery.url}/services`, { [headers.clusterSecret]: discovery.clusterSecret }));
}

/** Names of the instances that the gateway knows. Throws while the gateway is not healthy. */
export async function listRouted(gatewayUrl: string): Promise<string[]> {
  await getJson(`${gatewayUrl}/health`, {});
  return instancesIn(await getJson(`${gatewayUrl}/api/discovery/status`, {}));
}

/** Tells discovery that an instance is gone, so that nobody waits for its lease to run out. Failing is harmless: the lease does. */
export async function endLease(discovery: DiscoveryClient, instance: string): Promise<void> {
  const request = { method: 'DELETE', headers: { [headers.clusterSecret]: discovery.clusterSecret } };
  await fetch(`${discovery.url}/leases/${instance}`, { ...request, signal: AbortSignal.timeout(timeoutMs) })
    .then((answer) => answer.body?.cancel())
    .catch(() => undefined);
}

async function getJson(url: string, requestHeaders: Record<string, string>): Promise<unknown> {
  const answer = await fetch(url, { headers: requestHeaders, signal: AbortSignal.timeout(timeoutMs) });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new Error(`${url} answered ${answer.status}`);
  }
  return answer.json();
}

function instancesIn(body: unknown): string[] {
  const { services } = body as { services?: Record<string, { instance: string }[]> };
  return Object.values(services ?? {}).flatMap((instances) => instances.map(({ instance }) => instance));
}
