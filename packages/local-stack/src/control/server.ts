import { headers } from '@airside/contracts';
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ProcessRegistry, RegisteredProcess } from '../stack/registry.ts';
import type { GuardedCluster } from '../stack/servers.ts';
import { type Simulator, simulatorNames } from '../stack/simulator.ts';
import { StackError } from '../stack-error.ts';
import type { StackStatus } from '../stack/status.ts';

export type ControlOptions = {
  port: number;
  clusterSecret: string;
  registry: ProcessRegistry;
  /** Filled as they start. */
  clusters: readonly GuardedCluster[];
  simulator: Simulator;
  report(): Promise<StackStatus>;
};

export type ControlServer = { url: string; close(): Promise<void> };

type Answer = { status: number; body: unknown };

const restartGraceMs = 4500;

/** The launcher's own server on the loopback address: what the gateway's system routes and the commands ask. */
export async function startControlServer(options: ControlOptions): Promise<ControlServer> {
  const server = createServer({ requestTimeout: 5000, headersTimeout: 4000 }, (request, response) => {
    request.resume();
    decideAnswer(request, options).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, { status: 500, body: { message: String(error) } }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(new StackError(`Another program took port ${options.port} meanwhile (${error.message}); start again.`));
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${options.port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function decideAnswer(request: IncomingMessage, options: ControlOptions): Promise<Answer> {
  if (!isSecret(request.headers[headers.clusterSecret], options.clusterSecret)) {
    return { status: 401, body: { message: 'Authentication required' } };
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://control');
  if (request.method === 'GET' && pathname === '/status') return { status: 200, body: await options.report() };
  if (request.method === 'POST' && pathname === '/simulator/start') return simulate(searchParams, options.simulator);
  if (request.method === 'POST' && pathname === '/simulator/stop') {
    const message = (await options.simulator.stop()) ? 'The simulator was stopped' : 'The simulator does not run';
    return { status: 202, body: { message } };
  }
  const [, cluster] = /^\/databases\/([a-z]+)\/failover$/.exec(pathname) ?? [];
  if (request.method === 'POST' && cluster !== undefined) return failOver(cluster, options.clusters);
  const [, name = '', action = ''] = /^\/instances\/([a-z0-9_]+)\/(kill|restart)$/.exec(pathname) ?? [];
  if (request.method !== 'POST' || action === '') return { status: 404, body: { message: 'Not found' } };
  return action === 'kill' ? kill(name, options.registry) : restart(name, options);
}

const usualSpeed = 60;

/** `?scenario=` or `?speed=`, each a number; who asks has checked their range. */
async function simulate(query: URLSearchParams, simulator: Simulator): Promise<Answer> {
  const [scenario, speed] = [query.get('scenario'), query.get('speed') ?? String(usualSpeed)];
  if (!/^\d{1,3}$/.test(scenario ?? speed)) return { status: 400, body: { message: 'scenario and speed are numbers' } };
  await simulator.start(scenario === null ? { speed: Number(speed) } : { scenario: Number(scenario) });
  const [message, name] =
    scenario === null
      ? [`A day is flown at ${speed}×`, simulatorNames.day]
      : [`Scenario ${scenario} is played`, simulatorNames.scenario];
  return { status: 202, body: { message: `${message}; follow it with npm run logs -- ${name}` } };
}

function kill(name: string, registry: ProcessRegistry): Answer {
  const entry = registry.find(name);
  if (entry === undefined) return unknown(name, registry);
  if (!entry.process.kill()) return { status: 409, body: { message: `${name} does not run` } };
  return { status: 202, body: { message: `${name} was sent SIGKILL` } };
}

/** Answers when the process has been started again. A database is stopped by its own signal and comes back in the role it had. */
async function restart(name: string, { registry, clusters }: ControlOptions): Promise<Answer> {
  const entry = registry.find(name);
  if (entry === undefined) return unknown(name, registry);
  const again = () => entry.process.restart(entry.kind === 'database' ? 'SIGINT' : 'SIGTERM', restartGraceMs);
  const guard = guardOf(entry, clusters);
  await (guard === undefined ? again() : guard.lookAway(again));
  return { status: 202, body: { message: `${name} was restarted` } };
}

function guardOf({ name }: RegisteredProcess, clusters: readonly GuardedCluster[]): GuardedCluster['guard'] {
  return clusters.find(({ nodes }) => nodes.some((node) => node.name === name))?.guard;
}

/** Answers when another node is the primary. 409 with the reason where that cannot be. */
async function failOver(name: string, clusters: readonly GuardedCluster[]): Promise<Answer> {
  const cluster = clusters.find((one) => one.name === name);
  if (cluster === undefined) {
    const names = clusters.map((one) => one.name).join(', ');
    return { status: 404, body: { message: `There is no database cluster ${name}; there are ${names}` } };
  }
  if (cluster.guard === undefined) return { status: 409, body: { message: `${name} has no standby` } };
  try {
    return { status: 202, body: { message: await cluster.guard.switchOver() } };
  } catch (error) {
    if (error instanceof StackError) return { status: 409, body: { message: error.message } };
    throw error;
  }
}

function unknown(name: string, registry: ProcessRegistry): Answer {
  const names = registry.list().map((entry) => entry.name);
  return { status: 404, body: { message: `There is no ${name}; there are ${names.join(', ')}` } };
}

function isSecret(given: string | string[] | undefined, secret: string): boolean {
  const left = Buffer.from(typeof given === 'string' ? given : '');
  const right = Buffer.from(secret);
  return left.length === right.length && timingSafeEqual(left, right);
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer.body));
}
