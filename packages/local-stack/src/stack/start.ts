import path from 'node:path';
import { type ControlServer, startControlServer } from '../control/server.ts';
import { tailLogs } from '../processes/log-tail.ts';
import type { AlertUrls } from '../prometheus/receivers.ts';
import { startPrometheus } from '../prometheus/start.ts';
import type { ManagedRedis } from '../redis/cluster.ts';
import { databaseUrls, type Surroundings } from './environment.ts';
import { eraseFolder, openFolder } from './folder.ts';
import { lockFolder } from './lock.ts';
import { reapOrphans } from './orphans.ts';
import { checkout, programCacheFor } from './places.ts';
import { usesPaymentSandbox } from './payment-sandbox.ts';
import { type InstanceCounts, type PlannedInstance, planInstances, type StandIn, standIns } from './plan.ts';
import { choosePorts } from './port-choice.ts';
import { waitUntilReady } from './ready.ts';
import { createProcessRegistry, logFileOf, type ProcessRegistry } from './registry.ts';
import { type Admin, openSecrets, type Secrets } from './secrets.ts';
import { type GuardedCluster, openClusters, openOwnRedis, type ServerOptions } from './servers.ts';
import { hasEtl, type ServiceOptions, startInstance } from './services.ts';
import { createSimulator } from './simulator.ts';
import { readState, type StackState, writeState } from './state.ts';
import { usesReceivers } from './receivers.ts';
import { reportStack } from './status.ts';
import { stopAtOnce, stopInOrder } from './stop.ts';
import { openWebApp } from '../web/build.ts';

export type StackOptions = {
  dataDir: string;
  /** Of the gateway; the others lie near it. */
  port: number;
  instances: InstanceCounts;
  /** Also gives every line the processes log to `onProgress`. */
  verbose: boolean;
  /** Begins with an empty data folder. */
  fresh?: boolean;
  adminUsername?: string;
  adminPassword?: string;
  /** Servers to use instead of starting some: one URL is a single server, several a cluster. */
  redisUrls?: readonly string[];
  /** Nodes of a service's database that is kept elsewhere, by Patroni for instance; its role and schemas are there. */
  databaseUrls?: Surroundings['databaseUrls'];
  /** Prometheus and Alertmanager beside the rest. */
  withPrometheus?: boolean;
  /** Webhooks that Alertmanager calls; nobody hears of its alerts where there are none. */
  alertUrls?: AlertUrls;
  /** Given to every service on top of what it needs. */
  env?: Readonly<Record<string, string>>;
  /** Folder with the services; the checkout's when absent. */
  servicesDir?: string;
  /** Builds and serves the web app. */
  withWeb?: boolean;
  /** `main.ts` of the simulator; the checkout's when absent. */
  simulatorMain?: string;
  /** Lines for the person who waits. */
  onProgress?: (line: string) => void;
  /** Gives up a start under way. */
  signal?: AbortSignal;
};

export type RunningStack = {
  dataDir: string;
  gatewayUrl: string;
  discoveryUrl: string;
  controlUrl: string;
  /** Where every message is shown that was sent; undefined where accounts at providers are given. */
  outboxUrl: string | undefined;
  clusterSecret: string;
  admin: { username: string; password: string };
  /** Whether the secrets, and with them the staff password, were made by this start. */
  isFirstStart: boolean;
  instances: { name: string; url: string; pid: number }[];
  /** Node URLs of each cluster with a role that may use it. */
  databases: { name: string; urls: string[] }[];
  redisUrls: string[];
  /** Undefined where it was not asked for. */
  prometheusUrl: string | undefined;
  /** Orderly, within 5 s. */
  stop(): Promise<void>;
  /** Everything at once; databases recover at the next start. */
  stopAtOnce(): Promise<void>;
};

/** A stack from the moment its folder is locked; parts appear as they start. */
type Stack = {
  options: StackOptions;
  state: StackState;
  secrets: Secrets;
  isFirstStart: boolean;
  registry: ProcessRegistry;
  clusters: GuardedCluster[];
  redis?: ManagedRedis;
  webDir?: string;
  control?: ControlServer;
  /** Run when all processes are gone. */
  release(): void;
  aborted: AbortController;
  onProgress(line: string): void;
};

const logCheckMs = 5000;

/** Starts the whole product and returns when it is ready. What fails on the way is stopped again before the error comes out. */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const stack = await openStack(options);
  const abort = () => {
    stack.aborted.abort(options.signal?.reason);
    void stopAtOnce(stack.registry, stack.clusters);
  };
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    options.signal?.throwIfAborted();
    const around = await startServers(stack);
    await startServices(stack, around);
    if (options.withPrometheus === true) await startPrometheusPart(stack);
    return describe(stack, around);
  } catch (error) {
    await stopStack(stack);
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
}

/** Takes the folder, ends what an earlier run left, and decides on ports. */
async function openStack(options: StackOptions): Promise<Stack> {
  const { dataDir } = options;
  const onProgress = options.onProgress ?? (() => undefined);
  openFolder(dataDir);
  const lock = lockFolder(dataDir);
  try {
    const previous = readState(dataDir) ?? { ports: {}, processes: [] };
    const reaped = await reapOrphans(previous.processes);
    if (reaped.length > 0) onProgress(`ended what an earlier run had left: ${reaped.join(', ')}`);
    if (options.fresh === true) eraseFolder(dataDir);
    openFolder(dataDir);
    const ports = await choosePorts(options.port, options.instances, previous.ports);
    const { secrets, isNew } = openSecrets(dataDir, adminOf(options));
    const state: StackState = { launcher: lock.launcher, ports: { ...previous.ports, ...ports }, processes: [] };
    const registry = createProcessRegistry(() => {
      state.processes = registry.record();
      writeState(dataDir, state);
    });
    writeState(dataDir, state);
    const bounding = setInterval(() => registry.boundLogs(), logCheckMs);
    const stopTail = options.verbose ? showLogs(dataDir, Object.keys(ports), onProgress) : () => undefined;
    const release = () => {
      clearInterval(bounding);
      stopTail();
      writeState(dataDir, { ports: state.ports, processes: registry.record() });
      lock.release();
    };
    const own = { state, secrets, isFirstStart: isNew, registry, release, onProgress };
    return { ...own, options, clusters: [], aborted: new AbortController() };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function adminOf(options: StackOptions): Admin {
  return {
    ...(options.adminUsername === undefined ? {} : { username: options.adminUsername }),
    ...(options.adminPassword === undefined ? {} : { password: options.adminPassword }),
  };
}

function showLogs(dataDir: string, names: string[], onProgress: (line: string) => void): () => void {
  const logs = names.map((name) => ({ name, file: logFileOf(dataDir, name) }));
  return tailLogs(logs, 0, (name, line) => onProgress(`${name} | ${line}`));
}

/** PostgreSQL and Redis, the control server, and the web app meanwhile. All settle before a failure comes out, so that nothing starts behind a stop. */
async function startServers(stack: Stack): Promise<Surroundings> {
  const { options, secrets, registry, onProgress } = stack;
  const { ports } = stack.state;
  const { dataDir } = options;
  stack.control = await startControlServer({
    port: ports['control'] ?? 0,
    clusterSecret: secrets.clusterSecret,
    registry,
    clusters: stack.clusters,
    simulator: createSimulator({
      dataDir,
      main: options.simulatorMain ?? path.join(checkout, 'simulator/src/main.ts'),
      registry,
      compileCache: path.join(programCacheFor(dataDir), 'compiled'),
      onProgress,
    }),
    report: () => reportStack({ ...stack, ...whereIs(stack), redisUrls: redisUrlsOf(stack) }),
  });
  const serverOptions: ServerOptions = { dataDir, ports, secrets, registry, onProgress, signal: stack.aborted.signal };
  const opening = openClusters(serverOptions).map(async (cluster) => stack.clusters.push(await cluster));
  const results = await Promise.allSettled([...opening, openRedisPart(stack, serverOptions), openWebPart(stack)]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const compileCache = path.join(programCacheFor(dataDir), 'compiled');
  const { env: extra = {}, databaseUrls: given = {} } = options;
  const web = stack.webDir === undefined ? {} : { webDir: stack.webDir };
  return { ports, secrets, redisUrls: redisUrlsOf(stack), databaseUrls: given, dataDir, ...web, compileCache, extra };
}

async function openWebPart(stack: Stack): Promise<void> {
  const { options, onProgress, aborted } = stack;
  if (options.withWeb !== true) return;
  stack.webDir = await openWebApp({ checkout, dataDir: options.dataDir, onProgress, signal: aborted.signal });
}

async function openRedisPart(stack: Stack, options: ServerOptions): Promise<void> {
  const given = stack.options.redisUrls ?? [];
  if (given.length === 0) stack.redis = await openOwnRedis(options);
  else stack.onProgress(`Redis: using ${given.length} given server(s)`);
}

/** The given servers, else our own once they run. */
function redisUrlsOf(stack: Stack): string[] {
  const given = stack.options.redisUrls ?? [];
  return given.length > 0 ? [...given] : (stack.redis?.urls ?? []);
}

async function startServices(stack: Stack, around: Surroundings): Promise<void> {
  const { options, registry, onProgress } = stack;
  const { discoveryUrl, gatewayUrl } = whereIs(stack);
  const discovery = { url: discoveryUrl, clusterSecret: stack.secrets.clusterSecret };
  const servicesDir = options.servicesDir ?? path.join(checkout, 'services');
  const serviceOptions: ServiceOptions = {
    dataDir: options.dataDir,
    servicesDir,
    etlDir: options.servicesDir === undefined ? path.join(checkout, 'etl') : path.join(servicesDir, 'etl'),
    around,
    registry,
    discovery,
    onProgress,
  };
  const isThere = (instance: PlannedInstance) => instance.folder !== 'etl' || hasEtl(serviceOptions);
  const planned = planInstances(options.instances, standInsFor(around.extra)).filter(isThere);
  onProgress(`starting ${planned.length} instances: ${summarize(planned)}`);
  for (const instance of planned) {
    stack.aborted.signal.throwIfAborted();
    await startInstance(instance, serviceOptions);
  }
  const expected = planned.flatMap((instance) => (instance.service === undefined ? [] : [instance.name]));
  await waitUntilReady({ expected, discovery, gatewayUrl, registry, onProgress, signal: stack.aborted.signal });
}

/** Where no provider is given, one of our own takes its place. */
function standInsFor(given: Surroundings['extra']): StandIn[] {
  const isWanted = { receivers: usesReceivers(given), payment_sandbox: usesPaymentSandbox(given) };
  return standIns.filter((each) => isWanted[each]);
}

function startPrometheusPart({ options, state, registry, onProgress, aborted }: Stack): Promise<void> {
  const { dataDir, alertUrls = {} } = options;
  return startPrometheus({ dataDir, ports: state.ports, alertUrls, registry, onProgress, signal: aborted.signal });
}

function summarize(planned: readonly PlannedInstance[]): string {
  const folders = [...new Set(planned.map((instance) => instance.folder))];
  return folders.map((folder) => `${planned.filter((each) => each.folder === folder).length} ${folder}`).join(', ');
}

function whereIs(stack: Stack): { dataDir: string; gatewayUrl: string; discoveryUrl: string } {
  const { ports } = stack.state;
  return {
    dataDir: stack.options.dataDir,
    gatewayUrl: `http://127.0.0.1:${ports['gateway_1']}`,
    discoveryUrl: `http://127.0.0.1:${ports['discovery_1']}`,
  };
}

function describe(stack: Stack, around: Surroundings): RunningStack {
  const { secrets } = stack;
  const roleOf = { users: 'user_service', booking: 'booking_service', warehouse: 'warehouse' } as const;
  return {
    ...whereIs(stack),
    controlUrl: stack.control?.url ?? '',
    outboxUrl: usesReceivers(around.extra) ? `http://127.0.0.1:${around.ports['receivers_1']}/outbox` : undefined,
    clusterSecret: secrets.clusterSecret,
    admin: { username: secrets.adminUsername, password: secrets.adminPassword },
    isFirstStart: stack.isFirstStart,
    instances: stack.registry.list('service').map(({ name, port, process }) => {
      const status = process.status();
      return { name, url: `http://127.0.0.1:${port}`, pid: status.state === 'running' ? status.pid : 0 };
    }),
    databases: Object.entries(roleOf).map(([name, role]) => ({ name, urls: databaseUrls(name, role, around) })),
    redisUrls: [...around.redisUrls],
    prometheusUrl: stack.options.withPrometheus === true ? `http://127.0.0.1:${around.ports['prometheus']}` : undefined,
    stop: () => stopStack(stack),
    async stopAtOnce() {
      await stopAtOnce(stack.registry, stack.clusters);
      stack.release();
    },
  };
}

async function stopStack(stack: Stack): Promise<void> {
  await stopInOrder(stack);
  await stack.control?.close();
  stack.release();
}
