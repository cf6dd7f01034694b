import pc from 'picocolors';
import { defaultCounts, defaultGatewayPort, type InstanceCounts } from '../stack/plan.ts';
import { secretsFile } from '../stack/secrets.ts';
import { seconds } from '../stack/servers.ts';
import { StackError } from '../stack-error.ts';
import { type RunningStack, startStack } from '../stack/start.ts';
import { readOwnSettings } from './environment.ts';
import { formatTable } from './table.ts';

export type StartOptions = {
  dataDir: string;
  port?: number;
  instances?: InstanceCounts;
  fresh: boolean;
  withPrometheus: boolean;
  verbose: boolean;
};

/** Runs a stack until a signal ends it: the first in order, the second at once. */
export async function start(options: StartOptions): Promise<void> {
  const started = performance.now();
  const aborted = new AbortController();
  const signals = catchSignals();
  void signals.first.then(() => aborted.abort(new StackError('stopped while starting')));
  // The terminal may close before the processes have stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  console.log(`Airside starts; data in ${options.dataDir}`);
  const starting = startStack({
    ...readOwnSettings(),
    dataDir: options.dataDir,
    port: options.port ?? defaultGatewayPort,
    instances: options.instances ?? defaultCounts,
    fresh: options.fresh,
    withPrometheus: options.withPrometheus,
    withWeb: true,
    verbose: options.verbose,
    onProgress: (line) => console.log(`${pc.dim(seconds(started).padStart(7))}  ${line}`),
    signal: aborted.signal,
  });
  let stack: RunningStack;
  try {
    stack = await starting;
  } catch (error) {
    if (aborted.signal.aborted) return console.log('Stopped.');
    throw error;
  }
  console.log(describe(stack, seconds(started)));
  await signals.first;
  await stopOrdered(stack, signals.second);
}

async function stopOrdered(stack: RunningStack, impatience: Promise<unknown>): Promise<void> {
  const stopping = performance.now();
  console.log('\nStopping (once more to end everything at once) …');
  void impatience.then(() => stack.stopAtOnce().finally(() => process.exit(130)));
  await stack.stop();
  console.log(`Stopped in ${seconds(stopping)}.`);
  process.exit(0);
}

/** Ctrl-C comes twice under npm: from the terminal, and passed on by npm. Signals this close, in milliseconds, are one. */
const sameSignalMs = 500;

/** The first and the second time somebody asks to end. */
function catchSignals(): { first: Promise<unknown>; second: Promise<unknown> } {
  const first = Promise.withResolvers<unknown>();
  const second = Promise.withResolvers<unknown>();
  let askedAt: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      askedAt ??= performance.now();
      first.resolve(name);
      if (performance.now() - askedAt > sameSignalMs) second.resolve(name);
    });
  }
  return { first: first.promise, second: second.promise };
}

function describe(stack: RunningStack, took: string): string {
  const gateway = stack.gatewayUrl.replace('127.0.0.1', 'localhost');
  const rows = [
    ['Web app', gateway],
    ['Gateway', gateway],
    ['API documentation', `${gateway}/docs`],
    ['Status', `${gateway}/api/gateway/status`],
    ['Metrics', `${gateway}/metrics`],
    ...(stack.outboxUrl === undefined ? [] : [['Outbox', stack.outboxUrl.replace('127.0.0.1', 'localhost')]]),
    ...(stack.prometheusUrl === undefined
      ? []
      : [['Prometheus', stack.prometheusUrl.replace('127.0.0.1', 'localhost')]]),
    ...stack.databases.map(({ name, urls }) => [`PostgreSQL ${name}`, urls.map(hostOf).join(', ')]),
    ['Redis', stack.redisUrls.map(hostOf).join(', ')],
    ['Logs', `${stack.dataDir}/logs`],
  ];
  return `\n${pc.green(`Airside is ready (${took}).`)}\n\n${formatTable(rows)}\n\n${describeStaff(stack)}\n`;
}

function describeStaff(stack: RunningStack): string {
  const { username, password } = stack.admin;
  if (!stack.isFirstStart) return `  Staff login  ${username}, password in ${secretsFile(stack.dataDir)}`;
  return `  Staff login  ${username} / ${pc.bold(password)}\n  (shown this once; kept in ${secretsFile(stack.dataDir)})`;
}

/** Without user and password. */
function hostOf(url: string): string {
  return new URL(url).host;
}
