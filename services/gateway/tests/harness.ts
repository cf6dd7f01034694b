import type { Directory, Instance, ServiceName } from '@airside/contracts';
import type { RedisClient } from '@airside/redis';
import { createLogger, createRegistry, type DirectoryWatch, type TokenVerifier } from '@airside/service';
import { mkdtemp, rm } from 'node:fs/promises';
import {
  createServer,
  type IncomingMessage,
  request,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp, type GatewayOptions } from '../src/app.ts';
import type { LocalStack } from '../src/status/local-stack.ts';
import { followDirectory } from '../src/upstreams/directory.ts';

const clusterSecret = 'a-secret-of-the-test';

/** A real server that stands for an instance. */
export type FakeInstance = {
  name: string;
  service: ServiceName;
  url: string;
  server: Server;
  /** Calls under way, without health checks. */
  open: Set<ServerResponse>;
  seen: IncomingMessage[];
  /** As if by SIGKILL: stops listening and cuts every connection. */
  kill(): Promise<void>;
};

export async function startInstance(
  name: string,
  listener: RequestListener,
  options: { port?: number; isReady?: () => boolean } = {},
): Promise<FakeInstance> {
  const open = new Set<ServerResponse>();
  const seen: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 75_000 }, (incoming, answer) => {
    if (incoming.url === '/health/ready') {
      answer.writeHead(options.isReady?.() === false ? 503 : 200).end();
      return;
    }
    seen.push(incoming);
    open.add(answer);
    answer.on('close', () => open.delete(answer));
    answer.setHeader('x-served-by', name);
    listener(incoming, answer);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  const url = await listen(server, options.port);
  return {
    name,
    service: name.replace(/_\d+$/, '') as ServiceName,
    url,
    server,
    open,
    seen,
    kill() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.resetAndDestroy();
      return closed;
    },
  };
}

/** Speaks discovery's part of the contract: list and blocking watch. */
export async function startDiscovery(instances: FakeInstance[]) {
  let revision = 1;
  let listed: FakeInstance[] = instances;
  const watches = new Set<() => void>();
  const directory = (): Directory => {
    const services: Record<string, Instance[]> = {};
    for (const { name, service, url } of listed) {
      services[service] = [...(services[service] ?? []), { instance: name, service, url, version: '1', state: 'up' }];
    }
    return { revision: String(revision), settled: true, services };
  };
  const server = createServer((incoming, answer) => {
    const query = new URL(incoming.url ?? '/', 'http://discovery').searchParams;
    const tell = () => {
      watches.delete(tell);
      answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(directory()));
    };
    if (query.get('revision') === String(revision)) watches.add(tell);
    else tell();
  });
  const url = await listen(server);
  return {
    url,
    list(next: FakeInstance[]) {
      listed = next;
      revision += 1;
      for (const tell of watches) tell();
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

export type GatewaySetup = {
  discoveryUrl: string;
  dataDir?: string;
  redis?: RedisClient;
  verifyToken?: TokenVerifier;
  localStack?: LocalStack;
  options?: Partial<GatewayOptions>;
  now?: () => number;
};

export type RunningGateway = {
  url: string;
  port: number;
  dataDir: string;
  directory: DirectoryWatch;
  close(): Promise<void>;
};

const generous = { intervalMs: 0.001, burst: 1_000_000 };

/** The gateway on a port of its own, composed as `main.ts` does. */
export async function startGateway(setup: GatewaySetup): Promise<RunningGateway> {
  const dataDir = setup.dataDir ?? (await mkdtemp(join(tmpdir(), 'airside-gateway-')));
  const logger = createLogger({ service: 'gateway', instance: 'gateway_1', level: 'silent' });
  const directory = await followDirectory({ discoveryUrls: [setup.discoveryUrl], clusterSecret, dataDir, logger });
  await directory.whenKnown(setup.dataDir === undefined ? 2000 : 200);
  const app = await buildApp(
    {
      clusterSecret,
      rate: generous,
      isLoopbackExempt: false,
      isChaosAllowed: false,
      corsOrigins: ['https://app.example'],
      ...setup.options,
    },
    {
      logger,
      registry: createRegistry('gateway', 'gateway_1'),
      directory,
      verifyToken: setup.verifyToken ?? (() => Promise.resolve(undefined)),
      redis: setup.redis,
      localStack: setup.localStack,
      now: setup.now ?? (() => performance.now()),
      random: Math.random,
    },
  );
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    port: Number(new URL(url).port),
    dataDir,
    directory,
    async close() {
      await app.close();
      await directory.close();
      if (setup.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Sends bytes as they are and gives back everything that comes, until the other side closes or `untilMs` have passed. */
export function sendRaw(port: number, text: string, untilMs = 2000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const chunks: Buffer[] = [];
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(chunks).toString('latin1'));
    };
    const timer = setTimeout(finish, untilMs);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', finish);
    socket.on('close', finish);
  });
}

/** An answer whose body has not been read yet; `abort` leaves like a client that went away. */
export function openRequest(
  url: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): { request: ReturnType<typeof request>; answer: Promise<IncomingMessage> } {
  const outgoing = request(url, { ...options, agent: false });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
  });
  return { request: outgoing, answer };
}

export const json: (status: number, body: unknown) => RequestListener = (status, body) => (incoming, answer) => {
  incoming.resume();
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

async function listen(server: Server, port = 0): Promise<string> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
