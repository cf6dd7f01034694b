import { Problem } from '@airside/contracts';
import type { Logger, Span } from '@airside/service';
import { Agent, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Outcome } from '../breakers/outcome.ts';
import type { Protocol } from '../edge/exchange.ts';
import { endWithProblem } from '../edge/raw-answer.ts';
import { beginAttempt, endSpan, endUpgrade } from '../edge/tracing.ts';
import { isPlainPath, type RouteMatcher } from '../routes.ts';
import type { Fleet } from '../upstreams/fleet.ts';
import { selectInstance } from '../upstreams/selection.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { requestHeaders } from './headers.ts';
import { loadHttpProxy } from './http-proxy.ts';

/** What the edge has found out about an upgrade request. */
export type UpgradeFacts = {
  requestId: string;
  traceparent: string;
  address: string;
  protocol: Protocol;
  /** Undefined where nothing is traced; ended here, with the answer. */
  span: Span | undefined;
};

export type WebSocketProxy = {
  /** Joins the client's socket to an instance, or answers a refusal on it. Never rejects. */
  handle(request: IncomingMessage, socket: Socket, head: Buffer, facts: UpgradeFacts): Promise<void>;
  readonly open: number;
  /** Ends all joined sockets, and cuts those that have not ended after `graceMs`. */
  drain(graceMs: number): Promise<void>;
};

export type WebSocketDeps = {
  fleet: Fleet;
  matchRoute: RouteMatcher;
  logger: Logger;
  random: () => number;
};

const connectTimeoutMs = 1000;
/** Longest wait for the instance's answer to an upgrade. */
const upgradeTimeoutMs = 5000;
/** How long a client may take nothing of what waits for it, in milliseconds. */
const unreadTimeoutMs = 3000;

/** An instance whose connection stands. */
type Connected = { upstream: Upstream; connection: Socket };

export function createWebSocketProxy(deps: WebSocketDeps): WebSocketProxy {
  const { fleet, logger } = deps;
  const HttpProxy = loadHttpProxy();
  const joined = new Set<Socket>();

  async function handle(request: IncomingMessage, socket: Socket, head: Buffer, facts: UpgradeFacts): Promise<void> {
    // From here to the end an error of this socket has a listener; without one it would end the process.
    socket.on('error', (error) => logger.debug({ err: error, requestId: facts.requestId }, 'client socket failed'));
    try {
      const found = await findInstance(request, deps);
      if (socket.destroyed) {
        found.connection.destroy();
        endUpgrade(facts.span, undefined, { kind: 'abandoned' });
        return;
      }
      join(found, request, socket, head, facts);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem('UNEXPECTED', { cause: error });
      endWithProblem(socket, problem, facts.requestId);
      if (facts.span !== undefined) endSpan(facts.span, problem.status);
    }
  }

  function join(
    { upstream, connection }: Connected,
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    facts: UpgradeFacts,
  ): void {
    request.headers = upgradeHeaders(request, facts);
    upstream.streams.tryTake();
    const admission = upstream.breaker.admit();
    joined.add(socket);
    const attempt = beginAttempt({ span: facts.span, attempts: 1 }, upstream.name);
    const settle = once((outcome: Outcome) => {
      fleet.settle(upstream, admission, outcome);
      endUpgrade(facts.span, attempt, outcome);
    });
    const late = setTimeout(() => {
      settle({ kind: 'timedOut' });
      connection.destroy();
    }, upgradeTimeoutMs);

    connection.on('error', (error) => logger.debug({ err: error, upstream: upstream.name }, 'instance socket failed'));
    connection.once('close', () => {
      clearTimeout(late);
      settle({ kind: socket.destroyed ? 'abandoned' : 'broken' });
      // What has been written is still sent; after that nothing is waited for.
      socket.destroySoon();
    });
    socket.once('close', () => {
      joined.delete(socket);
      upstream.streams.give();
      connection.destroy();
    });
    endUnread(connection, socket);
    const onAnswer = (status: number) => {
      clearTimeout(late);
      settle({ kind: 'answered', status });
    };
    const proxy = HttpProxy.createProxyServer({ ws: true });
    proxy.once('proxyReqWs', (upgrade) => {
      upgrade.once('upgrade', () => onAnswer(101));
      upgrade.once('response', (answer) => onAnswer(answer.statusCode ?? 502));
    });
    const target = { protocol: 'http:', host: upstream.host, hostname: upstream.host, port: upstream.port };
    proxy.ws(request, socket, head, { target, agent: agentOver(connection) }, (error) => {
      logger.debug({ err: error, upstream: upstream.name }, 'upgrade failed');
      socket.destroySoon();
    });
  }

  return {
    handle,
    get open() {
      return joined.size;
    },
    async drain(graceMs) {
      if (joined.size === 0) return;
      const closed = [...joined].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of joined) socket.end();
      const cut = setTimeout(() => {
        for (const socket of joined) socket.destroy();
      }, graceMs);
      await Promise.all(closed);
      clearTimeout(cut);
    },
  };
}

/**
 * Ends a client that has stopped reading. The pipe pauses the instance's side while the client's takes nothing, and then
 * would never hear that the instance has given the socket up.
 */
function endUnread(connection: Socket, socket: Socket): void {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  connection.on('pause', () => {
    stop();
    timer = setTimeout(() => socket.destroy(), unreadTimeoutMs);
  });
  connection.on('resume', stop);
  socket.once('close', stop);
}

/** Connects before http-proxy is involved: it gives a socket up at the first refusal, and another instance could not be tried. */
async function findInstance(request: IncomingMessage, deps: WebSocketDeps): Promise<Connected> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const route = isPlainPath(path) ? deps.matchRoute(path) : undefined;
  if (route === undefined || route.prefix !== '/ws') throw new Problem('ROUTE_NOT_FOUND');
  const tried = new Set<Upstream>();
  for (;;) {
    const candidates = deps.fleet.of(route.service).filter((one) => !tried.has(one) && !one.streams.isFull);
    const upstream = selectInstance(candidates, deps.random);
    if (upstream === undefined)
      throw new Problem('SERVICE_UNAVAILABLE', { params: { service: route.service }, retryAfterSeconds: 1 });
    tried.add(upstream);
    try {
      return { upstream, connection: await connectTo(upstream) };
    } catch (error) {
      deps.fleet.settle(upstream, upstream.breaker.admit(), { kind: 'unreachable' });
      deps.logger.warn({ upstream: upstream.name, reason: (error as Error).message }, 'WebSocket connection failed');
    }
  }
}

function connectTo(upstream: Upstream): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const connection = connect({ host: upstream.host, port: upstream.port, noDelay: true, timeout: connectTimeoutMs });
    const fail = (error: Error) => {
      connection.destroy();
      reject(error);
    };
    connection.once('error', fail);
    connection.once('timeout', () => fail(new Error('no connection in time')));
    connection.once('connect', () => {
      connection.off('error', fail).removeAllListeners('timeout').setTimeout(0);
      resolve(connection);
    });
  });
}

/** An agent that has one connection, already made. */
function agentOver(connection: Socket): Agent {
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = () => connection;
  return agent;
}

/** The same hygiene as for other requests, with the upgrade itself put back. */
function upgradeHeaders(request: IncomingMessage, facts: UpgradeFacts): Record<string, string> {
  const pairs = requestHeaders(request.rawHeaders, {
    requestId: facts.requestId,
    traceparent: facts.traceparent,
    clientAddress: facts.address,
    host: request.headers.host,
    protocol: facts.protocol,
  });
  const kept: Record<string, string> = {};
  for (let index = 0; index + 1 < pairs.length; index += 2) kept[pairs[index] ?? ''] = pairs[index + 1] ?? '';
  return { ...kept, host: request.headers.host ?? '', connection: 'Upgrade', upgrade: 'websocket' };
}

function once<T>(act: (value: T) => void): (value: T) => void {
  let isDone = false;
  return (value) => {
    if (isDone) return;
    isDone = true;
    act(value);
  };
}
