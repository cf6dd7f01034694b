import { pickPorts, programCache, startRedis } from '@airside/local-stack';
import { closeRedis, connectRedis, whenRedisReady } from '@airside/redis';
import { nameByHost } from '@airside/service';
import { testPorts, waitUntil } from '@airside/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ComposeService, readCompose, readEnvFile, root } from '../../deploy/tests/compose-file.ts';
import { startPatroni } from '../patroni/cluster.ts';
import type { CleanRoots } from './clean-root.ts';

/** One container of ours as a process: the same program, with the same environment. */
type Container = {
  name: string;
  /** Which image it runs (`SERVICE`), and what in it. */
  service: string;
  program: readonly string[];
  environment: Readonly<Record<string, string>>;
  health: string;
  port: number;
};

/** Command line of a container's program, and the folder that it is run in. */
type Commands = { of(container: Container): { command: string[]; cwd: string }; dataDir(name: string): string };

export type Replay = { base: string; stop(): Promise<void> };

const firstPort = 23_600;
/** A busy machine compiles a dozen processes at once. */
const startMs = 150_000;
/** From asking a container to end until it is ended. */
const graceMs = 20_000;

/**
 * Runs every container of docker-compose.yml that is ours as a process, with exactly its environment but for where things are:
 * hosts become ports of this machine, volumes folders. With `roots` it runs in what its image would hold, else in this checkout. One cluster under Patroni keeps the databases of both and the warehouse;
 * three masters stand for the six nodes of Redis, with its password.
 */
export async function replayCompose(staffPassword: string, roots?: CleanRoots): Promise<Replay> {
  const dir = mkdtempSync(join(tmpdir(), 'airside-replay-'));
  const variables: Record<string, string> = { ...exampleVariables(), AIRSIDE_ADMIN_PASSWORD: staffPassword };
  const compose = readCompose(variables);
  const ours = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);
  const commands = roots === undefined ? inCheckout(dir) : inRoots(roots);
  const closing: (() => Promise<void>)[] = [async () => rmSync(dir, { recursive: true, force: true })];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const places = new Map<string, string>();
    const patroni = await startPatroni(variables['POSTGRES_SUPERUSER_PASSWORD']);
    closing.push(() => patroni.stop());
    for (const [index, url] of patroni.urls('x', 'x').entries()) {
      for (const cluster of ['users', 'booking']) places.set(`${cluster}-db-${index + 1}:5432`, new URL(url).host);
      // A database of one node is given one address: that of the leader.
      if ((await patroni.whenWhole()).leader.endsWith(`_${index + 1}`))
        places.set('warehouse-db:5432', new URL(url).host);
    }
    const redis = await startRedis({ dir: join(dir, 'redis'), ports: await testPorts(3), log: () => undefined });
    closing.push(() => redis.stop());
    for (const [index, { port }] of redis.nodes.entries()) {
      await protect(port, variables['REDIS_PASSWORD'] ?? '');
      for (const number of [index + 1, index + 4]) places.set(`redis-${number}:6379`, `127.0.0.1:${port}`);
    }
    const containers = await plan(ours, { places, dataDir: commands.dataDir });
    const start = async (wanted: Container[]) => {
      const started = wanted.map((container) => launch(container, { dir, commands }));
      closing.push(async () => void (await Promise.all(started.map((one) => one.end()))));
      await Promise.all(started.map(({ whenHealthy }) => whenHealthy()));
    };
    const [job] = containers.filter(({ service }) => service === 'deploy');
    if (job === undefined) throw new Error('compose prepares no databases');
    await runJob(job, { dir, commands });
    const isOf = (pattern: RegExp) => (container: Container) => pattern.test(container.name);
    await start(containers.filter(isOf(/^(discovery|payment)_/)));
    await start(containers.filter(isOf(/_service_/)));
    const gateways = containers.filter(isOf(/^gateway_/));
    await start(gateways);
    return { base: `http://127.0.0.1:${gateways[0]?.port}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `.env` as it would be generated. */
function exampleVariables(): Record<string, string> {
  const secret = (name: string) => `${name.toLowerCase()}0123456789abcdef0123456789abcdef`;
  const example = Object.entries(readEnvFile('.env.example'));
  return Object.fromEntries(example.map(([name, value]) => [name, value === 'generated' ? secret(name) : value]));
}

/** What `SERVICE` is for the images of docker-compose.yml, each once. */
export function imagesOfCompose(): string[] {
  const { services } = readCompose(exampleVariables());
  return [...new Set(Object.values(services).flatMap(({ build }) => build?.args?.['SERVICE'] ?? []))];
}

/** As the image: in the service's folder, with nothing of ours in the environment. */
function inCheckout(dir: string): Commands {
  return {
    of: ({ service, program: [, ...args], environment }) => ({
      command: ['env', '-i', ...assignments(environment), process.execPath, ...args],
      cwd: join(root, existsSync(join(root, 'services', service)) ? join('services', service) : service),
    }),
    dataDir(name) {
      const folder = join(dir, name);
      mkdirSync(folder);
      return folder;
    },
  };
}

const inRoots = (roots: CleanRoots): Commands => ({
  of: ({ service, program, environment }) => ({
    command: roots.enter(service, program, { ...environment, NODE_COMPILE_CACHE: '/airside/.compile-cache' }),
    cwd: '/',
  }),
  dataDir: () => '/data',
});

const assignments = (environment: Readonly<Record<string, string>>) =>
  Object.entries(environment).map(([name, value]) => `${name}=${value}`);

/** Every container with its own port; the first of a service is where its host's name leads. */
async function plan(
  ours: [string, ComposeService][],
  { places, dataDir }: { places: Map<string, string>; dataDir(name: string): string },
): Promise<Container[]> {
  const copies = ours.flatMap(([key, service]) =>
    Array.from({ length: service.deploy?.replicas ?? 1 }, (_unused, index) => ({ key, service, number: index + 1 })),
  );
  const ports = await pickPorts(copies.map((_copy, index) => firstPort + index));
  const placed = copies.map((copy, index) => ({ ...copy, port: ports[index] ?? 0 }));
  for (const { key, service, number, port } of placed)
    if (number === 1) places.set(`${key}:${service.environment?.['PORT']}`, `127.0.0.1:${port}`);
  return placed.map(({ key, service, number, port }) => {
    const given = Object.entries(service.environment ?? {}).map(([name, value]) => [name, place(value, places)]);
    const environment = {
      ...(Object.fromEntries(given) as Record<string, string>),
      HOST: '127.0.0.1',
      PORT: String(port),
    };
    const [prefix = '', copy = number] = key.split(/-(?=\d$)/);
    const isRegistered = ['user', 'booking', 'notification', 'operations'].includes(prefix);
    const named = nameByHost(isRegistered ? `${prefix}_service` : prefix, environment, String(copy));
    const name = named['INSTANCE_NAME'] ?? '';
    return {
      name,
      service: service.build?.args?.['SERVICE'] ?? '',
      program: service.command ?? ['node', 'src/main.ts'],
      environment: {
        ...environment,
        INSTANCE_NAME: name,
        // As in the image, which brings what was compiled.
        NODE_COMPILE_CACHE: join(programCache, 'compiled'),
        ...('DATA_DIR' in environment ? { DATA_DIR: dataDir(name) } : {}),
      },
      health: service.command === undefined ? '/health/ready' : '/sandbox/tokens',
      port,
    };
  });
}

/** `host:port` of containers becomes where that is here; what is not here (the receiver of traces) is a closed port. */
function place(value: string, places: ReadonlyMap<string, string>): string {
  return value.replaceAll(/(?<=[/@,]|^)[a-z][a-z0-9-]*:\d{4,5}/g, (host) =>
    host === 'traces:4318' ? '127.0.0.1:9' : (places.get(host) ?? host),
  );
}

/** Gives a node of Redis the password that compose starts it with. */
async function protect(port: number, password: string): Promise<void> {
  const client = connectRedis({ urls: [`redis://127.0.0.1:${port}`], name: 'replay' });
  await whenRedisReady(client, 5000);
  for (const setting of ['masterauth', 'requirepass']) await client.call('CONFIG', 'SET', setting, password);
  closeRedis(client);
}

type Surroundings = { dir: string; commands: Commands };

function spawnIt(container: Container, { dir, commands }: Surroundings): ChildProcess {
  const log = openSync(logOf(container.name, dir), 'a');
  const { command, cwd } = commands.of(container);
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, stdio: ['ignore', log, log] });
  closeSync(log);
  return child;
}

const logOf = (name: string, dir: string) => join(dir, `${name}.log`);
const tail = (name: string, dir: string) => readFileSync(logOf(name, dir), 'utf8').slice(-3000);

async function runJob(container: Container, around: Surroundings): Promise<void> {
  const child = spawnIt(container, around);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${container.name} ended with ${code}:\n${tail(container.name, around.dir)}`);
}

/** Starts a container, and again whenever it ends by itself (`restart: unless-stopped`). */
function launch(container: Container, around: Surroundings): { end(): Promise<void>; whenHealthy(): Promise<void> } {
  const { name, port, health } = container;
  let isOver = false;
  let child = begin();

  function begin(): ChildProcess {
    const started = spawnIt(container, around);
    started.once('exit', () => {
      if (!isOver) child = begin();
    });
    return started;
  }
  return {
    async end() {
      isOver = true;
      await end(child);
    },
    async whenHealthy() {
      const isHealthy = waitUntil(
        `${name} is healthy`,
        async () => (await fetch(`http://127.0.0.1:${port}${health}`, { signal: AbortSignal.timeout(2500) })).ok,
        startMs,
      );
      await isHealthy.catch((cause: unknown) => {
        throw new Error(`${name} did not become healthy:\n${tail(name, around.dir)}`, { cause });
      });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  // As an engine does.
  const killing = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(killing);
}
