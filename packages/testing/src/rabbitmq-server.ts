import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureProgram } from './debian.ts';
import { testPorts } from './test-ports.ts';
import { waitUntil } from './wait-until.ts';

export type RabbitMqServer = {
  /** The same after a stop and a start. */
  url: string;
  start(): Promise<void>;
  /** Ends it as a power cut does; what is durable is there again after the next start. */
  stop(): Promise<void>;
  /** Stops it for good and removes what it has written. */
  remove(): Promise<void>;
};

/** Behind the wrapper on the path, which wants to be a certain user and to write to /var. */
const serverScript = '/usr/lib/rabbitmq/bin/rabbitmq-server';
/** A first start compiles nothing, but takes its time on a busy machine. */
const longestStartMs = 90_000;

/** A RabbitMQ of its own, not yet started; undefined where it can neither be found nor installed. */
export async function prepareRabbitMq(): Promise<RabbitMqServer | undefined> {
  if ((await ensureProgram('rabbitmq-server', ['rabbitmq-server'])) === undefined) return undefined;
  // Erlang would leave its port mapper behind, for ever; it takes ours in its place.
  const mapperProgram = await ensureProgram('epmd', ['erlang-base']);
  if (mapperProgram === undefined) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'airside-rabbitmq-'));
  const [port = 0, distributionPort = 0, epmdPort = 0] = await testPorts(3);
  const env = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    HOME: dir,
    RABBITMQ_NODENAME: `airside${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_MNESIA_BASE: join(dir, 'data'),
    RABBITMQ_LOG_BASE: join(dir, 'log'),
    RABBITMQ_PID_FILE: join(dir, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'plugins'),
    RABBITMQ_CONF_ENV_FILE: join(dir, 'none'),
    RABBITMQ_CONFIG_FILE: join(dir, 'none'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 1:1 +sbwt none',
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
  };
  await writeFile(env.RABBITMQ_ENABLED_PLUGINS_FILE, '[].\n');
  let mapper: ChildProcess | undefined;
  let server: ChildProcess | undefined;

  async function stop(): Promise<void> {
    await end(server);
    await end(mapper);
    server = undefined;
    mapper = undefined;
    // The script is gone before the server that it has started is.
    for (const one of [port, distributionPort, epmdPort]) {
      await waitUntil(`nobody listens on ${one}`, async () => !(await listens(one)));
    }
  }

  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    async start() {
      mapper = spawn(mapperProgram, [], { env, detached: true, stdio: 'ignore' });
      await waitUntil('the port mapper listens', () => listens(epmdPort));
      server = spawn(serverScript, [], { env, cwd: dir, detached: true, stdio: 'ignore' });
      await waitUntil('RabbitMQ listens', () => listens(port), longestStartMs);
    },
    stop,
    async remove() {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Ends a process and all that it has started. */
async function end(child: ChildProcess | undefined): Promise<void> {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await exited;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
