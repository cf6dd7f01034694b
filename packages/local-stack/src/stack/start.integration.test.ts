import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startTimeOf } from '../processes/identity.ts';
import { listRegistered } from './discovery.ts';
import { eraseFolder } from './folder.ts';
import { checkout } from './places.ts';
import { writeStandInServices, writeStandInSimulator } from './stand-in-services.ts';
import { type RunningStack, startStack } from './start.ts';
import { readState } from './state.ts';
import type { StackStatus } from './status.ts';

/** Each test process has its own, and the servers behind it lie as far apart: two runs side by side do not meet. */
const port = 14_000 + (process.pid % 200) * 20;
const dir = mkdtempSync(path.join(tmpdir(), 'airside-stack-'));
const dataDir = path.join(dir, 'data');
const servicesDir = writeStandInServices(path.join(dir, 'services'));
const options = {
  dataDir,
  servicesDir,
  simulatorMain: writeStandInSimulator(path.join(dir, 'services')),
  port,
  instances: { user: 2, booking: 1, notification: 1, operations: 1 },
  verbose: false,
  // The run's own Redis: starting another cluster would take two seconds each time.
  redisUrls: inject('servers').redisUrls,
};
let stack: RunningStack;

beforeAll(async () => {
  chmodSync(dir, 0o711);
  stack = await startStack({ ...options, adminPassword: 'known' });
});

afterAll(async () => {
  await stack.stop();
  rmSync(dir, { recursive: true });
});

async function until(isTrue: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('the condition did not come true within 10 s');
    await delay(20);
  }
}

async function ask(route: string, method = 'GET', secret = stack.clusterSecret): Promise<Response> {
  return fetch(stack.controlUrl + route, { method, headers: { 'x-airside-cluster-secret': secret } });
}

async function status(): Promise<StackStatus> {
  return (await (await ask('/status')).json()) as StackStatus;
}

test('a ready stack reports every instance, and standbys that confirm commits', async () => {
  const report = await status();
  expect(report.instances.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'discovery_1 running',
    'receivers_1 running',
    'payment_sandbox_1 running',
    'user_service_1 running',
    'user_service_2 running',
    'booking_service_1 running',
    'notification_service_1 running',
    'operations_service_1 running',
    'etl_service_1 running',
    'gateway_1 running',
  ]);
  expect(report.databases.map(({ name, role, syncState }) => `${name} ${role} ${syncState ?? ''}`.trim())).toEqual([
    'booking_db_1 primary',
    'booking_db_2 standby quorum',
    'booking_db_3 standby quorum',
    'users_db_1 primary',
    'users_db_2 standby quorum',
    'users_db_3 standby quorum',
    'warehouse_db_1 primary',
  ]);
});

test('the control server answers nobody without the cluster secret', async () => {
  expect((await ask('/status', 'GET', 'wrong')).status).toBe(401);
  expect((await ask('/instances/user_service_1/kill', 'POST', '')).status).toBe(401);
  expect((await ask('/instances/user_service_9/kill', 'POST')).status).toBe(404);
});

test('a killed instance leaves discovery at once, comes back on its port and registers again', async () => {
  const discovery = { url: stack.discoveryUrl, clusterSecret: stack.clusterSecret };
  const before = (await status()).instances.find((instance) => instance.name === 'user_service_2');
  expect((await ask('/instances/user_service_2/kill', 'POST')).status).toBe(202);
  await until(async () => !(await listRegistered(discovery)).includes('user_service_2'));
  await until(async () => (await listRegistered(discovery)).includes('user_service_2'));
  const after = (await status()).instances.find((instance) => instance.name === 'user_service_2');
  expect(after).toMatchObject({ state: 'running', port: before?.port, restarts: 1 });
  expect(after?.pid).not.toBe(before?.pid);
});

test('a killed standby streams again; a killed primary stays down and says so', async () => {
  await ask('/instances/users_db_3/kill', 'POST');
  const nodeNow = async (name: string) => (await status()).databases.find((node) => node.name === name);
  await until(async () => {
    const node = await nodeNow('users_db_3');
    return (node?.restarts ?? 0) > 0 && node?.syncState === 'quorum';
  });
  await ask('/instances/warehouse_db_1/kill', 'POST');
  await until(async () => (await nodeNow('warehouse_db_1'))?.state === 'down');
  expect(await nodeNow('warehouse_db_1')).toMatchObject({ state: 'down', reason: 'was ended by SIGKILL', restarts: 0 });
});

test('a killed primary is replaced and comes back as a standby; a switch-over is asked for by name', async () => {
  const rolesNow = async () =>
    (await status()).databases.flatMap(({ name, role, syncState }) =>
      name.startsWith('booking') ? [`${name} ${syncState ?? role}`] : [],
    );
  await ask('/instances/booking_db_1/kill', 'POST');
  const isWhole = async () => (await rolesNow()).toSorted().filter((line) => line.endsWith('quorum')).length === 2;
  await until(async () => (await rolesNow()).includes('booking_db_1 quorum') && (await isWhole()));
  const after = await status();
  expect(after.clusters.find(({ cluster }) => cluster === 'booking')).toMatchObject({
    state: 'steady',
    primary: expect.stringMatching(/^booking_db_[23]$/),
    lastChange: { from: 'booking_db_1', reason: 'its process ended' },
  });
  const answer = await ask('/databases/booking/failover', 'POST');
  expect([answer.status, await answer.json()]).toEqual([202, { message: expect.stringContaining('took over from') }]);
  await until(isWhole);
  expect((await ask('/databases/warehouse/failover', 'POST')).status).toBe(409);
  expect((await ask('/databases/fares/failover', 'POST')).status).toBe(404);
});

test('a primary that is restarted on purpose keeps its role', async () => {
  const { primary } = (await status()).clusters.find(({ cluster }) => cluster === 'users') ?? {};
  expect((await ask(`/instances/${primary}/restart`, 'POST')).status).toBe(202);
  expect((await status()).clusters.find(({ cluster }) => cluster === 'users')).toMatchObject({
    primary,
    state: 'steady',
  });
});

test('the simulator runs as it was chosen, one day at a time, and is stopped', async () => {
  const reportOf = async (name: string) => (await status()).instances.find((instance) => instance.name === name);
  const { message } = (await (await ask('/simulator/start?speed=600', 'POST')).json()) as { message: string };
  expect(message).toMatch(/600×.*npm run logs -- simulator_day/);
  const said = () => readFileSync(path.join(dataDir, 'logs/simulator_day.log'), 'utf8');
  await until(() => said().includes(`day --speed 600 --data ${dataDir}`));
  const first = await reportOf('simulator_day');
  await ask('/simulator/start', 'POST');
  await until(() => said().includes('day --speed 60 '));
  const second = await reportOf('simulator_day');
  expect(second).toMatchObject({ state: 'running' });
  expect(startTimeOf(first?.pid ?? 0)).toBeUndefined();
  await ask('/simulator/start?scenario=3', 'POST');
  expect(await reportOf('simulator_scenario')).toMatchObject({ state: 'running' });
  expect((await ask('/simulator/start?speed=fast', 'POST')).status).toBe(400);
  expect(await (await ask('/simulator/stop', 'POST')).json()).toEqual({ message: 'The simulator was stopped' });
  expect(await (await ask('/simulator/stop', 'POST')).json()).toEqual({ message: 'The simulator does not run' });
  expect(await reportOf('simulator_day')).toMatchObject({ state: 'stopped' });
});

test('a second start on the same data folder is refused in words', async () => {
  await expect(startStack(options)).rejects.toThrow(/already runs in .*npm run stop/);
});

test('a taken gateway port is named, with the way out', async () => {
  const other = { ...options, dataDir: path.join(dir, 'other') };
  await expect(startStack(other)).rejects.toThrow(new RegExp(`Port ${port} is taken.*--port`));
});

test('a folder that is no data folder is left alone, even one with names that a stack uses', async () => {
  const before = readdirSync(servicesDir);
  await expect(startStack({ ...options, dataDir: servicesDir, fresh: true })).rejects.toThrow(/holds other things/);
  expect(() => eraseFolder(servicesDir)).toThrow(/holds other things/);
  expect(readdirSync(servicesDir)).toEqual(before);
});

test('a stop is complete, and the next start keeps ports, secrets and the staff password', async () => {
  const ports = readState(dataDir)?.ports;
  const pids = stack.instances.map((instance) => instance.pid);
  const started = performance.now();
  await stack.stop();
  expect(performance.now() - started).toBeLessThan(5000);
  expect(pids.filter((pid) => startTimeOf(pid) !== undefined)).toEqual([]);
  expect(readState(dataDir)?.processes).toEqual([]);
  const { clusterSecret } = stack;
  stack = await startStack(options);
  expect(readState(dataDir)?.ports).toEqual(ports);
  expect(stack).toMatchObject({ clusterSecret, isFirstStart: false, admin: { username: 'admin', password: 'known' } });
});

test('a launcher killed with SIGKILL leaves nothing behind after the next start', async () => {
  await stack.stop();
  const launcher = startLauncherProcess();
  await until(() => launcher.lines().includes('up'));
  const orphans = readState(dataDir)?.processes ?? [];
  expect(orphans.length).toBe(17);
  const gone = new Promise((resolve) => launcher.child.once('exit', resolve));
  launcher.child.kill('SIGKILL');
  await gone;
  const progress: string[] = [];
  stack = await startStack({ ...options, onProgress: (line) => progress.push(line) });
  expect(progress[0]).toMatch(/^ended what an earlier run had left: .*users_db_1/);
  expect(orphans.filter((orphan) => startTimeOf(orphan.pid) === orphan.startTime)).toEqual([]);
});

test('secrets and state are for the owner only', () => {
  for (const file of ['secrets.json', 'stack.json', 'logs/user_service_1.log']) {
    expect(statSync(path.join(dataDir, file)).mode & 0o077).toBe(0);
  }
});

/** Another process that starts the same stack, as `npm start` does. */
function startLauncherProcess() {
  const script = `import { startStack } from ${JSON.stringify(path.join(checkout, 'packages/local-stack/src/index.ts'))};
    await startStack(${JSON.stringify(options)});
    console.log('up');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return { child, lines: () => output };
}
