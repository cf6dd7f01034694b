import { Problem, type TrafficView } from '@airside/contracts';
import { createTestTokens } from '@airside/testing';
import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type FakeInstance,
  json,
  type RunningGateway,
  startDiscovery,
  startGateway,
  startInstance,
} from '../../tests/harness.ts';
import type { LocalStack } from './local-stack.ts';

const tokens = createTestTokens();
const staff = tokens.bearer({ userId: 1, roles: ['agent'] });
const admin = tokens.bearer({ userId: 2, roles: ['admin'] });
const nobody = {};
const running = (name: string) => ({ name, state: 'running', pid: 1, port: 1, uptimeSeconds: 1, restarts: 0 });
let instances: FakeInstance[];
let discovery: Awaited<ReturnType<typeof startDiscovery>>;
let gateway: RunningGateway;
/** Milliseconds that the gateway's clock is ahead. */
let aheadMs = 0;

const userDocument = { openapi: '3.1.0', paths: { '/api/auth/login': { post: {} }, '/internal/x': { get: {} } } };
const bookingDocument = { openapi: '3.1.0', paths: { '/flights/{flightId}': { get: {} } } };

async function setUp(localStack?: LocalStack): Promise<void> {
  instances = [
    await startInstance('user_service_1', json(200, userDocument)),
    await startInstance('booking_service_1', json(200, bookingDocument)),
  ];
  discovery = await startDiscovery(instances);
  gateway = await startGateway({
    discoveryUrl: discovery.url,
    verifyToken: tokens.verifyToken,
    now: () => performance.now() + aheadMs,
    ...(localStack === undefined ? {} : { localStack }),
  });
}
async function tearDown(): Promise<void> {
  await gateway.close();
  await discovery.stop();
  await Promise.all(instances.map((instance) => instance.kill()));
}
beforeEach(() => setUp());
afterEach(tearDown);

const get = async (path: string, headers: Record<string, string> = nobody) => {
  const answer = await fetch(gateway.url + path, { headers });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
};
const post = async (path: string, headers: Record<string, string>) => {
  const answer = await fetch(gateway.url + path, { method: 'POST', headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe('what everybody may see', () => {
  test('health', async () => {
    const { status, body } = await get('/health');
    expect([status, body]).toEqual([
      200,
      {
        status: 'healthy',
        service: 'airside-api',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      },
    ]);
  });

  test('every service with url and instance, also one without any', async () => {
    const { body } = await get('/api/discovery/status');
    expect(body).toEqual({
      status: 'Service Discovery is running',
      services: {
        user_service: [{ url: instances[0]?.url, instance: 'user_service_1', version: '1', state: 'up' }],
        booking_service: [{ url: instances[1]?.url, instance: 'booking_service_1', version: '1', state: 'up' }],
        notification_service: [],
        operations_service: [],
        etl_service: [],
      },
    });
  });

  test.each(['/api/gateway/status', '/gateway/status'])('%s, in which only staff see more', async (path) => {
    const plain = { status: 'Gateway is running', port: gateway.port, uptime: expect.any(Number) };
    expect((await get(path)).body).toEqual(plain);
    expect((await get(path, tokens.bearer({ userId: 3 }))).body).toEqual(plain);
    expect((await get(path, { authorization: 'Bearer x.y.z' })).body).toEqual(plain);
    expect((await get(path, staff)).body).toMatchObject({
      ...plain,
      inFlight: 0,
      webSockets: 0,
      databases: [],
      instances: [
        { instance: 'booking_service_1' },
        { instance: 'user_service_1', breaker: { state: 'closed', isForced: false }, isHealthy: true, inFlight: 0 },
      ],
    });
  });

  test('databases as one instance of each service sees them, for staff', async () => {
    await tearDown();
    const view = {
      cluster: 'users',
      failovers: 1,
      nodes: [
        { name: '127.0.0.1:5411', state: 'unreachable', isWriter: false, error: 'refused' },
        { name: '127.0.0.1:5412', state: 'primary', isWriter: true, timeline: 2, lsn: '0/40' },
        { name: '127.0.0.1:5413', state: 'standby', isWriter: false, timeline: 2, lsn: '0/3F', lagMs: 12 },
      ],
    };
    const told =
      (status: number, body: unknown): RequestListener =>
      (incoming, answer) =>
        json(
          incoming.url === '/internal/database' && incoming.headers['x-airside-cluster-secret'] !== undefined
            ? status
            : 404,
          body,
        )(incoming, answer);
    instances = [
      await startInstance('user_service_1', told(200, view)),
      await startInstance('notification_service_1', told(200, { ...view, failovers: 0 })),
      await startInstance('booking_service_1', told(200, { cluster: 'booking' })),
    ];
    discovery = await startDiscovery(instances);
    gateway = await startGateway({ discoveryUrl: discovery.url, verifyToken: tokens.verifyToken });
    expect((await get('/api/gateway/status', staff)).body['databases']).toEqual([
      { ...view, seenBy: 'user_service_1' },
    ]);
  });

  test('one OpenAPI document of all that is routed, which keeps what it knew of a service that is gone', async () => {
    const { body } = await get('/openapi.json');
    const paths = Object.keys(body['paths'] as object);
    expect(body['openapi']).toBe('3.1.0');
    expect(paths).toEqual(expect.arrayContaining(['/api/auth/login', '/flights/{flightId}', '/health', '/api/system']));
    expect(paths.join()).not.toContain('internal');
    expect(body['info']).toMatchObject({
      description: 'Incomplete: notification_service, operations_service, etl_service did not say yet what is offered.',
    });
    await instances[1]?.kill();
    aheadMs += 11_000;
    expect((await get('/openapi.json')).body['paths']).toEqual(body['paths']);
  });

  test('a page to browse it, with nothing inline and nothing from elsewhere', async () => {
    const page = await fetch(`${gateway.url}/docs`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';/);
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(html).not.toMatch(/<script>|style=|https?:/);
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(parts).toHaveLength(4);
    for (const path of parts) expect((await fetch(gateway.url + path)).status).toBe(200);
  });

  test('metrics of the gateway', async () => {
    await fetch(`${gateway.url}/flights/SW1`);
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(text).toMatch(/http_request_duration_seconds_count\{[^}]*route="\/flights"[^}]*status="200"[^}]*\} 1/);
    expect(text).toMatch(/gateway_breaker_state\{[^}]*instance_name="user_service_1"[^}]*\} 0/);
    expect(text).not.toContain('SW1');
  });
});

describe('the system routes', () => {
  test('are for staff and admins only', async () => {
    for (const [headers, status] of [
      [nobody, 401],
      [tokens.bearer({ userId: 3 }), 403],
      [staff, 200],
    ] as const) {
      expect((await get('/api/system', headers)).status).toBe(status);
    }
    for (const [headers, status] of [
      [nobody, 401],
      [staff, 403],
      [admin, 409],
    ] as const) {
      expect((await post('/api/system/instances/user_service_1/kill', headers)).status).toBe(status);
      expect((await post('/api/system/breakers/user_service_1/open', headers)).status).toBe(status);
      expect((await post('/api/system/databases/users/failover', headers)).status).toBe(status);
    }
  });

  test('kill and restart through the launcher, and show what it knows', async () => {
    await tearDown();
    const acts: string[] = [];
    await setUp({
      status: () =>
        Promise.resolve({
          databases: [{ ...running('users_db_1'), cluster: 'users', role: 'primary', timeline: 1 }],
          clusters: [{ cluster: 'users', primary: 'users_db_1', state: 'steady' }],
          redis: { urls: ['redis://:secret@127.0.0.1:1'], nodes: [running('redis_1')] },
          instances: [running('user_service_1'), { name: 'of another version' }],
        }),
      act: (instance, action) => {
        if (instance === 'nobody_1') return Promise.reject(new Problem('INSTANCE_NOT_FOUND', { params: { instance } }));
        acts.push(`${action} ${instance}`);
        return Promise.resolve('it was sent SIGKILL');
      },
      failOver: (cluster) =>
        cluster === 'users'
          ? Promise.resolve('users_db_2 took over from users_db_1 in 700 ms')
          : Promise.reject(new Problem('CLUSTER_NOT_FOUND', { params: { cluster } })),
      startSimulator: () => Promise.resolve('started'),
      stopSimulator: () => Promise.resolve('stopped'),
    });
    expect(await post('/api/system/instances/user_service_1/kill', admin)).toEqual({
      status: 202,
      body: { message: 'it was sent SIGKILL' },
    });
    expect((await post('/api/system/instances/user_service_1/restart', admin)).status).toBe(202);
    expect((await post('/api/system/instances/nobody_1/kill', admin)).status).toBe(404);
    expect((await post('/api/system/instances/user_service_1/erase', admin)).status).toBe(400);
    expect((await post('/api/system/breakers/user_service_1/open', admin)).status).toBe(200);
    expect(await post('/api/system/databases/users/failover', admin)).toEqual({
      status: 202,
      body: { message: 'users_db_2 took over from users_db_1 in 700 ms' },
    });
    expect(await post('/api/system/databases/fares/failover', admin)).toMatchObject({
      status: 404,
      body: { message: 'There is no database cluster fares' },
    });
    expect((await post('/api/system/databases/users/promote', admin)).status).toBe(404);
    expect(acts).toEqual(['kill user_service_1', 'restart user_service_1']);
    expect((await get('/api/system', staff)).body).toMatchObject({
      databases: [{ name: 'users_db_1', role: 'primary' }],
      clusters: [{ cluster: 'users', state: 'steady' }],
      redis: { nodes: [running('redis_1')] },
      processes: [running('user_service_1')],
      hasLocalStack: true,
      instances: [{}, { instance: 'user_service_1', breaker: { state: 'open', isForced: true } }],
    });
  });
});

test('staff see what has been passed on, by whom it was answered, and how it went', async () => {
  await tearDown();
  instances = [
    await startInstance('booking_service_1', (incoming, answer) =>
      json(incoming.url === '/flights/FL500' ? 500 : 200, {})(incoming, answer),
    ),
  ];
  discovery = await startDiscovery(instances);
  gateway = await startGateway({ discoveryUrl: discovery.url, verifyToken: tokens.verifyToken });
  for (const flight of ['FL001', 'FL002', 'FL500']) await fetch(`${gateway.url}/flights/${flight}`);
  const { body } = await get('/api/system', staff);
  const traffic = body['traffic'] as TrafficView;
  expect(traffic).toMatchObject({ requests: 3, errors: 1, webSockets: 0 });
  expect(traffic.latency.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  expect(body).toMatchObject({
    instances: [{ instance: 'booking_service_1', answered: 2, failed: 1 }],
    hasLocalStack: false,
    redis: null,
  });
});

describe('the demo routes', () => {
  const send = async (path: string, body: string | undefined, headers: Record<string, string>) => {
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, body: await answer.json() };
  };

  test('are for admins of a local stack', async () => {
    for (const [headers, status] of [
      [nobody, 401],
      [staff, 403],
      [admin, 409],
    ] as const) {
      expect((await send('/api/demo/start', '{"speed":60}', headers)).status).toBe(status);
      expect((await send('/api/demo/stop', undefined, headers)).status).toBe(status);
    }
  });

  test('start a day at a speed or a scenario, with or without a body, and stop it', async () => {
    await tearDown();
    const choices: object[] = [];
    await setUp({
      status: () => Promise.resolve(undefined),
      act: () => Promise.resolve('done'),
      failOver: () => Promise.resolve('done'),
      startSimulator: (choice) => {
        choices.push(choice);
        return Promise.resolve('The day runs');
      },
      stopSimulator: () => Promise.resolve('The simulator is stopped'),
    });
    expect(await send('/api/demo/start', undefined, admin)).toEqual({
      status: 202,
      body: { message: 'The day runs' },
    });
    expect((await send('/api/demo/start', '{"speed":600}', admin)).status).toBe(202);
    expect((await send('/api/demo/start', '{"scenario":3}', admin)).status).toBe(202);
    expect(choices).toEqual([{}, { speed: 600 }, { scenario: 3 }]);
    for (const body of ['{"speed":0}', '{"speed":601}', '{"scenario":6}', '{"pace":1}', '[]', '{', 'x'.repeat(2000)]) {
      const { status } = await send('/api/demo/start', body, admin);
      expect([400, 413], body.slice(0, 20)).toContain(status);
    }
    expect(choices).toHaveLength(3);
    expect((await send('/api/demo/stop', undefined, admin)).body).toEqual({ message: 'The simulator is stopped' });
  });
});
