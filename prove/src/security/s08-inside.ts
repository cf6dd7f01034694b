import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { bodyOf } from './ask.ts';
import type { Caller } from './callers.ts';
import type { Check } from './check.ts';
import type { SecurityScene } from './scene.ts';

/** What exists inside only. */
const inside = [
  '/internal/service-tokens/verify',
  '/api/internal/x',
  '/leases/user_service_1',
  '/services',
  '/prometheus/targets',
  '/api/auth/metrics',
  '/api/flight/metrics',
  '/flights/../metrics',
  '//internal/service-tokens/verify',
  '/api/auth/../../internal/service-tokens/verify',
  '/api/auth/..%2f..%2finternal/service-tokens/verify',
  '/api/auth/%2e%2e/%2e%2e/internal/service-tokens/verify',
  '/api/auth;/../internal/service-tokens/verify',
  '/api/auth\\..\\internal\\service-tokens\\verify',
  '/INTERNAL/service-tokens/verify',
  '/%69nternal/service-tokens/verify',
];
const methods = ['GET', 'POST', 'PUT', 'DELETE'];

/** Writes of operations, and who may not do them. */
const opsWrites: [method: string, path: string][] = [
  ['POST', '/api/ops/events'],
  ['POST', '/api/ops/publish'],
  ['POST', '/api/ops/rules'],
  ['POST', '/api/ops/dead-letters/1/replay'],
  ['POST', '/flights'],
  ['PATCH', '/flights/FL001'],
  ['POST', '/api/system/instances/user_service_1/kill'],
  ['POST', '/api/system/databases/booking/failover'],
  ['POST', '/api/demo/load'],
];
const strangers: Caller[] = ['nobody', 'another', 'owner', 'agent'];

/** Nothing internal is reachable from outside, and nothing registers that does not know the secret of the cluster. */
export const insideOnly: Check = {
  id: 'S8',
  async run(scene) {
    const reached = await tryInside(scene);
    const written = await tryWrites(scene);
    const registered = await tryRegistering(scene);
    const called = await tryAddresses(scene);
    return {
      faults: {
        'internal paths reached': reached.length,
        'writes of operations let through': written.length,
        'registrations without the secret': registered.length,
        'addresses called that no registry holds': called.length,
      },
      says: `${inside.length * methods.length} paths and methods, ${opsWrites.length * strangers.length} writes`,
      examples: [...reached, ...written, ...registered, ...called],
    };
  },
};

async function tryInside({ asking, secrets, people }: SecurityScene): Promise<string[]> {
  const reached: string[] = [];
  for (const path of inside) {
    for (const method of methods) {
      // By the highest role, and with the very secret: the door has no such way at all.
      const reply = await asking.ask(method, path, {
        token: people.admin.token,
        headers: { 'x-airside-cluster-secret': String(secrets['clusterSecret']) },
      });
      if (reply.status !== 404 && reply.status !== 400 && reply.status !== 405)
        reached.push(`${method} ${path}: ${reply.status}`);
    }
  }
  const own = await asking.ask('GET', '/metrics');
  if (own.headers['x-served-by'] !== undefined || /service="(?!gateway)/.test(own.text))
    reached.push("a service's /metrics");
  return reached;
}

async function tryWrites({ asking, tokenOf }: SecurityScene): Promise<string[]> {
  const written: string[] = [];
  for (const [method, path] of opsWrites) {
    for (const caller of strangers) {
      const { status } = await asking.ask(method, path, { token: tokenOf(caller), body: {} });
      if (status !== (caller === 'nobody' ? 401 : 403)) written.push(`${caller} ${method} ${path}: ${status}`);
    }
  }
  return written;
}

/** From the machine itself, where discovery can be reached. */
async function tryRegistering({ stack, asking }: SecurityScene): Promise<string[]> {
  const [discovery] = await stack.instancesOf('discovery');
  const lease = { service: 'user_service', url: 'http://127.0.0.1:1', incarnation: 'x', version: '0', state: 'up' };
  const wrong: string[] = [];
  for (const secret of [undefined, '', 'guess', 'x'.repeat(32)]) {
    for (const [method, path] of [
      ['PUT', '/leases/user_service_98'],
      ['DELETE', '/leases/user_service_1'],
    ] as const) {
      const { status } = await fetch(`http://127.0.0.1:${discovery?.port}${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(secret === undefined ? {} : { 'x-airside-cluster-secret': secret }),
        },
        ...(method === 'PUT' ? { body: JSON.stringify(lease) } : {}),
      });
      if (status !== 401 && status !== 403 && status !== 404) wrong.push(`${method} ${path} with ${secret}: ${status}`);
    }
  }
  const directory = JSON.stringify(bodyOf(await asking.ask('GET', '/api/discovery/status')));
  if (directory.includes('user_service_98')) wrong.push('it is in the directory');
  if (!directory.includes('user_service_1')) wrong.push('user_service_1 was taken out of the directory');
  return wrong;
}

/** Somewhere that no registry knows, named in every place where a proxy could take an address from. */
async function tryAddresses({ stack, asking }: SecurityScene): Promise<string[]> {
  const called: string[] = [];
  const canary = createServer((request, answer) => {
    called.push(request.url ?? '');
    answer.end();
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  const at = `127.0.0.1:${(canary.address() as AddressInfo).port}`;
  const gateway = new URL(stack.gatewayUrl);
  try {
    for (const target of [`http://${at}/flights`, `//${at}/flights`, `/@${at}/`, `${at}`]) {
      await sayTo(gateway, `GET ${target} HTTP/1.1\r\nHost: ${at}\r\nConnection: close\r\n\r\n`);
      await sayTo(gateway, `CONNECT ${target} HTTP/1.1\r\nHost: ${at}\r\nConnection: close\r\n\r\n`);
    }
    for (const header of [
      'host',
      'x-forwarded-host',
      'x-forwarded-server',
      'x-original-url',
      'x-rewrite-url',
      'forwarded',
    ])
      await asking.ask('GET', '/flights?status=SCHEDULED', { headers: { [header]: at } });
    await asking.ask('GET', `/api/auth/simulate-failure?instance=${encodeURIComponent(`http://${at}`)}`);
    return called;
  } finally {
    canary.closeAllConnections();
    canary.close();
  }
}

function sayTo({ hostname, port }: URL, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 2000 }, () => socket.write(text));
    socket.resume();
    socket.on('error', () => undefined);
    socket.on('timeout', () => socket.destroy());
    socket.on('close', () => resolve());
  });
}
