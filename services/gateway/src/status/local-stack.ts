import { headers, Problem } from '@airside/contracts';
import { request } from 'undici';

/** The launcher of a local stack, which can kill and restart what it has started. */
export type LocalStack = {
  /** What runs, as the launcher tells it; undefined when it does not answer. */
  status(): Promise<Record<string, unknown> | undefined>;
  /** Returns the launcher's message. Throws INSTANCE_NOT_FOUND, or LOCAL_STACK_ONLY with the launcher's reason. */
  act(instance: string, action: 'kill' | 'restart'): Promise<string>;
  /** Gives the place of a cluster's primary to a standby. Throws CLUSTER_NOT_FOUND, or LOCAL_STACK_ONLY with the launcher's reason. */
  failOver(cluster: string): Promise<string>;
  /** Runs a simulated day, or a scenario, beside the stack. Returns the launcher's message. */
  startSimulator(choice: { speed?: number; scenario?: number }): Promise<string>;
  stopSimulator(): Promise<string>;
};

const statusTimeoutMs = 2000;
/** A restart is answered when the process is up again. */
const actionTimeoutMs = 15_000;

export function connectLocalStack(url: string, clusterSecret: string): LocalStack {
  const secret = { [headers.clusterSecret]: clusterSecret };
  return {
    async status() {
      try {
        const answer = await request(`${url}/status`, {
          headers: secret,
          signal: AbortSignal.timeout(statusTimeoutMs),
        });
        const body: unknown = await answer.body.json();
        return answer.statusCode === 200 && isObject(body) ? body : undefined;
      } catch {
        // The rest of the answer is worth having without it.
        return undefined;
      }
    },
    act: (instance, action) =>
      post(
        `/instances/${encodeURIComponent(instance)}/${action}`,
        () => new Problem('INSTANCE_NOT_FOUND', { params: { instance } }),
      ),
    failOver: (cluster) =>
      post(
        `/databases/${encodeURIComponent(cluster)}/failover`,
        () => new Problem('CLUSTER_NOT_FOUND', { params: { cluster } }),
      ),
    startSimulator({ speed, scenario }) {
      const query = new URLSearchParams();
      if (speed !== undefined) query.set('speed', String(speed));
      if (scenario !== undefined) query.set('scenario', String(scenario));
      return post(`/simulator/start?${query.toString()}`);
    },
    stopSimulator: () => post('/simulator/stop'),
  };

  async function post(path: string, notFound = () => new Problem('ROUTE_NOT_FOUND')): Promise<string> {
    const answer = await request(`${url}${path}`, {
      method: 'POST',
      headers: secret,
      signal: AbortSignal.timeout(actionTimeoutMs),
    }).catch((cause: unknown) => {
      throw new Problem('SERVICE_UNAVAILABLE', { params: { service: 'The local stack' }, cause });
    });
    const body: unknown = await answer.body.json().catch(() => undefined);
    const message = isObject(body) && typeof body['message'] === 'string' ? body['message'] : 'done';
    if (answer.statusCode === 404) throw notFound();
    if (answer.statusCode === 409) throw new Problem('LOCAL_STACK_ONLY', { message });
    if (answer.statusCode >= 300) throw new Problem('UPSTREAM_FAILED', { params: { service: 'The local stack' } });
    return message;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
